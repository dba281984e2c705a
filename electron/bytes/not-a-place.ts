import { shownLocation } from '../../shared/bytes/shown-location.ts'
import { ProblemError } from '../../shared/problem.ts'

/** Nothing can be opened at what was given: `message` says why, without secrets; `text` is what was given. */
export function notAPlace(message: string, text: string): ProblemError {
  return new ProblemError({ kind: 'not-a-volume', message, file: shownLocation(text) })
}
