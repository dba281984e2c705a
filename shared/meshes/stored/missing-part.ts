import type { Problem } from '../../problem.ts'

/** A part that a manifest names, and that is not stored. */
export function missingPart(file: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'not-found', message: `The manifest names ${file}, which is not there`, file } }
}
