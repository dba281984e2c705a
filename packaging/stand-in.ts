import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Zippable, zipSync } from 'fflate'

const run = promisify(execFile)

/** Where a development Electron has an app of its own (our loader); the packaged app takes that place. */
const OWN_APP = path.join('resources', 'app')
/** Of a Unix file in a zip: mode and kind stand in the upper half. */
const UNIX = 3
const MODE_SHIFT = 16

/** The version of an Electron, by asking it: it runs as Node and loads no app. */
export async function versionOf(executable: string): Promise<string> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const { stdout } = await run(executable, ['-p', 'process.versions.electron'], { env })
  return stdout.trim()
}

/**
 * Packs the Electron of development for a test build, under the name by which the packager looks for the official one.
 * @param folder which gets the zip
 * @param officialVersion of the installed `electron` package, which the packager asks for
 */
export async function packStandIn(executable: string, folder: string, officialVersion: string): Promise<void> {
  const dist = path.dirname(executable)
  const own = path.join(dist, OWN_APP)
  const files: Zippable = {}
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || file.startsWith(own + path.sep)) continue
    const { mode } = await stat(file)
    const attrs = (mode << MODE_SHIFT) >>> 0
    files[path.relative(dist, file)] = [await readFile(file), { level: 0, os: UNIX, attrs }]
  }
  // The registry's copy lacks two files of the official one that tools look for.
  files['version'] ??= [Buffer.from(await versionOf(executable)), {}]
  const licence = path.join(dist, 'LICENSE.electron.txt')
  if (files['LICENSE'] === undefined && existsSync(licence)) files['LICENSE'] = [await readFile(licence), {}]
  await mkdir(folder, { recursive: true })
  const name = `electron-v${officialVersion}-${process.platform}-${process.arch}.zip`
  await writeFile(path.join(folder, name), zipSync(files))
}
