import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { node, root, run, runNpm, SetUpError } from './process.mjs'

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} LockFile */

/**
 * Whether node_modules holds what the lock file asks for: every package in its version. Optional packages (those
 * of other platforms) may be absent.
 * @param {LockFile} lock package-lock.json
 * @param {LockFile} installed node_modules/.package-lock.json, which npm writes last
 */
export function matchesLock(lock, installed) {
  const present = installed.packages ?? {}
  return Object.entries(lock.packages ?? {}).every(([name, wanted]) => {
    if (name === '' || wanted.link === true) return true
    const found = present[name]
    return found === undefined ? wanted.optional === true : found.version === wanted.version
  })
}

/** Installs the dependencies from the lock file, when node_modules is missing or differs from it. */
export async function ensureDependencies() {
  if (existsSync(node) && (await areInstalled())) return
  console.error('Installing the dependencies (npm ci) ...')
  const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { capture: true })
  if (code !== 0) throw new SetUpError(`npm ci failed:\n${output.trim().split('\n').slice(0, 12).join('\n')}`)
  if (!existsSync(node)) {
    throw new SetUpError(
      'npm ci did not install Node 24 (the package `node`, whose install script fetches it). Are scripts switched off ' +
        '(npm config get ignore-scripts)? Run `npm rebuild node`.',
    )
  }
}

async function areInstalled() {
  try {
    const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'))
    const installed = JSON.parse(await readFile(path.join(root, 'node_modules', '.package-lock.json'), 'utf8'))
    return matchesLock(lock, installed)
  } catch {
    return false
  }
}

/**
 * Runs a script's work under Node 24, in a process of its own when this one is older: for scripts that import
 * from node_modules.
 * @param {() => Promise<number>} work
 * @returns {Promise<number>} the exit code
 */
export async function underNode24(work) {
  await ensureDependencies()
  if (Number(process.versions.node.split('.')[0]) >= 24) return work()
  return (await run(node, process.argv.slice(1))).code
}
