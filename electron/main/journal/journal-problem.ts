import type { Problem } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'

/** What a write to the journal came to. After `failed` the file holds what it held before. */
export type Written =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed'
      readonly problem: Problem
      /** The file at the journal's path is not the one that was written so far. */
      readonly lost: boolean
    }

export const DONE: Written = { kind: 'done' }

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make space, then go on',
  EDQUOT: 'your quota on this disk is used up; make space, then go on',
  EROFS: 'the disk is mounted read-only; make it writable, then go on',
  EIO: 'the disk reports an error of the device; save your work elsewhere and have the disk checked',
  EACCES: 'its permissions do not allow it; allow writing, then go on',
  EPERM: 'its permissions do not allow it; allow writing, then go on',
  EMFILE: 'too many files are open; close other programs, then go on',
  EFBIG: 'the file would be larger than is allowed here; allow larger files, then go on',
}

/** A failed read or write as a problem with words; a bug is thrown on. */
export function diskProblem(error: unknown, doing: string, file: string): Problem {
  const code = codeOf(error)
  if (code === undefined) throw error
  return { kind: 'disk', message: `The edit log could not be ${doing}: ${WORDS[code] ?? `${code}`} (${file})`, file }
}

export function lostProblem(reason: string, file: string): Written {
  return { kind: 'failed', lost: true, problem: { kind: 'disk', message: `The journal ${reason} (${file})`, file } }
}
