import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * npm leaves an optional package of another platform out of the lock file if the registry in use (such as a mirror) does
 * not have it. Then `npm ci` refuses the lock file. This program puts such packages back. Run
 * `node tools/house/complete-lock.ts` after any `npm install`; a test fails if it was forgotten.
 */
interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

const systems = /[-/](android|darwin|freebsd|linux|openharmony|win32)\b/
const processors = /[-/](arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)\b/

/**
 * The entries that the lock file lacks: every optional package that a package in it names with an exact version.
 * @param packages of package-lock.json
 * @returns by their place, such as `node_modules/@biomejs/cli-win32-x64`
 */
export function findAbsentPackages(packages: Readonly<Record<string, LockEntry>>): Record<string, LockEntry> {
  const absent: Record<string, LockEntry> = {}
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
 * The platform of such a package, from its name.
 * @param name such as `@oxc-parser/binding-linux-arm-musleabihf`
 */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const os = systems.exec(name)?.[1]
  const cpu = processors.exec(name)?.[1]
  // If the platform were not known, npm would install the package everywhere.
  if (os === undefined || cpu === undefined) throw new Error(`package-lock.json: which platform is ${name} for?`)
  const libc = os !== 'linux' ? [] : name.includes('-musl') ? ['musl'] : name.includes('-gnu') ? ['glibc'] : []
  return { os: [os], cpu: [cpu], ...(libc.length > 0 ? { libc } : {}) }
}

function completeLock(file: string): void {
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync(file, 'utf8'))
  const absent = findAbsentPackages(lock.packages)
  const sorted = Object.entries({ ...lock.packages, ...absent }).sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  console.error(`Put back ${Object.keys(absent).length} packages of other platforms.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) completeLock('package-lock.json')
