import { runChecks } from './checks.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { summarise } from './outcomes.mjs'
import { runMain } from './process.mjs'

/** The fast part of `npm test`: no Electron, no display. */
async function check() {
  await ensureDependencies()
  const outcome = await runChecks()
  console.log(`\n${summarise(outcome)}`)
  return outcome.failures.length === 0 ? 0 : 1
}

await runMain(check)
