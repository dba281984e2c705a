import type { Problem } from '../../../shared/problem.ts'

const FULL = 'make space on the disk, then go on'

/** Turns an error of IndexedDB or dexie into a problem. `what` names the contents of the database, such as "the edit log". */
export function problemOfDatabase(error: unknown, what: string): Problem {
  const names = namesOf(error)
  if (names.includes('QuotaExceededError')) {
    return {
      kind: 'disk',
      message: `${what[0]?.toUpperCase()}${what.slice(1)} could not be written: the space for its database is used up; ${FULL}`,
    }
  }
  const known = names.find((name) => name in WORDS)
  const words = known === undefined ? `${names.join(', ') || String(error)}` : WORDS[known]
  return { kind: 'disk', message: `The database of ${what} failed: ${words}` }
}

const WORDS: Readonly<Record<string, string>> = {
  UnknownError: 'it could not read or write its files; is the disk full or failing?',
  DatabaseClosedError: 'it was closed or deleted; open the dataset again',
  InvalidStateError: 'it was closed or deleted; open the dataset again',
  VersionError: 'it was made by a newer version of Skein; use that one',
}

/** The names of an error and of its inner errors: dexie wraps the errors of the browser. */
function namesOf(error: unknown): string[] {
  const names: string[] = []
  let at: unknown = error
  while (at instanceof Error || at instanceof DOMException) {
    names.push(at.name)
    at = 'inner' in at ? at.inner : undefined
  }
  return names
}
