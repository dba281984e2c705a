import { serveFolder } from '../e2e/support/local-server.ts'
import type { Bench } from './bench.ts'
import { formatTwins, locationsOfTwin, TWINS, type Twin } from './support/format-twins.ts'
import { rest, withApp } from './support/skein-app.ts'
import { timeOpening } from './support/time-opening.ts'
import { median, timesLine } from './support/timing.ts'

/** The time to a complete first view of the same voxels in each format, from one loopback server. */
export const bench: Bench = {
  name: 'formats',
  async run(report, wanted) {
    const twins = TWINS.filter((twin) => wanted(`formats/open/${twin}`))
    if (twins.length === 0) return
    const server = await serveFolder(await formatTwins(), ADDED_MS)
    try {
      const samples = new Map<Twin, number[]>(twins.map((twin) => [twin, []]))
      // The formats take turns, so that other work of the machine slows all of them alike.
      for (let run = 0; run < RUNS; run++) {
        for (const [twin, times] of samples) {
          await withApp([], async ({ page }) => {
            await page.locator('html[data-view]').waitFor({ state: 'attached' })
            await rest(QUIET_MS)
            times.push(await timeOpening(page, locationsOfTwin(server.url, twin)))
          })
        }
      }
      const against = TWINS[0]
      const base = samples.get(against)
      for (const [twin, times] of samples) {
        const ratio = base && twin !== against ? { against, ratio: median(base) / median(times) } : {}
        report(timesLine(`formats/open/${twin}`, times, { ...ratio, note: NOTE }))
      }
    } finally {
      await server.close()
    }
  },
}

/** The app starts this often for each figure. */
const RUNS = 7
/** The server adds no delay. */
const ADDED_MS = 0
/** The workers run by then, as when a person has looked for a dataset. */
const QUIET_MS = 500
const NOTE =
  'from Enter in the dialog to the complete view; image of uint8 and labels of uint64, chunks of 64^3, one scale'
