import { unreachable } from '../assert.ts'
import { EDIT_SCHEMA, type Edit } from '../edits/edit.ts'
import { formatEdit, parseEdit } from '../edits/edit-json.ts'
import { AUTHOR_CHARACTERS_MAX, DATASET_CHARACTERS_MAX, ID_PART_CHARACTERS_MAX } from '../edits/edit-limits.ts'
import type { Vec3 } from '../geometry.ts'
import {
  type Field,
  idOf,
  isRecord,
  listOf,
  MalformedField,
  recordOf,
  textOf,
  vectorOf,
  wholeOf,
} from '../json-field.ts'
import type { Problem, Result } from '../problem.ts'

/**
 * The contract between a client and the central store, over one WebSocket at `SYNC_PATH`, one text message each. The
 * token is in the request's `Authorization: Bearer` header, never in an address or a message. A client says `hello` and
 * is answered by `welcome`, then by `committed` from the seq after its head on, for ever. What it pushes comes back in
 * `committed`, to it and to everybody: that is the acknowledgement.
 *
 * Version 1: the first.
 */
export const PROTOCOL_VERSION = 1

export const SYNC_PATH = '/v1/sync'
/** GET: who the token belongs to and its roles, as `SessionInfo`. */
export const SESSION_PATH = '/v1/session'
/** GET `?dataset=…&before=<seq>&take=<n>`: committed edits before a seq, as the text of one `committed` message. */
export const HISTORY_PATH = '/v1/history'
/** GET `?dataset=…`: the latest snapshot; its seq is in `SNAPSHOT_SEQ_HEADER`. 404 where there is none. */
export const SNAPSHOT_PATH = '/v1/snapshot'
export const SNAPSHOT_SEQ_HEADER = 'skein-seq'
/** Whoever accepts this type alone gets the snapshot in gzip, as it is kept, and takes the gzip off. */
export const SNAPSHOT_TYPE = 'application/gzip'
/** Bytes of a snapshot that a client takes, with its gzip and without: one of a million edits has under 100 million. */
export const SNAPSHOT_BYTES_MAX = 256 * 2 ** 20

/** Characters of a message, either way: an edit with every list at its limit has about 12 million. */
export const MESSAGE_CHARACTERS_MAX = 16_000_000
/** Edits in one `push`. Few enough that a refusal or a broken line repeats little. */
export const PUSH_EDITS_MAX = 100
/** Characters of the edits in one `push`, beyond its first edit: keeps batches of large splits short. */
export const PUSH_CHARACTERS_MAX = 1_000_000
/** Edits in one `committed`. */
export const COMMITTED_EDITS_MAX = 1000
/** Characters of the edits in one `committed`, beyond its first. */
export const COMMITTED_CHARACTERS_MAX = 1_000_000
/** Selected supervoxels that one tells others of. */
export const PRESENCE_SELECTION_MAX = 16
/** Ms between two presences of one client: enough for a cursor that is seen to move. */
export const PRESENCE_EVERY_MS = 100

/** What one may do in a dataset; each may do what those before it may. */
export const ROLES = ['viewer', 'proofreader', 'reviewer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Whether a role includes another. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least)
}

/** An edit in the store's order. Its seq is its place in the message that brings it. */
export interface CommittedEdit {
  readonly edit: Edit
  /** The user whose token brought it; `edit.author` is only what the edit says of itself. */
  readonly by: string
  /** Why the store refused it (rule E14): it keeps its seq and changes nothing. */
  readonly refused?: string | undefined
}

/** Where somebody is, for others to see: kept nowhere. */
export interface Whereabouts {
  /** Nanometres; null when the pointer is outside the panels. */
  readonly cursor: Vec3 | null
  /** Supervoxels that stand for the selected segments. */
  readonly selection: readonly bigint[]
}

/** Client -> store. */
export type ToStore =
  /** First. `head`: the last seq that the client holds. */
  | {
      readonly kind: 'hello'
      readonly protocol: number
      readonly dataset: string
      readonly client: string
      readonly head: number
    }
  /** Edits of this client, in their order; what the store has already is passed over. */
  | { readonly kind: 'push'; readonly edits: readonly Edit[] }
  | ({ readonly kind: 'presence' } & Whereabouts)

/** Store -> client. */
export type FromStore =
  | {
      readonly kind: 'welcome'
      readonly protocol: number
      readonly user: string
      readonly role: Role
      readonly head: number
      /** Seq of the latest snapshot, 0 where there is none: worth loading by one who is far behind it. */
      readonly snapshot: number
    }
  /** The edits with seqs `from`, `from` + 1, ... */
  | {
      readonly kind: 'committed'
      readonly from: number
      readonly entries: readonly CommittedEdit[]
      /** The entry after these cannot be read by this version (rule E14): nothing after it counts. */
      readonly stopped?: Problem | undefined
    }
  /** The role was changed while connected. */
  | { readonly kind: 'role'; readonly role: Role }
  | ({ readonly kind: 'presence'; readonly client: string; readonly user: string } & Whereabouts)
  | { readonly kind: 'left'; readonly client: string }
  /** Why the store closes the connection. */
  | ({ readonly kind: 'problem' } & StoreProblem)

