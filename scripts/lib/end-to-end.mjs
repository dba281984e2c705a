import { availableParallelism } from 'node:os'
import path from 'node:path'
import { runTests } from './checks.mjs'
import { startVirtualDisplay } from './display.mjs'
import { countPlaywright } from './outcomes.mjs'
import { root } from './process.mjs'

/** @typedef {import('./outcomes.mjs').Outcome} Outcome */

/** Tests of the app that run side by side at most: each keeps about one core busy, and a core more draws its pictures. */
const SIDE_BY_SIDE_MAX = 2

/**
 * The end-to-end tests, on Linux always on displays of their own: windows of tests must not jump at a person. There are as
 * many displays as tests that run side by side; elsewhere there is one screen, and they run one after the other.
 * @param {{ executable: string, flags: readonly string[] }} electron
 * @param {{ files?: readonly string[], env?: Record<string, string>, isOneByOne?: boolean }} [how] `files` of e2e/; all
 *   without it. `isOneByOne`: their tests go on from each other
 * @returns {Promise<Outcome>}
 */
export async function runEndToEnd(electron, { files = [], env: more = {}, isOneByOne = false } = {}) {
  const displays = await startDisplays(isOneByOne)
  const env = {
    ...process.env,
    ...more,
    SKEIN_ELECTRON: electron.executable,
    SKEIN_ELECTRON_FLAGS: electron.flags.join(' '),
    ...(displays[0] && { DISPLAY: displays[0].display }),
    SKEIN_DISPLAYS: displays.map(({ display }) => display).join(' '),
  }
  try {
    const playwright = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js')
    const report = path.join(root, '.cache', 'e2e.json')
    return await runTests('e2e', [playwright, 'test', ...files], report, countPlaywright, env)
  } finally {
    for (const { stop } of displays) stop()
  }
}

/**
 * How many virtual displays there are, which is how many tests run side by side; 0: one after the other, on the screen.
 * @param {string} platform
 * @param {number} cores
 * @param {boolean} isOneByOne
 */
export function countDisplays(platform, cores, isOneByOne) {
  if (platform !== 'linux') return 0
  return isOneByOne ? 1 : Math.min(SIDE_BY_SIDE_MAX, cores)
}

/** @param {boolean} isOneByOne */
function startDisplays(isOneByOne) {
  const length = countDisplays(process.platform, availableParallelism(), isOneByOne)
  return Promise.all(Array.from({ length }, () => startVirtualDisplay()))
}
