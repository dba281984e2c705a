import { runChecks } from './lib/checks.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { conclude } from './lib/outcomes.mjs'
import { runMain } from './lib/process.mjs'

/** The fast part of `npm test`: no Electron, no display. */
async function check() {
  await ensureDependencies()
  return conclude(await runChecks())
}

await runMain(check)
