import { type Problem, ProblemError } from '../../shared/problem.ts'
import { MAX_KEY_LENGTH } from './limits.ts'

/**
 * The parts of a key in normal form (`a/./b//../c` is `a`, `c`). Keys are relative to the opened folder or URL. Fails
 * with 'outside' for a key that is absolute, leaves the source by `..`, or has a character with which a path could mean
 * something else than it says (NUL; a backslash, or on Windows a colon).
 */
export function partsOfKey(key: string, platform: NodeJS.Platform = process.platform): readonly string[] {
  if (key === '') throw outside(key, 'is empty')
  if (key.length > MAX_KEY_LENGTH) throw outside(key, `is longer than ${MAX_KEY_LENGTH} characters`)
  if (key.includes('\0')) throw outside(key, 'contains a NUL character')
  if (key.includes('\\')) throw outside(key, 'contains a backslash')
  if (platform === 'win32' && key.includes(':')) throw outside(key, 'contains a colon')
  if (key.startsWith('/')) throw outside(key, 'is an absolute path')
  const parts: string[] = []
  for (const part of key.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) throw outside(key, 'leads out of the opened volume')
  }
  if (parts.length === 0) throw outside(key, 'names no file')
  return parts
}

function outside(key: string, why: string): ProblemError {
  const shown = key.length > 80 ? `${key.slice(0, 80)}…` : key
  const problem: Problem = { kind: 'outside', message: `The name "${shown}" ${why}`, file: shown }
  return new ProblemError(problem)
}
