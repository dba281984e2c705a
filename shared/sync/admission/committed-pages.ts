import { COMMITTED_CHARACTERS_MAX, COMMITTED_EDITS_MAX, type StoredEdit } from '../../contracts/store-protocol.ts'

/** The number of edits, from the first, that go into one `committed` message: at least 1. */
export function pageLength(entries: readonly StoredEdit[]): number {
  let characters = 0
  let length = 0
  for (const { editJson } of entries) {
    if (length > 0) characters += editJson.length
    if (length === COMMITTED_EDITS_MAX || characters > COMMITTED_CHARACTERS_MAX) break
    length++
  }
  return length
}
