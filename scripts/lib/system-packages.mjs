import { readdirSync } from 'node:fs'
import { run, SetUpError } from './process.mjs'

/** The Debian packages that Electron's Linux build needs; what they depend on comes with them. */
const libraries = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libatk-bridge2.0-0',
  'libcups2',
  'libxss1',
  'libxtst6',
]
const virtualDisplay = 'xvfb'
/** dpkg's own placeholders (hence the escapes): name and status, one package a line. */
const listingFormat = `\${Package} \${db:Status-Status}\n`

/** A sans and a monospaced face, for machines that have no font at all. */
const fonts = 'fonts-dejavu-core'

/**
 * Of `wanted`, those that dpkg does not call installed. Newer releases renamed some libraries to a name in t64.
 * @param {readonly string[]} wanted
 * @param {string} listing lines `<package> <status word>` such as `libnss3 installed`
 */
export function findMissing(wanted, listing) {
  const lines = listing.split('\n').map((line) => line.trim().split(' '))
  const installed = new Set(lines.filter(([, status]) => status === 'installed').map(([name]) => name))
  return wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
}

/**
 * On Debian and Ubuntu as root installs what Electron needs of the system; as anyone else says what to install.
 * Other systems are left alone: there Electron itself names the library that it misses.
 * @param {{ display: boolean }} needs whether a virtual display will be wanted
 * @throws {SetUpError} when something is missing and cannot be installed from here
 */
export async function ensureSystemPackages(needs) {
  if (process.platform !== 'linux') return
  const isRoot = process.getuid?.() === 0
  const wanted = [...libraries]
  if (needs.display) wanted.push(virtualDisplay)
  if (isRoot || !hasFonts()) wanted.push(fonts)

  const names = wanted.flatMap((name) => [name, `${name}t64`])
  const query = await run('dpkg-query', ['-W', '-f', listingFormat, ...names], { capture: true })
  if (query.code === 127) return
  const missing = findMissing(wanted, query.output)
  if (missing.length === 0) return
  if (!isRoot) throw new SetUpError(`Missing system packages: sudo apt-get install -y ${missing.join(' ')}`)
  await install(missing)
}

/** @param {readonly string[]} missing */
async function install(missing) {
  console.error(`Installing system packages: ${missing.join(' ')} ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const update = await run('apt-get', ['update', '-qq'], { capture: true, env })
  const names = await Promise.all(missing.map(currentName))
  const options = ['install', '-y', '-qq', '--no-install-recommends']
  const done = await run('apt-get', [...options, ...names], { capture: true, env })
  if (done.code === 0) return
  const output = `${update.code === 0 ? '' : update.output}${done.output}`.trim()
  throw new SetUpError(`apt-get could not install ${names.join(' ')}:\n${output}`)
}

/** @param {string} name */
async function currentName(name) {
  const renamed = await run('apt-cache', ['show', `${name}t64`], { capture: true })
  return renamed.code === 0 ? `${name}t64` : name
}

function hasFonts() {
  return ['/usr/share/fonts/truetype', '/usr/share/fonts/opentype', '/usr/share/fonts/TTF'].some((folder) => {
    try {
      return readdirSync(folder).length > 0
    } catch {
      return false
    }
  })
}
