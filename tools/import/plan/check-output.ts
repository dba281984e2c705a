import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { ProblemError } from '../../../shared/problem.ts'
import { WORK_FOLDER } from './import-plan.ts'

/** Throws a `ProblemError` unless `out` is empty, new, or holds an unfinished import, and no input lies in it. */
export function checkOutput(out: string, inputs: readonly string[]): void {
  const real = realPlace(out)
  for (const input of inputs) {
    const from = realPlace(input)
    if (!isInside(from, real) && !isInside(real, from)) continue
    const message = `The import would write into its own input: ${out} and ${input} lie one in the other; name another folder`
    throw new ProblemError({ kind: 'outside', message, file: out })
  }
  if (!existsSync(out) || existsSync(join(out, WORK_FOLDER)) || readdirSync(out).length === 0) return
  const message = `${out} is not empty and holds no unfinished import, so it is left as it is; name another folder`
  throw new ProblemError({ kind: 'bad-description', message, file: out })
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** The place without links; of what is not there yet, that of the nearest folder above. */
function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const above = dirname(path)
  return above === path ? path : join(realPlace(above), path.slice(above.length))
}