export interface StoreProblem {
  readonly code: StoreProblemCode
  /** A whole sentence for a person, without a full stop at its end. Holds nothing of any token. */
  readonly message: string
  /** The least time in ms to wait before trying again. */
  readonly retryAfterMs?: number | undefined
}

export const STORE_PROBLEM_CODES = [
  /** No token, or one that is wrong, expired or revoked: the answer does not tell which. */
  'not-signed-in',
  /** The user has no role in this dataset, or there is no such dataset: the answer does not tell which. */
  'no-access',
  /** Too many requests, connections or edits. */
  'too-many',
  /** The two speak different versions. */
  'other-version',
  /** A message that is none, or not one for now. */
  'malformed',
  'too-large',
  /** The store lacks edits before those pushed. */
  'gap',
  /** An id that the store knows, with other content; or the id of somebody else's client. */
  'altered',
  /** The client did not read for too long. */
  'too-slow',
  /** The store is being stopped, or its database is away: soon again. */
  'unavailable',
] as const
export type StoreProblemCode = (typeof STORE_PROBLEM_CODES)[number]

/** Whether waiting can mend it; the others wait for a person. */
export function mendsItself(code: StoreProblemCode): boolean {
  return code === 'too-many' || code === 'too-slow' || code === 'unavailable' || code === 'gap'
}

export interface SessionInfo {
  readonly user: string
  readonly datasets: readonly { readonly name: string; readonly role: Role }[]
}

// Client -> store, as text

export function formatToStore(message: ToStore): string {
  switch (message.kind) {
    case 'hello':
      return JSON.stringify(message)
    case 'push':
      return JSON.stringify({ kind: 'push', edits: message.edits.map(formatEdit) })
    case 'presence':
      return JSON.stringify({ kind: 'presence', ...whereaboutsJson(message) })
    default:
      return unreachable(message)
  }
}

export function parseToStore(text: string): Result<ToStore> {
  return parsed(text, (whole) => {
    const kind = kindOf(whole)
    switch (kind) {
      case 'hello': {
        const field = recordOf(whole, ['kind', 'protocol', 'dataset', 'client', 'head'])
        return {
          kind,
          protocol: wholeOf(field('protocol'), 1),
          dataset: textOf(field('dataset'), DATASET_CHARACTERS_MAX),
          client: clientOf(field('client')),
          head: wholeOf(field('head'), 0),
        }
      }
      case 'push': {
        const field = recordOf(whole, ['kind', 'edits'])
        return { kind, edits: listOf(field('edits'), PUSH_EDITS_MAX, editOf) }
      }
      case 'presence': {
        const field = recordOf(whole, ['kind', 'cursor', 'selection'])
        return { kind, ...whereaboutsOf(field) }
      }
      default:
        throw new MalformedField('kind', "must be 'hello', 'push' or 'presence'")
    }
  })
}

// Store -> client, as text

/** A committed edit as the store keeps it: the edit's JSON is never parsed again on its way out. */
export interface StoredEdit {
  readonly editJson: string
  readonly by: string
  readonly refused?: string | undefined
}

export function storedEdit({ edit, by, refused }: CommittedEdit): StoredEdit {
  return { editJson: JSON.stringify(formatEdit(edit)), by, refused }
}

export function formatCommitted(from: number, entries: readonly StoredEdit[]): string {
  const texts = entries.map(({ editJson, by, refused }) => {
    const why = refused === undefined ? '' : `,"refused":${JSON.stringify(refused)}`
    return `{"edit":${editJson},"by":${JSON.stringify(by)}${why}}`
  })
  return `{"kind":"committed","from":${from},"entries":[${texts.join(',')}]}`
}

export function formatFromStore(message: Exclude<FromStore, { readonly kind: 'committed' }>): string {
  return JSON.stringify(message.kind === 'presence' ? { ...message, ...whereaboutsJson(message) } : message)
}

export function parseFromStore(text: string): Result<FromStore> {
  return parsed(text, (whole) => {
    const kind = kindOf(whole)
    switch (kind) {
      case 'welcome': {
        const field = recordOf(whole, ['kind', 'protocol', 'user', 'role', 'head', 'snapshot'])
        return {
          kind,
          protocol: wholeOf(field('protocol'), 1),
          user: textOf(field('user'), AUTHOR_CHARACTERS_MAX),
          role: roleOf(field('role')),
          head: wholeOf(field('head'), 0),
          snapshot: wholeOf(field('snapshot'), 0),
        }
      }
      case 'committed':
        return committedOf(whole)
      case 'role':
        return { kind, role: roleOf(recordOf(whole, ['kind', 'role'])('role')) }
      case 'presence': {
        const field = recordOf(whole, ['kind', 'client', 'user', 'cursor', 'selection'])
        const user = textOf(field('user'), AUTHOR_CHARACTERS_MAX)
        return { kind, client: clientOf(field('client')), user, ...whereaboutsOf(field) }
      }
      case 'left':
        return { kind, client: clientOf(recordOf(whole, ['kind', 'client'])('client')) }
      case 'problem':
        return { kind, ...storeProblemOf(whole, ['kind']) }
      default:
        throw new MalformedField('kind', 'must be one that this version knows')
    }
  })
}

