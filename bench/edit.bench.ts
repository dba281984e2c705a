import path from 'node:path'
import type { Page } from '@playwright/test'
import type { Bench } from './bench.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { canvasExtent, framesDuring, rest, withApp } from './support/skein-app.ts'
import { type Done, followDone, RESULT_MS, SETTLED_MS, type Timed, timeEdit } from './support/time-edit.ts'
import { timesLine } from './support/timing.ts'

const NAMES = [
  'edit/merge-to-pixels',
  'edit/undo-to-pixels',
  'edit/split-to-pixels',
  'edit/presented-frame',
  'edit/click-to-durable',
  'edit/durable-write',
  'edit/durable-write/database',
  'edit/durable-write/journal',
] as const

/** This many merges and splits are timed, as the doubts bring them, merges with their undo. */
const EDITS = 30
/** The bench gives up after this many doubts. */
const DOUBTS_MAX = 80
/** Drags, for the presented frame of the same run: this many moves of this many pixels. */
const DRAG_MOVES = 60
const DRAG_PX = 4

/**
 * Edits in the real app on the sample: from the key to the frame that shows the edit, and to both copies of the log.
 */
export const bench: Bench = {
  name: 'edit',
  async run(report, wanted) {
    if (!NAMES.some(wanted)) return
    const absent = whyAbsent(SAMPLE)
    if (absent !== undefined) {
      for (const name of NAMES) if (wanted(name)) report({ name, skipped: absent })
      return
    }
    const args = ['--open', path.join(SAMPLE.folder), '--position', SAMPLE.position.join(','), '--scale', '4']
    await withApp(args, async ({ page }) => {
      await followDone(page)
      const samples = await measureEdits(page)
      const frames = await measureFrames(page)
      const { width, height } = await canvasExtent(page)
      const note = `four panels, canvas ${width} x ${height}`
      const line = (name: (typeof NAMES)[number], times: readonly number[], words: string) => {
        if (!wanted(name)) return
        if (times.length > 0) report(timesLine(name, times, { note: words }))
        else report({ name, skipped: 'no such edit was made in this run' })
      }
      const { merge, undo, split, all } = samples
      const pixels = `from the key event to the frame that shows it; ${note}`
      line('edit/merge-to-pixels', times(merge, 'shown'), pixels)
      line('edit/undo-to-pixels', times(undo, 'shown'), pixels)
      line('edit/split-to-pixels', times(split, 'shown'), pixels)
      line('edit/presented-frame', frames, `between presented frames while the view is dragged, same run; ${note}`)
      line(
        'edit/click-to-durable',
        times(all, 'heard'),
        'from the key event until the page hears that both copies have it',
      )
      const of = (pick: (done: Done['times']) => number) => all.map(({ done }) => pick(done.times))
      line(
        'edit/durable-write',
        of(({ database, journal }) => database + journal),
        'both copies, one after the other',
      )
      line(
        'edit/durable-write/database',
        of(({ database }) => database),
        'a strict transaction of IndexedDB',
      )
      line(
        'edit/durable-write/journal',
        of(({ journal }) => journal),
        'a line in the main process, fdatasync',
      )
    })
  },
}

function times(samples: readonly Timed[], until: 'shown' | 'heard'): number[] {
  return samples.map(({ pressedAtMs, shownAtMs, done }) => (until === 'shown' ? shownAtMs : done.atMs) - pressedAtMs)
}

async function measureEdits(page: Page) {
  const merge: Timed[] = []
  const undo: Timed[] = []
  const split: Timed[] = []
  for (let doubt = 0; doubt < DOUBTS_MAX && merge.length + split.length < EDITS; doubt++) {
    await page.keyboard.press('n')
    const banner = page.getByTestId('banner')
    const none = page.getByText('Nothing is left that is worth a look')
    await banner
      .filter({ hasText: /Y (joins|cuts)/ })
      .or(none)
      .first()
      .waitFor({ timeout: RESULT_MS })
    if (await none.isVisible()) break
    const joins = ((await banner.textContent()) ?? '').includes('Y joins')
    ;(joins ? merge : split).push(await timeEdit(page, 'y'))
    // Every second merge stays, so that the next doubt is another one.
    if (joins) undo.push(await timeEdit(page, 'Control+z'))
    await page.keyboard.press('Escape')
    if (joins) await timeEdit(page, 'Control+Shift+Z')
  }
  return { merge, undo, split, all: [...merge, ...undo, ...split] }
}

async function measureFrames(page: Page): Promise<number[]> {
  await rest(SETTLED_MS)
  const { width, height } = await canvasExtent(page)
  const box = await page.locator('canvas').boundingBox()
  const [x, y] = [(box?.x ?? 0) + width / 4, (box?.y ?? 0) + height / 4]
  await page.mouse.move(x, y)
  await page.mouse.down()
  const frames = await framesDuring(page, async () => {
    for (let i = 1; i <= DRAG_MOVES; i++) await page.mouse.move(x + i * DRAG_PX, y)
  })
  await page.mouse.up()
  return frames
}
