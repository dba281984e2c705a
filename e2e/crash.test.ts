import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, type Page } from '@playwright/test'
import { type App, type LaunchOptions, test } from './support/launch-app.ts'
import {
  DAMAGES,
  databaseFolder,
  databaseLines,
  harm,
  journalFile,
  journalLines,
  killTree,
  seededRandom,
} from './support/log-copies.ts'
import { banner, expectEdits, historyWords, SAMPLE } from './support/proofreading.ts'
import { sessionStep } from './support/random-work.ts'
import { soon, soonLabelled } from './support/soon.ts'
import { pressOnPage } from './support/steer.ts'
import { expectLegible } from './support/survey.ts'

const ARGUMENTS = ['--open', SAMPLE, '--position', '2052,2052,5140', '--scale', '8', '--layout', 'xy']
/** Moments of `npm test`; the soak multiplies them. */
const KILLS = 10 * Number(process.env['SKEIN_RUNS'] ?? 1)
/** A session is killed after one to this many edits, and then within the next act. */
const EDITS_MAX = 3
/** Edits that may be durable without having been shown when the app is killed: the one under way, and what is drawn late. */
const UNSHOWN_MAX = 3
/** Rows of History that the window has at a time. */
const HISTORY_PAGE = 60
/** A test of damage starts the app seven times, and a busy machine needs as long as half a minute for each (ms). */
const DAMAGE_MS = 600_000

type Launch = (options: LaunchOptions) => Promise<App>

/** What the window showed last. */
interface Shown {
  readonly edits: number
  /** Of History, newest first: its first page. */
  readonly history: readonly string[]
}

/** Follows what the page shows, so that it is known at the moment of a kill. */
async function followShown(page: Page): Promise<() => Shown> {
  let shown: Shown = { edits: 0, history: [] }
  await page.exposeFunction('tellShown', (now: Shown) => {
    shown = { edits: Math.max(shown.edits, now.edits), history: now.history }
  })
  await page.evaluate(() => {
    const tell: unknown = Reflect.get(window, 'tellShown')
    if (typeof tell !== 'function') throw new Error('there is nobody to tell')
    let last = ''
    const look = () => {
      const label = document.querySelector('[aria-label^="Edit log: "]')?.getAttribute('aria-label') ?? ''
      const edits = Number(/\d[\d,]*/.exec(label)?.[0].replaceAll(',', '') ?? 0)
      const history = [...document.querySelectorAll('.history-words')].map((element) => element.textContent ?? '')
      const text = JSON.stringify({ edits, history })
      if (text !== last) tell({ edits, history })
      last = text
    }
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    look()
  })
  return () => shown
}

async function isOpen(page: Page): Promise<void> {
  await soonLabelled(page, /^Edit log: /)
  await expect(page.getByRole('button', { name: /^Edit log: / })).toBeVisible()
}

/** Both copies are in order and alike, the window shows as many edits, and nothing of what it showed before is missing. */
async function expectIntact(
  page: Page,
  userData: string,
  before: readonly string[],
  shown: Shown,
): Promise<readonly string[]> {
  await isOpen(page)
  const lines = journalLines(userData)
  expect(lines.slice(0, before.length)).toEqual(before)
  expect(lines.length).toBeGreaterThanOrEqual(shown.edits)
  expect(lines.length).toBeLessThanOrEqual(shown.edits + UNSHOWN_MAX)
  expect(await databaseLines(page)).toEqual(lines)
  await expectEdits(page, lines.length)
  if (lines.length > 0) {
    await soon(page, () => document.querySelector('.history-words') !== null)
    await expect(historyWords(page).first()).toBeVisible()
  }
  const history = await historyWords(page).allTextContents()
  // An edit that was not shown any more may have moved its row to the top, or pushed a row off the end of the page.
  const missing = shown.history.filter((words) => !history.includes(words))
  expect(missing.length, `${history.join('; ')} / ${shown.history.join('; ')}`).toBeLessThanOrEqual(
    history.length < HISTORY_PAGE ? 0 : UNSHOWN_MAX,
  )
  return lines
}

test(`[KL1] killed at ${KILLS} random moments, the app has every edit that it had shown, and none in part`, async ({
  launch,
  folder,
}) => {
  test.setTimeout(120_000 + KILLS * 60_000)
  const userData = join(folder, 'kept')
  const random = seededRandom(20261)
  let lines: readonly string[] = []
  let shown: Shown = { edits: 0, history: [] }
  let [unshown, made] = [0, 0]
  for (let kill = 0; kill < KILLS; kill++) {
    const app = await launch({ args: ARGUMENTS, userData })
    const { page } = app
    await isOpen(page)
    unshown += journalLines(userData).length - shown.edits
    lines = await expectIntact(page, userData, lines, shown)
    const shownNow = await followShown(page)
    const edits = 1 + Math.floor(EDITS_MAX * random())
    await killAfter(app, random, edits)
    made += edits
    shown = shownNow()
  }
  const last = await launch({ args: ARGUMENTS, userData })
  await isOpen(last.page)
  lines = await expectIntact(last.page, userData, lines, shown)
  // Every session made edits before it was killed.
  expect(lines.length).toBeGreaterThanOrEqual(made)
  console.log(
    `${KILLS} kills, ${lines.length} edits, ${unshown} of them durable but not yet shown when the app was killed`,
  )
})

