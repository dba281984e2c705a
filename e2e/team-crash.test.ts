import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, type Page } from '@playwright/test'
import { editKey } from '../shared/edits/edit.ts'
import { parseLogText } from '../shared/log/log-text.ts'
import { type App, test } from './support/launch-app.ts'
import { journalLength, journalLines, killTree, seededRandom } from './support/log-copies.ts'
import { expectEdits, historyWords, SAMPLE } from './support/proofreading.ts'
import { sessionStep } from './support/random-work.ts'
import { LOOK_EVERY_MS, soonLabelled } from './support/soon.ts'
import {
  committedLog,
  connect,
  expectSync,
  foundTeam,
  startTeamStore,
  steadyPort,
  type TeamStore,
} from './support/team.ts'

const ARGUMENTS = ['--open', SAMPLE, '--position', '2052,2052,5140', '--scale', '8', '--layout', 'xy']
/** Kills of `npm test`, each of the store or of an app; the soak multiplies them. */
const KILLS = 4 * Number(process.env['SKEIN_RUNS'] ?? 1)
/** Something is killed after one to this many edits of its own, and then somewhere within the next act: this many ms at most. */
const EDITS_MAX = 3
const ACT_MS = 600
/** A client that lost its store tries again after 60 s at most; then it has to catch up (ms). */
const RECONNECTED_WITHIN_MS = 150_000

interface Worker {
  readonly user: string
  readonly userData: string
  app: App
  /** Whether it works on; set false before it is killed, or to end the work. */
  working: boolean
  work: Promise<void>
  /** Edits that it made, and that were shown. */
  made: number
  /** What its session failed by while nothing had been killed. */
  failure: unknown
}

/** Works until told to stop; what fails because the app was killed meanwhile is no failure. */
function keepWorking(worker: Worker, random: () => number): void {
  const { page } = worker.app
  worker.working = true
  // The number on screen is of all people: it also rises where this one is refused while the other's edit comes.
  worker.work = (async () => {
    while (worker.working) {
      const before = journalLength(worker.userData)
      if ((await sessionStep(page, random)) && journalLength(worker.userData) > before) worker.made++
    }
  })().catch((error: unknown) => {
    if (worker.working) worker.failure = error
  })
}

async function stopWorking(worker: Worker): Promise<void> {
  worker.working = false
  await worker.work
  if (worker.failure !== undefined) throw worker.failure
}

/** Waits until these workers have made this many edits more, together, and then a part of what they do next. */
async function letWork(workers: readonly Worker[], random: () => number): Promise<void> {
  const made = () => workers.reduce((sum, worker) => sum + worker.made, 0)
  const wanted = made() + 1 + Math.floor(EDITS_MAX * random())
  const isOver = () => made() >= wanted || workers.some(({ failure }) => failure !== undefined)
  await expect.poll(isOver, { timeout: 180_000, intervals: [LOOK_EVERY_MS] }).toBe(true)
  await wait(ACT_MS * random())
}

async function isOpen(page: Page): Promise<void> {
  await soonLabelled(page, /^Edit log: /)
  await expect(page.getByRole('button', { name: /^Edit log: / })).toBeVisible()
}

/** Own edits as the journal has them, which is written before anything is shown. */
function ownEdits(userData: string): readonly string[] {
  const log = parseLogText(`${journalLines(userData).join('\n')}\n`)
  if (!log.ok) throw new Error(log.problem.message)
  return log.value.lines.map(({ edit }) => editKey(edit.id))
}

/** The segments of a line: until a window is opened anew, own edits name those that their author saw (SD3). */
const SEGMENTS = /\d+(?: \+ \d+)*/g

/** Lines come a moment after their number. */
async function expectSameHistory(pages: readonly Page[], as: (words: string) => string): Promise<void> {
  await expect(async () => {
    const [mine, others] = await Promise.all(pages.map((page) => historyWords(page).allTextContents()))
    expect(mine?.length).toBeGreaterThan(0)
    expect(mine?.map(as)).toEqual(others?.map(as))
  }).toPass()
}

async function keysOf(store: TeamStore): Promise<readonly string[]> {
  return (await committedLog(store)).map(({ edit }) => editKey(edit.id))
}

test(`[TM3] the store and both apps are killed ${KILLS} times under load: what was acknowledged is in the log once, and all converge`, async ({
  launch,
  folder,
}) => {
  test.setTimeout(300_000 + KILLS * 120_000)
  const data = join(folder, 'store')
  const tokens = await foundTeam(data, { ann: 'reviewer', ben: 'reviewer' })
  const port = await steadyPort()
  let store = await startTeamStore(data, tokens, port)
  const random = seededRandom(41)
  const open = async (user: string, userData: string): Promise<App> => {
    const app = await launch({ args: ARGUMENTS, userData })
    await isOpen(app.page)
    await connect(app.page, store, user)
    return app
  }
  const workers: Worker[] = []
  for (const user of ['ann', 'ben']) {
    const userData = join(folder, user)
    const app = await open(user, userData)
    workers.push({ user, userData, app, working: false, work: Promise.resolve(), made: 0, failure: undefined })
  }

  let acknowledged: readonly string[] = []
  const killed = { store: 0, app: 0 }
  for (let kill = 0; kill < KILLS; kill++) {
    for (const worker of workers) keepWorking(worker, random)
    // Each in turn, so that a short run has all of them.
    const victim = workers[kill % 3]
    await letWork(victim ? [victim] : workers, random)
    acknowledged = await keysOf(store)
    if (victim === undefined) {
      await store.kill()
      killed.store++
      // Work goes on meanwhile, and waits for the store.
      await letWork(workers, random)
      store = await startTeamStore(data, tokens, port)
    } else {
      victim.working = false
      const { pid } = victim.app.electron.process()
      if (pid === undefined) throw new Error('the app has no process')
      killTree(pid)
      killed.app++
      await victim.work
      await victim.app.close()
      victim.app = await open(victim.user, victim.userData)
    }
    const after = await keysOf(store)
    expect(after.slice(0, acknowledged.length)).toEqual(acknowledged)
    await Promise.all(workers.map(stopWorking))
  }

  for (const { app } of workers) {
    await expectSync(app.page, /^Sync: (In sync|Needs attention)/, RECONNECTED_WITHIN_MS)
  }
  const own = workers.map(({ userData }) => ownEdits(userData))
  const committedCount = async () => (await keysOf(store)).length
  await expect.poll(committedCount, { timeout: RECONNECTED_WITHIN_MS }).toBe(own.flat().length)
  const committed = await keysOf(store)
  expect(new Set(committed).size).toBe(committed.length)
  // Everything that was ever made is there, of each in its order.
  for (const [i, keys] of own.entries()) {
    expect(
      committed.filter((key) => keys.includes(key)),
      workers[i]?.user,
    ).toEqual(keys)
  }
  const pages = workers.map(({ app: { page } }) => page)
  for (const page of pages) await expectEdits(page, committed.length)
  await expectSameHistory(pages, (words) => words.replaceAll(SEGMENTS, '…'))
  // Opened anew, each from its own copy of the committed log.
  for (const page of pages) await page.reload()
  for (const page of pages) await expectEdits(page, committed.length)
  await expectSameHistory(pages, (words) => words)
  // Something was made before each kill.
  expect(committed.length).toBeGreaterThanOrEqual(workers.reduce((sum, { made }) => sum + made, 0))
  console.log(`${killed.store} kills of the store and ${killed.app} of an app, ${committed.length} edits`)
  await store.stop()
})
