import { buildIfStale } from './build.mjs'
import { runVitest } from './lib/checks.mjs'
import { runEndToEnd } from './lib/end-to-end.mjs'
import { conclude } from './lib/outcomes.mjs'
import { runMain } from './lib/process.mjs'
import { ensureSample } from './lib/sample.mjs'
import { setUp } from './setup.mjs'

/** How many times as long as in `npm test` the property tests and simulations run: about an hour on two cores. */
const DEFAULT_TIMES = 40
/** How many times as many kills at most: 200 of the app, 80 of the store and two apps, about half an hour. */
const CRASH_TIMES_MAX = 20

/** `npm run soak [times]`: what `npm test` samples, at length. */
async function soak() {
  const times = Number(process.argv[2] ?? DEFAULT_TIMES)
  if (!(times >= 1)) throw new Error(`npm run soak takes a number of times, 1 or more, not ${process.argv[2]}`)
  const electron = await setUp({ display: process.platform === 'linux' })
  console.log(`Property tests and simulations, ${times} times as long as in npm test.`)
  const simulated = await runVitest({ ...process.env, SKEIN_RUNS: String(times) })
  await buildIfStale()
  await ensureSample()
  const env = { SKEIN_RUNS: String(Math.min(times, CRASH_TIMES_MAX)) }
  const crashed = await runEndToEnd(electron, { files: ['e2e/crash.test.ts', 'e2e/team-crash.test.ts'], env })
  const shapes = { SKEIN_RUNS: String(times) }
  const drawn = await runEndToEnd(electron, { files: ['e2e/chunk-shapes.test.ts'], env: shapes })
  return conclude([simulated, crashed, drawn])
}

await runMain(soak)