/** Works until this many edits are made and shown, and kills the app somewhere within what it does next. */
async function killAfter(app: App, random: () => number, edits: number): Promise<void> {
  const tookMs = await makeEdits(app.page, random, edits)
  const next = sessionStep(app.page, random).catch(() => false)
  // As a share of what an act takes on this machine. Wherever in the act this ends: each is a moment to be killed at.
  await wait(tookMs * random())
  kill(app)
  await next
  await app.close()
}

function kill(app: App): void {
  const { pid } = app.electron.process()
  if (pid === undefined) throw new Error('the app has no process')
  killTree(pid)
}

/**
 * Acts until this many edits are made. All of them are shown then, and nothing is under way. Answers how long the last act
 * took, ms.
 */
async function makeEdits(page: Page, random: () => number, edits: number): Promise<number> {
  let [made, tookMs] = [0, 0]
  for (let acts = 0; made < edits; acts++) {
    if (acts > 10 + 10 * edits) throw new Error('the session makes no edits')
    const began = performance.now()
    if (await sessionStep(page, random)) made++
    tookMs = performance.now() - began
  }
  return tookMs
}

async function work(page: Page, edits: number): Promise<void> {
  await isOpen(page)
  await makeEdits(page, seededRandom(7), edits)
}

test('[KL2] with the database deleted, truncated or overwritten between runs or while it runs, nothing is lost', async ({
  launch,
  folder,
}) => {
  test.setTimeout(DAMAGE_MS)
  await damageCopy(launch, join(folder, 'kept'), databaseFolder)
})

test('[KL3] with the journal deleted, truncated or overwritten between runs or while it runs, nothing is lost', async ({
  launch,
  folder,
}) => {
  test.setTimeout(DAMAGE_MS)
  await damageCopy(launch, join(folder, 'kept'), journalFile)
})

/** Works on a log of which one copy is damaged, in each way between two runs and then in each way during one. */
async function damageCopy(launch: Launch, userData: string, pathOf: (userData: string) => string): Promise<void> {
  const random = seededRandom(3)
  let app = await launch({ args: ARGUMENTS, userData })
  await work(app.page, 4)
  let lines = journalLines(userData)
  for (const damage of DAMAGES) {
    await app.close()
    harm(pathOf(userData), damage, random)
    app = await launch({ args: ARGUMENTS, userData })
    await isOpen(app.page)
    const shown = { edits: lines.length, history: [] }
    expect(await expectIntact(app.page, userData, lines, shown), damage).toEqual(lines)
    await expect(app.page.getByRole('status', { name: 'After a stop' }), damage).toBeVisible()
    await work(app.page, 1)
    lines = journalLines(userData)
  }
  for (const damage of DAMAGES) {
    const known = lines
    harm(pathOf(userData), damage, random)
    const shownNow = await followShown(app.page)
    await work(app.page, 1)
    const shown = shownNow()
    kill(app)
    await app.close()
    app = await launch({ args: ARGUMENTS, userData })
    lines = await expectIntact(app.page, userData, known, shown)
    expect(lines.length, damage).toBeGreaterThan(known.length)
  }
  await pressOnPage(app.page, 'Control+z')
  await expectEdits(app.page, lines.length + 1)
}

test('[KL4] a second window on one log looks only and says so, and the first goes on', async ({ launch, folder }) => {
  const userData = join(folder, 'kept')
  const first = await launch({ args: ARGUMENTS, userData })
  await work(first.page, 2)
  const lines = journalLines(userData)
  const second = await launch({ args: ARGUMENTS, userData })
  await isOpen(second.page)
  await expectEdits(second.page, lines.length)
  await expect(second.page.getByText('Looking only: Another running Skein')).toBeVisible()
  await expect(historyWords(second.page)).toHaveText(await historyWords(first.page).allTextContents())
  await pressOnPage(second.page, 'Control+z')
  await pressOnPage(second.page, 'm')
  await expect(banner(second.page)).toHaveCount(0)
  await expectLegible(second.page, 'looking only')
  await second.page.screenshot({ path: 'test-results/second-window.png' })
  await pressOnPage(first.page, 'Control+z')
  await expectEdits(first.page, lines.length + 1)
  expect(journalLines(userData).slice(0, lines.length)).toEqual(lines)
  await second.close()
  await expectEdits(first.page, lines.length + 1)
  expect(journalLines(userData)).toHaveLength(lines.length + 1)
})
