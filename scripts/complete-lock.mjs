import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, runMain } from './process.mjs'

/**
 * npm leaves an optional package of another platform out of the lock file when the registry in use (a mirror, say)
 * does not have it, and `npm ci` then refuses the lock file. This puts such packages back, by hand: after any
 * `npm install`, run `node scripts/complete-lock.mjs`; a test tells when it was forgotten.
 *
 * @typedef {{
 *   version?: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string>,
 *   os?: string[], cpu?: string[], libc?: string[]
 * }} LockEntry
 */

const systems = /[-/](android|darwin|freebsd|linux|openharmony|win32)\b/
const processors = /[-/](arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)\b/

/**
 * The entries that the lock file lacks: every optional package that a package in it names with an exact version.
 * @param {Record<string, LockEntry>} packages of package-lock.json
 * @returns {Record<string, LockEntry>} by their place, such as `node_modules/@biomejs/cli-win32-x64`
 */
export function findAbsentPackages(packages) {
  /** @type {Record<string, LockEntry>} */
  const absent = {}
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const isThere = packages[`node_modules/${name}`] ?? packages[`${place}/node_modules/${name}`]
      if (isThere !== undefined || !/^\d/.test(version)) continue
      absent[`node_modules/${name}`] = { version, dev: entry.dev === true, optional: true, ...platformOf(name) }
    }
  }
  return absent
}

/**
 * What such packages' names say of the platform they are for.
 * @param {string} name such as `@oxc-parser/binding-linux-arm-musleabihf`
 * @returns {Pick<LockEntry, 'os' | 'cpu' | 'libc'>}
 */
function platformOf(name) {
  const os = systems.exec(name)?.[1]
  const cpu = processors.exec(name)?.[1]
  // Were the platform not known, npm would install the package everywhere.
  if (os === undefined || cpu === undefined) throw new Error(`package-lock.json: which platform is ${name} for?`)
  const libc = os !== 'linux' ? [] : name.includes('-musl') ? ['musl'] : name.includes('-gnu') ? ['glibc'] : []
  return { os: [os], cpu: [cpu], ...(libc.length > 0 ? { libc } : {}) }
}

async function completeLock() {
  const file = path.join(root, 'package-lock.json')
  const lock = JSON.parse(await readFile(file, 'utf8'))
  const absent = findAbsentPackages(lock.packages)
  const sorted = Object.entries({ ...lock.packages, ...absent }).sort(([a], [b]) => (a < b ? -1 : 1))
  await writeFile(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  console.error(`Put back ${Object.keys(absent).length} packages of other platforms.`)
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(completeLock)
