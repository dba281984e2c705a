import { pathToFileURL } from 'node:url'
import { ensureDependencies } from './lib/dependencies.mjs'
import { needsVirtualDisplay } from './lib/display.mjs'
import { resolveElectron } from './lib/electron-runtime.mjs'
import { runMain, SetUpError } from './lib/process.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'

/** The oldest Node that npm scripts may start under; they themselves bring Node 24 for the rest. */
const oldestNode = 20

/**
 * Makes whatever is missing between a fresh clone and a running app. Says nothing when nothing is missing.
 * @param {{ display?: boolean }} [needs] whether a virtual display will be wanted; found out when left out
 * @returns {Promise<{ executable: string, flags: readonly string[] }>} how to start Electron
 */
export async function setUp(needs = {}) {
  const major = Number(process.versions.node.split('.')[0])
  if (major < oldestNode)
    throw new SetUpError(`This is Node ${process.versions.node}; ${oldestNode} or newer is needed.`)
  await ensureDependencies()
  await ensureSystemPackages({ display: needs.display ?? needsVirtualDisplay() })
  const { executable } = await resolveElectron()
  return { executable, flags: electronFlags(process.getuid?.()) }
}

/**
 * Chromium refuses to run its sandbox as root, which is what containers have; never switched off for anyone else.
 * @param {number | undefined} uid undefined where the system has none
 * @returns {readonly string[]}
 */
export function electronFlags(uid) {
  return uid === 0 ? ['--no-sandbox'] : []
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => {
    await setUp()
    return 0
  })
}
