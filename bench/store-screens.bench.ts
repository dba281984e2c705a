import path from 'node:path'
import type { Page } from '@playwright/test'
import { merge } from '../e2e/support/acts.ts'
import { placesAt } from '../e2e/support/meeting-edits.ts'
import { standAt } from '../e2e/support/proofreading.ts'
import { pressOnPage } from '../e2e/support/steer.ts'
import { connect, expectSync, foundTeam, startTeamStore } from '../e2e/support/team.ts'
import type { Bench } from './bench.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { rest, waitForView, withApp, withFolder } from './support/skein-app.ts'
import { timesLine } from './support/timing.ts'

const NAME = 'store/screen-to-screen'

/** This many edits are timed: a merge that is taken back and made again. */
const EDITS = 40
/** This many edits at the beginning are not counted. */
const WARM_UP = 4
/** Two supervoxels of a false split, and a position at which the plane shows both. */
const STAND = [3836, 2800, 4420] as const
const PAIR = [72340168526267348n, 72340168526267370n] as const
/** In ms. Longer than a page waits before it asks for the practice score (400 ms). */
const SETTLED_MS = 700

declare global {
  interface Window {
    skeinBenchPressed?: Promise<number>
    skeinBenchSeen?: Promise<number>
  }
}

/** From a key of one person to the frame on another person's screen, through a store on the same machine. */
export const bench: Bench = {
  name: NAME,
  async run(report, wanted) {
    if (!wanted(NAME)) return
    const absent = whyAbsent(SAMPLE)
    if (absent !== undefined) {
      report({ name: NAME, skipped: absent })
      return
    }
    const args = ['--open', path.join(SAMPLE.folder), '--position', STAND.join(','), '--scale', '4', '--layout', 'xy']
    await withFolder(async (folder) => {
      const data = path.join(folder, 'store')
      const store = await startTeamStore(data, await foundTeam(data, { ann: 'proofreader', ben: 'proofreader' }))
      try {
        await withApp(args, ({ page: ann }) =>
          withApp(args, async ({ page: ben }) => {
            for (const [page, user] of [
              [ann, 'ann'],
              [ben, 'ben'],
            ] as const) {
              await waitForView(page)
              await connect(page, store, user)
              await expectSync(page, 'In sync')
            }
            const samples = await timeEdits(ann, ben)
            const note =
              'from the key event to the frame on the other screen; two apps, PGlite and a page each on 2 cores'
            report(timesLine(NAME, samples.slice(WARM_UP), { note }))
          }),
        )
      } finally {
        await store.stop()
      }
    })
  },
}

async function timeEdits(ann: Page, ben: Page): Promise<number[]> {
  const at = placesAt(STAND)
  await merge(ann, at(PAIR[0]), at(PAIR[1]))
  await standAt(ben, STAND)
  const samples: number[] = []
  for (let edit = 0; edit < EDITS + WARM_UP; edit++) {
    await rest(SETTLED_MS)
    await waitForView(ben)
    await watchFrames(ben)
    await ann.evaluate(() => {
      window.skeinBenchPressed = new Promise((resolve) => {
        const pressed = (event: KeyboardEvent) => {
          if (event.key.toLowerCase() !== 'z') return
          removeEventListener('keydown', pressed, true)
          resolve(performance.timeOrigin + event.timeStamp)
        }
        addEventListener('keydown', pressed, true)
      })
    })
    await pressOnPage(ann, edit % 2 === 0 ? 'Control+z' : 'Control+Shift+Z')
    const pressedAt = await ann.evaluate(() => window.skeinBenchPressed)
    const seenAt = await ben.evaluate(() => window.skeinBenchSeen)
    if (pressedAt === undefined || seenAt === undefined) throw new Error('the edit was not seen')
    samples.push(seenAt - pressedAt)
  }
  return samples
}

/** The next frame that shows more edits than now. */
function watchFrames(page: Page): Promise<void> {
  return page.evaluate(() => {
    const bench = window.SkeinBench
    if (!bench) throw new Error('no bench hook')
    let before: number | undefined
    let isPast = true
    window.skeinBenchSeen = new Promise((resolve) => {
      const stop = bench.watch(({ edits, atMs }) => {
        if (isPast) before = Math.max(before ?? 0, edits)
        else if (edits > (before ?? 0)) {
          stop()
          resolve(atMs)
        }
      })
      isPast = false
    })
  })
}