/** Characters of a store's sentence. */
const SENTENCE_CHARACTERS_MAX = 10_000

/** A store's refusal, as it stands in an http body and, with `kind`, in a message. */
export function parseStoreProblem(json: unknown): Result<StoreProblem> {
  return guarded(() => storeProblemOf({ path: '', value: json }, []))
}

function storeProblemOf(whole: Field, also: readonly string[]): StoreProblem {
  const field = recordOf(whole, ['code', 'message', 'retryAfterMs', ...also])
  const code = STORE_PROBLEM_CODES.find((one) => one === field('code').value)
  if (code === undefined)
    throw new MalformedField(field('code').path, `must be one of ${STORE_PROBLEM_CODES.join(', ')}`)
  const wait = field('retryAfterMs')
  return {
    code,
    message: textOf(field('message'), SENTENCE_CHARACTERS_MAX, 0),
    retryAfterMs: wait.value === undefined ? undefined : wholeOf(wait, 0),
  }
}

/** Datasets of one user. */
const SESSION_DATASETS_MAX = 100_000

export function parseSessionInfo(json: unknown): Result<SessionInfo> {
  return guarded(() => {
    const field = recordOf({ path: '', value: json }, ['user', 'datasets'])
    return {
      user: textOf(field('user'), AUTHOR_CHARACTERS_MAX),
      datasets: listOf(field('datasets'), SESSION_DATASETS_MAX, (whole) => {
        const one = recordOf(whole, ['name', 'role'])
        return { name: textOf(one('name'), DATASET_CHARACTERS_MAX), role: roleOf(one('role')) }
      }),
    }
  })
}

function committedOf(whole: Field): Extract<FromStore, { readonly kind: 'committed' }> {
  const field = recordOf(whole, ['kind', 'from', 'entries'])
  let stopped: Problem | undefined
  const read = listOf(field('entries'), COMMITTED_EDITS_MAX, (item): CommittedEdit | undefined => {
    if (stopped !== undefined) return undefined
    const one = recordOf(item, ['edit', 'by', 'refused'])
    const edit = parseEdit(one('edit').value)
    if (!edit.ok && edit.problem.kind === 'unsupported') {
      stopped = edit.problem
      return undefined
    }
    if (!edit.ok) throw new MalformedField(`${one('edit').path}.${edit.problem.field}`, 'must be that of an edit')
    const refused = one('refused')
    return {
      edit: edit.value,
      by: textOf(one('by'), AUTHOR_CHARACTERS_MAX),
      refused: refused.value === undefined ? undefined : textOf(refused, SENTENCE_CHARACTERS_MAX),
    }
  })
  const entries = read.filter((one) => one !== undefined)
  return { kind: 'committed', from: wholeOf(field('from'), 1), entries, stopped }
}

// Parts

function kindOf({ value }: Field): unknown {
  return isRecord(value) ? value['kind'] : undefined
}

function clientOf(field: Field): string {
  return textOf(field, ID_PART_CHARACTERS_MAX)
}

function roleOf({ path, value }: Field): Role {
  const role = ROLES.find((one) => one === value)
  if (role === undefined) throw new MalformedField(path, `must be one of ${ROLES.join(', ')}`)
  return role
}

function editOf({ path, value }: Field): Edit {
  const edit = parseEdit(value)
  if (edit.ok) return edit.value
  if (edit.problem.kind === 'unsupported')
    throw new MalformedField(path, `must be an edit of schema ${EDIT_SCHEMA} or older`)
  throw new MalformedField(`${path}.${edit.problem.field}`, 'must be that of an edit')
}

function whereaboutsJson({ cursor, selection }: Whereabouts) {
  return { cursor, selection: selection.map(String) }
}

function whereaboutsOf(field: (name: string) => Field): Whereabouts {
  const cursor = field('cursor')
  return {
    cursor: cursor.value === null ? null : vectorOf(cursor),
    selection: listOf(field('selection'), PRESENCE_SELECTION_MAX, (item) => idOf(item, 1n)),
  }
}

function parsed<T>(text: string, read: (whole: Field) => T): Result<T> {
  if (text.length > MESSAGE_CHARACTERS_MAX) {
    return refuse('too-large', `A message has more than ${MESSAGE_CHARACTERS_MAX} characters`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('bad-description', 'A message is no JSON')
  }
  return guarded(() => read({ path: '', value }))
}

function guarded<T>(read: () => T): Result<T> {
  try {
    return { ok: true, value: read() }
  } catch (error) {
    if (!(error instanceof MalformedField)) throw error
    return refuse('bad-description', `A message's ${error.message}`, error.field)
  }
}

function refuse(kind: Problem['kind'], message: string, field?: string): { readonly ok: false; problem: Problem } {
  return { ok: false, problem: { kind, message, field } }
}
