import fc from 'fast-check'

/** `npm run soak` runs properties this many times as often, on examples that nobody has drawn before. */
const times = Number(process.env['SKEIN_RUNS'] ?? '1')

/**
 * Before each test file. `npm test` draws the same examples on every machine and at every run, so that a red test is red
 * again when it is looked at. `npm run soak` sets `SKEIN_RUNS`: it draws others at each run and prints their seed.
 */
if (times > 1) fc.configureGlobal({ numRuns: Math.round(100 * times) })
else fc.configureGlobal({ seed: Number(process.env['SKEIN_SEED'] ?? '1') })
