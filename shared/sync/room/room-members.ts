import type { StoreProblem } from '../../contracts/store-protocol.ts'
import { forget } from './room-presence.ts'
import type { Member, RoomTurn } from './room-state.ts'

/** Tells a member why it cannot stay. It leaves with that. */
export function drop(turn: RoomTurn, member: Member, problem: StoreProblem): void {
  turn.outputs.push({ kind: 'drop', connection: member.connection, problem })
  leave(turn, member.connection)
}

/** Its queued pushes go with it: its client sends them again. */
export function leave(turn: RoomTurn, connection: number): void {
  const member = turn.members.get(connection)
  if (member === undefined) return
  turn.members.delete(connection)
  turn.queue = turn.queue.filter((push) => push.connection !== connection)
  forget(turn, member.client)
}
