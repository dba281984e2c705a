import { messageOf, problemOf } from '../shared/problem.ts'

/** Why the sample could not be made, as a sentence. It puts the error codes of the system into words. */
export function sampleFailure(error: unknown, folder: string): string {
  const problem = problemOf(error)
  if (problem !== undefined) return problem.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full: there is no space for the sample in ${folder}`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The sample cannot be made: the folder ${folder} may not be written`
    default:
      return `The sample could not be made: ${messageOf(error)}`
  }
}
