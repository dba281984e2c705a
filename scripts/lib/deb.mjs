import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { runEndToEnd } from './end-to-end.mjs'
import { node, root, run } from './process.mjs'

/** @typedef {import('./outcomes.mjs').Outcome} Outcome */

/** Programs with which a package is made and installed, and a user is added who tries it. */
const programs = ['dpkg', 'dpkg-deb', 'dpkg-query', 'useradd', 'userdel', 'setpriv']
/** The name of the package of a test build. */
const packageName = 'skein-test'

/**
 * Why a Debian package cannot be tried on this machine; undefined where it can.
 * @param {number | undefined} uid
 * @param {(program: string) => boolean} has whether a program is installed
 * @param {boolean} isInstalled whether somebody has installed the package already
 */
export function whyNoDeb(uid, has, isInstalled) {
  const missing = programs.filter((program) => !has(program))
  if (missing.length > 0) return `no ${missing.join(', ')}`
  if (uid !== 0) return 'only root installs packages'
  return isInstalled ? `${packageName} is installed already, and these tests would remove it` : undefined
}

/** @param {string} program */
function hasProgram(program) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)))
}

/**
 * Makes the Debian package of a test build and tries it: installed, used, removed. Where that cannot be, it says so, and
 * counts as nothing.
 * @param {{ executable: string, flags: readonly string[] }} electron
 * @returns {Promise<Outcome>}
 */
export async function runDeb(electron) {
  const reason = whyNoDeb(process.getuid?.(), hasProgram, existsSync(`/usr/lib/${packageName}`))
  if (reason !== undefined) {
    console.log(`deb: not tried here: ${reason}`)
    return { passed: 0, failed: 0 }
  }
  const env = { ...process.env, SKEIN_ELECTRON: electron.executable }
  const make = [path.join(root, 'packaging', 'make.ts'), '--test-build', 'deb']
  const made = await run(node, make, { env })
  const folder = path.join(root, 'out', 'make', 'deb', process.arch)
  const deb = (await readdir(folder).catch(() => [])).find((name) => name.startsWith(packageName))
  if (made.code !== 0 || deb === undefined) {
    console.log(`FAILED deb: npm run make ended with exit ${made.code} and made ${deb ?? 'no package'}`)
    return { passed: 0, failed: 1 }
  }
  return runEndToEnd(electron, { files: ['deb.test.ts'], env: { SKEIN_DEB: path.join(folder, deb) } })
}
