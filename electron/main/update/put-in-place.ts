import { dirname, join } from 'node:path'
import type { PlainFiles } from './plain-files.ts'

/** What was downloaded and checked, and what it takes the place of. */
export type Prepared =
  | { readonly kind: 'appimage'; readonly file: string; readonly installed: string }
  /** `folder` holds the unpacked zip and lies beside `installed`, on the same disk. */
  | { readonly kind: 'zip'; readonly folder: string; readonly installed: string }

/**
 * Puts a new version in the place of the old one as the app ends: a rename or two, and so whole or not at all. The old
 * folder is kept beside it until the next update.
 * @throws {Error} when the old version could not be moved; it is then still in its place
 */
export function putInPlace(fs: PlainFiles, prepared: Prepared): void {
  if (prepared.kind === 'appimage') {
    replaceFile(fs, prepared.file, prepared.installed)
    return
  }
  replaceFolder(fs, appFolderIn(fs, prepared.folder), prepared.installed)
  // The folder around the app's own is left; where there was none, nothing is.
  fs.rmSync(prepared.folder, { recursive: true, force: true })
}

/** The download may lie on another disk, where no rename leads from: it is copied beside its place first. */
function replaceFile(fs: PlainFiles, file: string, installed: string): void {
  const beside = `${installed}.new`
  fs.copyFileSync(file, beside)
  fs.chmodSync(beside, fs.statSync(installed).mode)
  fs.renameSync(beside, installed)
  fs.rmSync(file, { force: true })
}

function replaceFolder(fs: PlainFiles, folder: string, installed: string): void {
  const old = `${installed}.old`
  fs.rmSync(old, { recursive: true, force: true })
  fs.renameSync(installed, old)
  try {
    fs.renameSync(folder, installed)
  } catch (error) {
    fs.renameSync(old, installed)
    throw error
  }
}

/** A zip of an app holds one folder with everything, or everything itself. */
function appFolderIn(fs: PlainFiles, folder: string): string {
  const names = fs.readdirSync(folder)
  const [only] = names
  const isNested = names.length === 1 && only !== undefined && fs.existsSync(join(folder, only, 'resources'))
  return isNested ? join(folder, only) : folder
}

/** Where a zip is unpacked: beside the app's folder, so that a rename puts it in place. */
export function folderForUnpacking(installed: string): string {
  return join(dirname(installed), '.skein-update')
}
