import { open, rename, rm } from 'node:fs/promises'
import { type BrowserWindow, dialog } from 'electron'
import type { Result } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'

/** Asks with the system's dialog where to save bytes, and saves them: the file's path, or null when it was cancelled. */
export async function saveBytes(
  window: BrowserWindow,
  name: string,
  bytes: Uint8Array,
): Promise<Result<string | null>> {
  const { filePath } = await dialog.showSaveDialog(window, { defaultPath: name })
  if (filePath === undefined || filePath === '') return { ok: true, value: null }
  return writeWhole(filePath, bytes)
}

/** Writes a file whole or not at all: under another name first, so that a full disk leaves what was there. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<Result<string>> {
  const draft = `${file}.part`
  try {
    const handle = await open(draft, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
    return { ok: true, value: file }
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    const code = codeOf(error)
    if (code === undefined) throw error
    return { ok: false, problem: { kind: 'disk', message: `${file} could not be written (${code})`, file } }
  }
}
