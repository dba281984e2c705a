import { buildIfStale } from './build.mjs'
import { runChecks } from './lib/checks.mjs'
import { runDeb } from './lib/deb.mjs'
import { runEndToEnd } from './lib/end-to-end.mjs'
import { conclude } from './lib/outcomes.mjs'
import { runMain } from './lib/process.mjs'
import { ensureSample } from './lib/sample.mjs'
import { setUp } from './setup.mjs'

/** @typedef {import('./lib/outcomes.mjs').Outcome} Outcome */

/**
 * @param {string} name
 * @param {() => Promise<unknown>} step
 * @returns {Promise<Outcome>} one pass or one failure
 */
async function attempt(name, step) {
  try {
    await step()
    return { passed: 1, failed: 0 }
  } catch (error) {
    console.log(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`)
    return { passed: 0, failed: 1 }
  }
}

/** Everything; the last line counts what passed and what failed. */
async function test() {
  /** @type {Outcome[]} */
  const outcomes = []
  /** @type {Awaited<ReturnType<typeof setUp>> | undefined} */
  let electron
  outcomes.push(
    await attempt('set-up', async () => {
      electron = await setUp({ display: process.platform === 'linux' })
    }),
  )
  outcomes.push(...(await runChecks()))
  outcomes.push(await attempt('build', buildIfStale))
  outcomes.push(await attempt('sample volume', ensureSample))
  // Without an Electron the set-up has failed already.
  if (electron !== undefined) outcomes.push(await runEndToEnd(electron), await runDeb(electron))
  return conclude(outcomes)
}

await runMain(test)
