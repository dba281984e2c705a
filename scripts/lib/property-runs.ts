import fc from 'fast-check'

/** Before each test file: `SKEIN_RUNS` multiplies the runs of properties that name no number of their own (100). */
const times = Number(process.env['SKEIN_RUNS'] ?? '1')
if (times > 1) fc.configureGlobal({ numRuns: Math.round(100 * times) })
