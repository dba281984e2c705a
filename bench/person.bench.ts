import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { merge, split } from '../e2e/support/acts.ts'
import { type PlantedError, plantedErrors } from '../e2e/support/proofreading.ts'
import { goTo } from '../e2e/support/steer.ts'
import { medians, parseTimedEdits } from '../renderer/page/proofread/stopwatch.ts'
import type { Vec3 } from '../shared/geometry.ts'
import type { Bench, Report } from './bench.ts'
import { randomFrom } from './random.ts'
import { SAMPLE, whyAbsent } from './support/bench-datasets.ts'
import { actingSeconds, createPerson, type Hands, type Person, TOOLS } from './support/person/person-model.ts'
import { placeOfDoubt, pressInQueue } from './support/person/queue-work.ts'
import { waitForView, withApp } from './support/skein-app.ts'

/** Doubts that are answered, and planted errors of each kind that are mended by hand. */
const DOUBTS = 30
const BY_HAND = 5
/** A doubt this near to a planted error of its kind is that error, nm: a few voxels of a section and two sections. */
const NEAR_NM = 150
const SEED = 1

/** A scripted person in the real app, in the queue of doubts and by hand, beside the same acts modelled in other tools. */
export const bench: Bench = {
  name: 'person',
  async run(report, wanted) {
    if (!wanted('person')) return
    const absent = whyAbsent(SAMPLE)
    if (absent !== undefined) return report({ name: 'person', skipped: absent })
    const args = ['--open', path.join(SAMPLE.folder), '--position', '2052,2052,5140', '--scale', '4']
    const newPerson = (): Person => {
      const below = randomFrom(SEED)
      return createPerson(() => below(2 ** 30) / 2 ** 30)
    }
    await withApp(args, async ({ page }) => {
      await waitForView(page)
      reportWork(report, 'queue', await workThroughQueue(page, newPerson()), await stopwatchOf(page))
    })
    await withApp(args, async ({ page }) => {
      await waitForView(page)
      reportWork(report, 'by-hand', await workByHand(page, newPerson()), await stopwatchOf(page))
    })
    for (const tool of TOOLS) {
      const work = modelled(newPerson(), tool)
      reportWork(report, tool.name, work, undefined, `modelled, nothing was run; ${tool.note}`)
    }
  },
}

/** Totals over all places. */
interface Work {
  places: number
  edits: number
  /** Edits that mend a planted error. */
  right: number
  actions: number
  /** Modelled, seconds: finding places, looking at them, moving the hands. */
  searchS: number
  lookS: number
  actS: number
  /** Measured, or a published figure of another tool, seconds. */
  waitS: number
}

const newWork = (): Work => ({ places: 0, edits: 0, right: 0, actions: 0, searchS: 0, lookS: 0, actS: 0, waitS: 0 })

function addAct(work: Work, hands: Hands): void {
  work.actions += hands.keys + hands.clicks
  work.actS += actingSeconds(hands)
}

interface PlantedRow {
  readonly kind: PlantedError['kind']
  readonly position: Vec3
}

/** Answers doubts as they come; the app brings the person from place to place. */
async function workThroughQueue(page: Page, person: Person): Promise<Work> {
  const planted: readonly PlantedRow[] = JSON.parse(readFileSync(path.join(SAMPLE.folder, 'planted.json'), 'utf8'))
  const work = newWork()
  let shown = await pressInQueue(page, 'n')
  addAct(work, { keys: 1, clicks: 0 })
  work.waitS += shown.waitS
  while (shown.kind === 'doubt' && work.places < DOUBTS) {
    const kind = shown.banner.includes('one neurite') ? 'false-split' : 'false-merge'
    const place = await placeOfDoubt(page)
    const isError = planted.some((one) => one.kind === kind && distance(one.position, place) < NEAR_NM)
    work.places++
    work.lookS += person.look()
    const saysYes = person.isRight() === isError
    shown = await pressInQueue(page, saysYes ? 'y' : 'x')
    let keys = 1
    for (; shown.kind === 'asked'; keys++) {
      work.waitS += shown.waitS
      shown = await pressInQueue(page, 'y')
    }
    addAct(work, { keys, clicks: 0 })
    work.waitS += shown.waitS
    if (saysYes && shown.kind !== 'refused') {
      work.edits++
      if (isError) work.right++
    }
    if (shown.kind === 'refused') shown = await pressInQueue(page, 'x')
  }
  return work
}

function distance(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

/** Finds each place alone, and mends it by the tools. A person who judges wrongly makes no edit there. */
async function workByHand(page: Page, person: Person): Promise<Work> {
  const work = newWork()
  for (const kind of ['false-split', 'false-merge'] as const) {
    for (const error of plantedErrors(kind).slice(0, BY_HAND)) {
      const began = performance.now()
      await goTo(page, error.position)
      work.waitS += (performance.now() - began) / 1000
      lookAround(work, person)
      if (!person.isRight()) continue
      const spot = (which: 0 | 1) => ({
        stand: error.position,
        supervoxel: error.supervoxels[which],
        point: error.points[which],
      })
      if (kind === 'false-split') await merge(page, spot(0), spot(1))
      else await split(page, spot(0), spot(1))
      // M, two clicks, Enter; C, a click, G, a click, Enter: held Ctrl counts as a key.
      addAct(work, kind === 'false-split' ? { keys: 2, clicks: 2 } : { keys: 4, clicks: 2 })
      work.edits++
      work.right++
    }
  }
  const times = await stopwatchOf(page)
  work.waitS += times.waitingS * work.edits
  return work
}

/** The same places in another tool. */
function modelled(person: Person, tool: (typeof TOOLS)[number]): Work {
  const work = newWork()
  for (const hands of [tool.merge, tool.split]) {
    for (let i = 0; i < BY_HAND; i++) {
      lookAround(work, person)
      if (!person.isRight()) continue
      addAct(work, hands)
      work.waitS += tool.waitS
      work.edits++
      work.right++
    }
  }
  return work
}

function lookAround(work: Work, person: Person): void {
  work.places++
  work.searchS += person.search()
  work.lookS += person.look()
}

/** Medians of the app's own stopwatch, seconds: from the tool's first click to the commit, and until it is durable. */
async function stopwatchOf(page: Page): Promise<{ readonly actingS: number; readonly waitingS: number }> {
  const text = await page.evaluate(() => localStorage.getItem('skein.stopwatch'))
  const times = medians(parseTimedEdits(text))
  if (times === undefined) throw new Error('the stopwatch holds no edit')
  return { actingS: times.acting / 1000, waitingS: times.waiting / 1000 }
}

function reportWork(
  report: Report,
  name: string,
  work: Work,
  stopwatch: { readonly actingS: number; readonly waitingS: number } | undefined,
  note = 'search, look and hands are modelled; waits are measured',
): void {
  const { places, edits, right, actions, searchS, lookS, actS, waitS } = work
  const each = (sum: number) => Math.round((100 * sum) / Math.max(1, right)) / 100
  const rounded = (seconds: number) => Math.round(1000 * seconds) / 1000
  const values = {
    ...{ places, edits, right, actions: each(actions) },
    ...{ searchS: each(searchS), lookS: each(lookS), actS: each(actS), waitS: each(waitS) },
    secondsAnEdit: each(searchS + lookS + actS + waitS),
    ...(stopwatch && { stopwatchWaitingS: rounded(stopwatch.waitingS) }),
  }
  report({ name: `person/${name}`, unit: 's', values, note })
}
