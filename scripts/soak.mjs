import { runVitest } from './checks.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { summarise } from './outcomes.mjs'
import { runMain } from './process.mjs'

/** How many times as long as in `npm test` the property tests and simulations run: about an hour on two cores. */
const DEFAULT_TIMES = 40

/** `npm run soak [times]`: what `npm test` samples, at length. */
async function soak() {
  const times = Number(process.argv[2] ?? DEFAULT_TIMES)
  if (!(times >= 1)) throw new Error(`npm run soak takes a number of times, 1 or more, not ${process.argv[2]}`)
  await ensureDependencies()
  console.log(`Property tests and simulations, ${times} times as long as in npm test.`)
  const outcome = await runVitest({ ...process.env, SKEIN_RUNS: String(times) })
  console.log(`\n${summarise(outcome)}`)
  return outcome.failures.length === 0 ? 0 : 1
}

await runMain(soak)
