import { writeFile } from 'node:fs/promises'
import { type BrowserWindow, dialog } from 'electron'
import type { Result } from '../../../shared/problem.ts'
import { codeOf } from '../../error-code.ts'

/** Asks with the system's dialog where to save a text, and saves it: the file's path, or null when it was cancelled. */
export async function saveText(window: BrowserWindow, name: string, text: string): Promise<Result<string | null>> {
  const { filePath } = await dialog.showSaveDialog(window, { defaultPath: name })
  if (filePath === undefined || filePath === '') return { ok: true, value: null }
  try {
    await writeFile(filePath, text)
    return { ok: true, value: filePath }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    const message = `${filePath} could not be written (${code})`
    return { ok: false, problem: { kind: 'disk', message, file: filePath } }
  }
}
