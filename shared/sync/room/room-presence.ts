import { formatFromStore, PRESENCE_EVERY_MS, type Whereabouts } from '../../contracts/store-protocol.ts'
import { PRESENCE_SENDS_MAX, WHEREABOUTS_MAX } from './room-limits.ts'
import { type Member, type RoomTurn, tell } from './room-state.ts'

/**
 * Who is where. It is not stored, and messages may be left out. Whereabouts are held back, and only the latest of each
 * client is sent, so that a large team causes at most `PRESENCE_SENDS_MAX` sends. A connection that is behind gets none.
 */
export function moveTo(turn: RoomTurn, client: string, user: string, whereabouts: Whereabouts): void {
  if (!turn.whereabouts.has(client) && turn.whereabouts.size >= WHEREABOUTS_MAX) return
  turn.whereabouts.set(client, { user, whereabouts })
  if (!turn.moved.includes(client)) turn.moved = [...turn.moved, client]
  relay(turn)
}

/** Sends what was held back, up to the limit, and then rests. */
export function relay(turn: RoomTurn): void {
  if (turn.resting || turn.moved.length === 0) return
  let sends = 0
  while (turn.moved.length > 0 && sends < PRESENCE_SENDS_MAX) {
    const [client = '', ...rest] = turn.moved
    turn.moved = rest
    const to = others(turn, client).filter(({ backlog }) => backlog === 0)
    sendWhereabouts(turn, client, to)
    sends += to.length
  }
  turn.resting = true
  turn.outputs.push({ kind: 'rest', forMs: PRESENCE_EVERY_MS })
}

/** Tells a newcomer where everybody is. */
export function tellWhereabouts(turn: RoomTurn, newcomer: Member): void {
  for (const client of turn.whereabouts.keys()) {
    if (client !== newcomer.client) sendWhereabouts(turn, client, [newcomer])
  }
}

/** A client has no connection any more, here or elsewhere. */
export function forget(turn: RoomTurn, client: string): void {
  if ([...turn.members.values()].some((member) => member.client === client)) return
  turn.moved = turn.moved.filter((one) => one !== client)
  if (!turn.whereabouts.delete(client)) return
  tell(
    turn,
    others(turn, client).map(({ connection }) => connection),
    formatFromStore({ kind: 'left', client }),
  )
}

function sendWhereabouts(turn: RoomTurn, client: string, to: readonly Member[]): void {
  const presence = turn.whereabouts.get(client)
  if (presence === undefined) return
  const text = formatFromStore({ kind: 'presence', client, user: presence.user, ...presence.whereabouts })
  tell(
    turn,
    to.map(({ connection }) => connection),
    text,
  )
}

function others(turn: RoomTurn, client: string): Member[] {
  return [...turn.members.values()].filter((member) => member.greeted && member.client !== client)
}
