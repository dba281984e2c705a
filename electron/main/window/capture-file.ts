import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Why a picture could not be written to this file; undefined if it can. Asked before any window opens. */
export async function refuseCaptureFile(file: string): Promise<string | undefined> {
  const folder = dirname(file)
  try {
    if (!(await stat(folder)).isDirectory()) return `--screenshot: ${folder} is not a folder`
    await access(folder, constants.W_OK)
  } catch (error) {
    return `--screenshot: the folder ${folder} ${isMissing(error) ? 'does not exist' : 'cannot be written to'}`
  }
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? `--screenshot: ${file} is a folder` : undefined
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
