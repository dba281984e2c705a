import { problemOf } from '../problem.ts'
import type { ReadJson } from './volume-format.ts'

/**
 * The JSON of a key that need not be there; undefined also where the store refuses it (http 401, 403): some stores refuse
 * what they do not hold.
 */
export function readOptional(read: ReadJson, key: string): Promise<unknown> {
  return read(key).catch((error: unknown) => {
    if (problemOf(error)?.kind === 'forbidden') return undefined
    throw error
  })
}
