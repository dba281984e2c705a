import { ANSWERS_SHARED_BYTES_MAX } from '../../../shared/contracts/answers-protocol.ts'
import { MESSAGE_CHARACTERS_MAX } from '../../../shared/contracts/store-protocol.ts'
import type { FromTransport, StoreRead, ToTransport } from '../../../shared/contracts/transport-protocol.ts'
import { DATASET_CHARACTERS_MAX } from '../../../shared/edits/edit-limits.ts'
import { problem } from './store-problem.ts'

/** Characters of a store's address. */
const STORE_CHARACTERS_MAX = 2048

export type ParsedRequest =
  | { readonly ok: true; readonly request: ToTransport }
  /** `answer` is undefined where not even a number could be read to answer to. */
  | { readonly ok: false; readonly answer: FromTransport | undefined }

/** Reads a message of a transport port: the page is not trusted to send a `ToTransport`. */
export function parseTransportRequest(message: unknown): ParsedRequest {
  if (typeof message !== 'object' || message === null) return { ok: false, answer: undefined }
  const { kind, connection, store, text, id, what }: Partial<Record<string, unknown>> = { ...message }
  if (kind === 'cancel') return isWhole(id) ? { ok: true, request: { kind, id } } : { ok: false, answer: undefined }
  if (kind === 'fetch') {
    if (!isWhole(id)) return { ok: false, answer: undefined }
    const read = parseRead(what)
    if (isText(store, STORE_CHARACTERS_MAX) && read !== undefined) {
      return { ok: true, request: { kind, id, store, what: read } }
    }
    const told = problem('malformed', 'A request to the transport is malformed: it expects a store and what to read')
    return { ok: false, answer: { kind: 'fetched', id, answer: { ok: false, problem: told } } }
  }
  if (!isWhole(connection)) return { ok: false, answer: undefined }
  if (kind === 'close') return { ok: true, request: { kind, connection } }
  if (kind === 'open' && isText(store, STORE_CHARACTERS_MAX)) return { ok: true, request: { kind, connection, store } }
  if (kind === 'send' && isText(text, MESSAGE_CHARACTERS_MAX)) return { ok: true, request: { kind, connection, text } }
  const told = problem('malformed', 'A message to the transport is malformed, or too large to be sent')
  return { ok: false, answer: { kind: 'closed', connection, problem: told } }
}

function parseRead(value: unknown): StoreRead | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, dataset, before, take, after, text }: Partial<Record<string, unknown>> = { ...value }
  if (!isText(dataset, DATASET_CHARACTERS_MAX)) return undefined
  if (kind === 'snapshot') return { kind, dataset }
  if (kind === 'answers') return isWhole(after) ? { kind, dataset, after } : undefined
  if (kind === 'share-answers') {
    return isText(text, ANSWERS_SHARED_BYTES_MAX) ? { kind, dataset, text } : undefined
  }
  return kind === 'history' && isWhole(before) && isWhole(take) ? { kind, dataset, before, take } : undefined
}

function isText(value: unknown, charactersMax: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= charactersMax
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
