import { type CommittedEdit, PUSH_CHARACTERS_MAX, PUSH_EDITS_MAX } from '../../contracts/store-protocol.ts'
import { type Edit, editKey } from '../../edits/edit.ts'
import { formatEdit } from '../../edits/edit-json.ts'
import type { SyncMoment } from './sync-client-events.ts'
import { delayMs } from './sync-connection.ts'
import { STORE_EDITS_MAX, STORE_FIRST_MS, STORE_MOST_MS } from './sync-limits.ts'
import { receivedHead, type SyncTurn } from './sync-state.ts'

/** Takes in edits that follow the received ones. Own edits among them are acknowledged by that. */
export function receive(turn: SyncTurn, entries: readonly CommittedEdit[]): void {
  turn.incoming = [...turn.incoming, ...entries]
  const { pending, connection } = turn
  const isLeft = stillPending(pending, entries)
  turn.pending = pending.filter(isLeft)
  if (connection.kind === 'online') {
    turn.connection = { ...connection, sent: pending.slice(0, connection.sent).filter(isLeft).length }
  }
}

/** Most received edits are of others, so keys are made only for clients that have pending edits. */
function stillPending(pending: readonly Edit[], entries: readonly CommittedEdit[]): (edit: Edit) => boolean {
  const clients = new Set(pending.map(({ id }) => id.client))
  const acknowledged = new Set<string>()
  for (const { edit } of entries) if (clients.has(edit.id.client)) acknowledged.add(editKey(edit.id))
  return acknowledged.size === 0 ? () => true : (edit) => !acknowledged.has(editKey(edit.id))
}

/** Sends the next batch, once the last one is acknowledged and all that the store had at the welcome was received. */
export function pushNext(turn: SyncTurn): void {
  const { connection, pending } = turn
  if (connection.kind !== 'online' || connection.sent > 0 || pending.length === 0) return
  if (receivedHead(turn) < connection.greetedHead) return
  let characters = 0
  let count = 0
  for (const edit of pending) {
    if (count > 0) characters += JSON.stringify(formatEdit(edit)).length
    if (count === PUSH_EDITS_MAX || characters > PUSH_CHARACTERS_MAX) break
    count++
  }
  turn.connection = { ...connection, sent: count }
  turn.outputs.push({ kind: 'send', message: { kind: 'push', edits: pending.slice(0, count) } })
}

export function storeNext(turn: SyncTurn, { nowMs }: SyncMoment): void {
  const { incoming, storeFailure, head } = turn
  if (turn.storing > 0 || incoming.length === 0) return
  if (storeFailure !== undefined && storeFailure.atMs > nowMs) return
  const entries = incoming.slice(0, STORE_EDITS_MAX)
  turn.storing = entries.length
  turn.outputs.push({ kind: 'store', from: head + 1, entries })
}

export function stored(turn: SyncTurn): void {
  turn.head += turn.storing
  turn.incoming = turn.incoming.slice(turn.storing)
  turn.storing = 0
  turn.storeFailure = undefined
}

export function storeFailed(turn: SyncTurn, sentence: string, moment: SyncMoment): void {
  const count = (turn.storeFailure?.count ?? 0) + 1
  turn.storing = 0
  turn.storeFailure = { count, atMs: moment.nowMs + delayMs(count, STORE_FIRST_MS, STORE_MOST_MS, moment), sentence }
}
