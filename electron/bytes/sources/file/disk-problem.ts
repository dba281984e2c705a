import { ProblemError } from '../../../../shared/problem.ts'
import { codeOf } from '../../../error-code.ts'

/** An error of the file system as a problem that names `file`; a problem passes as it is, and so does a bug. */
export function diskProblem(error: unknown, file: string): unknown {
  const code = codeOf(error)
  if (error instanceof ProblemError || code === undefined) return error
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ProblemError({ kind: 'not-found', message: `${file} is not there`, file }, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return new ProblemError({ kind: 'forbidden', message: `No permission to read ${file}`, file }, { cause: error })
    default:
      return new ProblemError({ kind: 'disk', message: `Reading ${file} failed (${code})`, file }, { cause: error })
  }
}
