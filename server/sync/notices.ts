import { PRESENCE_SELECTION_MAX, ROLES, type Role, type Whereabouts } from '../../shared/contracts/store-protocol.ts'
import { AUTHOR_CHARACTERS_MAX, ID_PART_CHARACTERS_MAX } from '../../shared/edits/edit-limits.ts'
import {
  type Field,
  idOf,
  listOf,
  MalformedField,
  recordOf,
  textOf,
  vectorOf,
  wholeOf,
} from '../../shared/json-field.ts'

/** What the processes of one store tell each other through the database. They name datasets by their numbers. */
export type Notice =
  | { readonly kind: 'head'; readonly process: string; readonly dataset: number; readonly head: number }
  | { readonly kind: 'snapshot'; readonly dataset: number; readonly seq: number }
  | { readonly kind: 'role'; readonly dataset: number; readonly user: string; readonly role: Role | undefined }
  | { readonly kind: 'revoked'; readonly tokenHash: string }
  | {
      readonly kind: 'presence'
      readonly process: string
      readonly dataset: number
      readonly moved: readonly Moved[]
      readonly left: readonly string[]
    }

export interface Moved extends Whereabouts {
  readonly client: string
  readonly user: string
}

/** The most bytes of a notice. PostgreSQL allows fewer than 8000. */
export const NOTICE_BYTES_MAX = 7_900

/** Characters of the id of a process, and of a hash in hexadecimal digits. */
const NAME_CHARACTERS_MAX = 64

export function formatNotice(notice: Notice): string {
  if (notice.kind !== 'presence') return JSON.stringify(notice)
  const moved = notice.moved.map((one) => ({ ...one, selection: one.selection.map(String) }))
  return JSON.stringify({ ...notice, moved })
}

/** Undefined for a payload that is no notice, such as one of another version or of another program on this channel. */
export function parseNotice(payload: string): Notice | undefined {
  try {
    return noticeOf({ path: '', value: JSON.parse(payload) })
  } catch (error) {
    if (error instanceof MalformedField || error instanceof SyntaxError) return undefined
    throw error
  }
}

function noticeOf(whole: Field): Notice {
  const names = ['kind', 'process', 'dataset', 'head', 'seq', 'user', 'role', 'tokenHash', 'moved', 'left']
  const field = recordOf(whole, names)
  const kind = field('kind').value
  if (kind === 'revoked') return { kind, tokenHash: textOf(field('tokenHash'), NAME_CHARACTERS_MAX) }
  const dataset = wholeOf(field('dataset'), 1)
  if (kind === 'snapshot') return { kind, dataset, seq: wholeOf(field('seq'), 1) }
  if (kind === 'role') {
    const role = ROLES.find((one) => one === field('role').value)
    return { kind, dataset, user: textOf(field('user'), AUTHOR_CHARACTERS_MAX), role }
  }
  const process = textOf(field('process'), NAME_CHARACTERS_MAX)
  if (kind === 'head') return { kind, process, dataset, head: wholeOf(field('head'), 1) }
  if (kind !== 'presence') throw new MalformedField('kind', 'must be one that this version knows')
  const moved = listOf(field('moved'), NOTICE_BYTES_MAX, movedOf)
  const left = listOf(field('left'), NOTICE_BYTES_MAX, (item) => textOf(item, ID_PART_CHARACTERS_MAX))
  return { kind, process, dataset, moved, left }
}

function movedOf(whole: Field): Moved {
  const field = recordOf(whole, ['client', 'user', 'cursor', 'selection'])
  const cursor = field('cursor')
  return {
    client: textOf(field('client'), ID_PART_CHARACTERS_MAX),
    user: textOf(field('user'), AUTHOR_CHARACTERS_MAX),
    cursor: cursor.value === null ? null : vectorOf(cursor),
    selection: listOf(field('selection'), PRESENCE_SELECTION_MAX, (item) => idOf(item, 1n)),
  }
}
