import { type Problem, problemOf } from '../../../shared/problem.ts'

/** An error of the system or a `ProblemError`, as a problem in words. Undefined for a bug. */
export function importProblem(error: unknown, out: string): Problem | undefined {
  const known = problemOf(error)
  if (known !== undefined) return known
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const path = 'path' in error && typeof error.path === 'string' ? error.path : out
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        kind: 'disk',
        message: `The disk is full: there is no space for the import in ${out}. Make room, and run the same command again: it goes on where it stopped`,
        file: out,
      }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { kind: 'forbidden', message: `${path} may not be read or written`, file: path }
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not-found', message: `There is no ${path}`, file: path }
    case 'EISDIR':
      return { kind: 'not-a-volume', message: `${path} is a folder, and a file is needed`, file: path }
    case 'EMFILE':
    case 'EIO':
      return { kind: 'disk', message: `${path}: ${error.message}`, file: path }
    default:
      return undefined
  }
}
