import { buildIfStale } from './build.mjs'
import { runChecks } from './checks.mjs'
import { runEndToEnd } from './end-to-end.mjs'
import { addUp, summarise } from './outcomes.mjs'
import { runMain } from './process.mjs'
import { ensureSample } from './sample.mjs'
import { setUp } from './setup.mjs'

/** @typedef {import('./outcomes.mjs').Outcome} Outcome */

/**
 * @param {string} name
 * @param {() => Promise<unknown>} step
 * @returns {Promise<Outcome>} one pass or one failure
 */
async function attempt(name, step) {
  try {
    await step()
    return { passed: 1, failures: [] }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.log(reason)
    return { passed: 0, failures: [`${name}: ${reason}`] }
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
  outcomes.push(await runChecks())
  outcomes.push(await attempt('build', buildIfStale))
  outcomes.push(await attempt('sample volume', ensureSample))
  if (electron !== undefined) outcomes.push(await runEndToEnd(electron))
  else outcomes.push({ passed: 0, failures: ['e2e: there is no Electron to run it in'] })
  const outcome = addUp(outcomes)
  console.log(`\n${summarise(outcome)}`)
  return outcome.failures.length === 0 ? 0 : 1
}

await runMain(test)
