import path from 'node:path'
import { runTests } from './checks.mjs'
import { startVirtualDisplay } from './display.mjs'
import { countPlaywright } from './outcomes.mjs'
import { root } from './process.mjs'

/** @typedef {import('./outcomes.mjs').Outcome} Outcome */

/**
 * The end-to-end tests, on Linux always on a display of their own: windows of tests must not jump at a person.
 * @param {{ executable: string, flags: readonly string[] }} electron
 * @param {{ files?: readonly string[], env?: Record<string, string> }} [only] `files` of e2e/; all without it
 * @returns {Promise<Outcome>}
 */
export async function runEndToEnd(electron, { files = [], env: more = {} } = {}) {
  const virtual = process.platform === 'linux' ? await startVirtualDisplay() : undefined
  const env = {
    ...process.env,
    ...more,
    SKEIN_ELECTRON: electron.executable,
    SKEIN_ELECTRON_FLAGS: electron.flags.join(' '),
    ...(virtual === undefined ? {} : { DISPLAY: virtual.display }),
  }
  try {
    const playwright = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js')
    const report = path.join(root, '.cache', 'e2e.json')
    return await runTests('e2e', [playwright, 'test', ...files], report, countPlaywright, env)
  } finally {
    virtual?.stop()
  }
}
