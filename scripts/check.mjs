import { runChecks } from './checks.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { conclude } from './outcomes.mjs'
import { runMain } from './process.mjs'

/** The fast part of `npm test`: no Electron, no display. */
async function check() {
  await ensureDependencies()
  return conclude(await runChecks())
}

await runMain(check)
