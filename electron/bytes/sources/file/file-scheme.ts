import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { notAPlace } from '../../not-a-place.ts'
import type { Scheme } from '../scheme.ts'
import { openPath } from './open-path.ts'

/** Folders of this machine. */
export const FILE_SCHEME: Scheme = {
  words: ['file'],
  example: 'an absolute path',
  open: async ({ text, inner }, { home, disk }) => openPath(join(pathOf(text, home), ...inner), disk),
}

function pathOf(text: string, home: string): string {
  if (/^file:\/\//i.test(text)) return fileUrlPath(text)
  const path = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text
  if (isAbsolute(path)) return resolve(path)
  throw notAPlace(`"${text}" is no absolute path and no address`, text)
}

function fileUrlPath(text: string): string {
  try {
    return resolve(fileURLToPath(text))
  } catch {
    throw notAPlace(`${text} is no address of a file on this machine`, text)
  }
}
