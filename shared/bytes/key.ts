import type { Problem, Result } from '../problem.ts'

/** The longest key in UTF-16 units; file systems end at 255 bytes a name and 4,096 a path, object stores at 1,024. */
export const MAX_KEY_LENGTH = 1024

/** A key in its normal form: `../a/./b//../c` leads one folder up, then to `a/c`. */
export interface KeyPath {
  /** Folders to go up from the folder that the key is relative to. */
  readonly up: number
  /** Plain names; none is empty, `.` or `..`. */
  readonly parts: readonly string[]
}

/**
 * The one rule of where a key may lead, for whoever reads descriptions and for whoever reads bytes. A key is relative to
 * its volume's folder. It may leave that folder by `..`, but not what the person opened, which lies `above` folders
 * further up. The problem is of kind 'outside', for a key that is absolute, leads further up, or has a character with
 * which a path could mean something else than it says (NUL; a backslash, or on Windows a colon).
 */
export function readKey(key: string, above: number, platform = ''): Result<KeyPath> {
  if (key === '') return outside(key, 'is empty')
  if (key.length > MAX_KEY_LENGTH) return outside(key, `is longer than ${MAX_KEY_LENGTH} characters`)
  if (key.includes('\0')) return outside(key, 'contains a NUL character')
  if (key.includes('\\')) return outside(key, 'contains a backslash, where / stands between folders')
  if (platform === 'win32' && key.includes(':')) return outside(key, 'contains a colon')
  if (key.startsWith('/')) return outside(key, 'is an absolute path')
  let up = 0
  const parts: string[] = []
  for (const part of key.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) up++
  }
  if (up > above) return outside(key, 'leads out of the opened folder')
  return { ok: true, value: { up, parts } }
}

/** As `readKey`, for a key that must name a file: `.` and `..` alone are refused. */
export function readFileKey(key: string, above: number, platform = ''): Result<KeyPath> {
  const path = readKey(key, above, platform)
  return path.ok && path.value.parts.length === 0 ? outside(key, 'names no file') : path
}

function outside(key: string, why: string): { readonly ok: false; readonly problem: Problem } {
  const shown = key.length > 80 ? `${key.slice(0, 80)}…` : key
  return { ok: false, problem: { kind: 'outside', message: `The name "${shown}" ${why}`, file: shown } }
}
