import {
  COMMITTED_EDITS_MAX,
  formatCommitted,
  formatFromStore,
  PROTOCOL_VERSION,
} from '../../contracts/store-protocol.ts'
import { pageLength } from '../admission/committed-pages.ts'
import { BACKLOG_PAUSE_CHARACTERS, RECENT_CHARACTERS_MAX, RECENT_EDITS_MAX, UNREAD_EDITS_MAX } from './room-limits.ts'
import { drop } from './room-members.ts'
import { tellWhereabouts } from './room-presence.ts'
import { change, type Member, type RoomTurn, type Stretch, tell } from './room-state.ts'

/**
 * Which member is sent which edits. Each member has the seq that it is sent next, so it gets each edit once and in order.
 * Edits come from the commit or the read of this turn, or from `recent`. In one turn a member is sent at most one message
 * of edits. For a member that is still behind the storage is read, and by then its backlog is known.
 */

/** These edits are in the log. */
export function learn(turn: RoomTurn, { from, entries }: Stretch): void {
  const last = from + entries.length - 1
  turn.head = Math.max(turn.head, last)
  const end = turn.recent.from + turn.recent.entries.length - 1
  if (last <= end) return
  const follows = from >= turn.recent.from && from <= end + 1
  const all = follows ? [...turn.recent.entries, ...entries.slice(end + 1 - from)] : entries
  const kept = recentOf(all)
  turn.recent = { from: last - kept.length + 1, entries: kept }
}

function recentOf(entries: Stretch['entries']): Stretch['entries'] {
  let characters = 0
  let first = entries.length - 1
  while (first > 0 && entries.length - first < RECENT_EDITS_MAX) {
    characters += entries[first - 1]!.editJson.length
    if (characters > RECENT_CHARACTERS_MAX) break
    first--
  }
  return entries.slice(first)
}

/** Greets members and sends what there is, then reads what is missing. `read` is the result of a read. */
export function serve(turn: RoomTurn, read?: Stretch): void {
  for (const member of [...turn.members.values()]) {
    if (!member.greeted && member.next - 1 <= turn.head) greet(turn, member)
    if (isPaused(member) && turn.head - member.readAtHead > UNREAD_EDITS_MAX) {
      drop(turn, member, { code: 'too-slow', message: 'The connection takes nothing for too long' })
    }
  }
  const served = new Set<number>()
  if (read !== undefined) {
    turn.turns++
    sendFrom(turn, read, served)
    for (const connection of served) change(turn, turn.members.get(connection)!, { turn: turn.turns })
  }
  sendFrom(turn, turn.recent, served)
  readOn(turn)
}

function greet(turn: RoomTurn, member: Member): void {
  const { connection, user, role } = member
  const { head, snapshot } = turn
  change(turn, member, { greeted: true })
  tell(turn, [connection], formatFromStore({ kind: 'welcome', protocol: PROTOCOL_VERSION, user, role, head, snapshot }))
  tellWhereabouts(turn, member)
}

/** Members with the same next seq share one text. */
function sendFrom(turn: RoomTurn, { from, entries }: Stretch, served: Set<number>): void {
  const groups = new Map<number, Member[]>()
  for (const member of turn.members.values()) {
    const { next, connection } = member
    if (next < from || next >= from + entries.length || served.has(connection) || !isServable(member)) continue
    const group = groups.get(next)
    if (group === undefined) groups.set(next, [member])
    else group.push(member)
  }
  for (const [next, members] of groups) {
    const rest = entries.slice(next - from)
    const length = pageLength(rest)
    tell(
      turn,
      members.map(({ connection }) => connection),
      formatCommitted(next, rest.slice(0, length)),
    )
    for (const member of members) {
      change(turn, member, { next: next + length })
      served.add(member.connection)
    }
  }
}

function isServable(member: Member): boolean {
  return member.greeted && !isPaused(member)
}

export function isPaused({ backlog }: Member): boolean {
  return backlog > BACKLOG_PAUSE_CHARACTERS
}

function readOn(turn: RoomTurn): void {
  if (turn.reading !== undefined) return
  const all = [...turn.members.values()]
  const behind = all.filter((member) => isServable(member) && member.next <= turn.head)
  const first = behind.reduce<Member | undefined>((a, b) => (a === undefined || b.turn < a.turn ? b : a), undefined)
  const ahead = all.filter(({ greeted }) => !greeted)
  if (first === undefined && ahead.length === 0) return
  const from = first?.next ?? turn.head + 1
  for (const member of first === undefined ? ahead : []) change(turn, member, { asked: true })
  turn.reading = turn.head
  turn.outputs.push({ kind: 'read', from, take: COMMITTED_EDITS_MAX })
}

/** The result of a read. */
export function wasRead(turn: RoomTurn, read: Stretch): void {
  const head = turn.reading ?? turn.head
  turn.reading = undefined
  if (read.entries.length > 0) learn(turn, read)
  else if (read.from <= head) failed(turn, 'The store does not find edits that it has')
  else if (read.from > turn.head) {
    const message = 'This machine has got more edits from the store than the store has'
    for (const member of turn.members.values()) {
      if (!member.greeted && member.asked && member.next - 1 > turn.head)
        drop(turn, member, { code: 'altered', message })
    }
  }
  serve(turn, read)
}

/** Drops the members that wait for a read. Their clients come again later. */
export function failed(turn: RoomTurn, message: string): void {
  for (const member of [...turn.members.values()]) {
    if (member.greeted && member.next > turn.head) continue
    drop(turn, member, { code: 'unavailable', message })
  }
}
