import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { LogEntry } from '../shared/edits/edit.ts'
import { type NaiveBase, type NaiveResult, naiveFold, pointsOf } from '../shared/edits/testing/naive-fold.ts'
import { merge } from './support/acts.ts'
import { test, waitForView, withLocalStore } from './support/launch-app.ts'
import { MEETINGS, placesAt } from './support/meeting-edits.ts'
import { banner, clickableAround, historyWords, sampleArguments, standAt } from './support/proofreading.ts'
import { listenTo } from './support/said.ts'
import { openSampleNeurons, type SampleNeurons } from './support/sample-neurons.ts'
import { pointerAway, pressOnPage, setSwitch, settle } from './support/steer.ts'
import { ENDS, expectLegible, keepToasts, survey } from './support/survey.ts'
import {
  answersTold,
  badge,
  committedLog,
  connect,
  expectSync,
  foundTeam,
  STORE_STARTS_WITHIN_MS,
  startTeamStore,
  type TeamStore,
  workOffline,
} from './support/team.ts'

async function picture(page: Page, name: string): Promise<void> {
  await settle(page)
  await page.screenshot({ path: `test-results/team-${name}.png` })
}

/** What the rules make of a log, read without the app. */
async function foldLog(log: readonly LogEntry[], neurons: SampleNeurons): Promise<NaiveResult> {
  const named = new Set<bigint>()
  for (const { edit } of log) for (const { base } of pointsOf(edit)) named.add(base)
  const bases = new Map<bigint, NaiveBase>()
  for (const base of named) bases.set(base, await neurons.naive(base))
  return naiveFold(bases, log)
}

/** Files of a folder that hold a text, in bytes or in the two bytes a letter that Chromium keeps some texts in. */
function filesHolding(folder: string, text: string): readonly string[] {
  const wanted = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file)
      return wanted.some((one) => bytes.includes(one))
    })
}

function needsAttention(page: Page) {
  return page.getByRole('list', { name: 'Needs attention' }).getByRole('article')
}

test('[TM1] two people who worked offline on the same neurons converge, on a third screen too, and conflicts are cards', async ({
  launch,
  folder,
}) => {
  test.setTimeout(600_000)
  const data = join(folder, 'store')
  const tokens = await foundTeam(data, { ann: 'proofreader', ben: 'proofreader', cleo: 'viewer' })
  const store = await startTeamStore(data, tokens)
  const { page: ann, errors } = await launch({ args: sampleArguments })
  const bens = await launch({ args: sampleArguments })
  const { page: ben } = bens
  for (const [page, user] of [
    [ann, 'ann'],
    [ben, 'ben'],
  ] as const) {
    await waitForView(page)
    await connect(page, store, user)
    await expectSync(page, 'In sync')
  }

  // What both have before they part is ben's, for it is his to take back.
  for (const { stand, together } of MEETINGS) await together?.(ben, placesAt(stand))
  await expectSync(ben, 'In sync')
  await expect(historyWords(ann)).toHaveCount(1)
  await picture(ann, '1-edit-of-another')

  await workOffline(ann, true)
  await workOffline(ben, true)
  for (const { stand, first } of MEETINGS) await first(ann, placesAt(stand))
  for (const { stand, second } of [...MEETINGS].reverse()) await second(ben, placesAt(stand))
  await picture(ben, '2-offline')
  await workOffline(ann, false)
  await expectSync(ann, 'In sync')
  await workOffline(ben, false)
  await expectSync(ben, 'Needs attention')
  // All of it is committed, which the status bar says.
  await expect(ben.getByRole('button', { name: /^Edit log: \d+ edits$/ })).toBeVisible()

  const log = await committedLog(store)
  const neurons = await openSampleNeurons()
  const { segmentOf, outcomes } = await foldLog(log, neurons)
  const outcomesOf = (user: string) =>
    log
      .flatMap(({ edit }, i) => (edit.author === user ? [outcomes[i]] : []))
      .map((outcome) => {
        return outcome?.verdict === 'applied' && outcome.changed ? 'changed' : outcome?.verdict
      })
  expect(new Set(outcomesOf('ann'))).toEqual(new Set(['applied']))
  const wanted = [...MEETINGS].reverse().flatMap(({ outcomes: those }) => those)
  expect(outcomesOf('ben')).toEqual(['applied', ...wanted])

  // Each conflict is a card that names what stands against it, and so are two cell bodies that became one segment.
  const conflicts = wanted.filter((outcome) => outcome === 'conflicted').length
  const joins = MEETINGS.filter(({ joinsSomata }) => joinsSomata).length
  await expectSync(ben, `Needs attention ${conflicts + joins}`)
  await expect(needsAttention(ben)).toHaveCount(conflicts + joins)
  await expect(needsAttention(ben).filter({ hasText: 'more than one cell body' })).toHaveCount(joins)
  await needsAttention(ben).last().scrollIntoViewIfNeeded()
  await picture(ben, '3-cards')
  await survey(bens, 'cards that need attention')
  await expectSync(ann, 'In sync')

  const viewer = await launch({ args: sampleArguments })
  const { page: cleo } = viewer
  await waitForView(cleo)
  await connect(cleo, store, 'cleo')
  await expectSync(cleo, 'In sync')
  for (const page of [ann, ben, cleo]) {
    for (const { stand } of MEETINGS) {
      const here = await standAt(page, stand)
      for (const [supervoxel, point] of clickableAround(stand)) {
        const segment = segmentOf.get(supervoxel)
        if (segment !== undefined) await here.expectSegment(point, segment)
      }
    }
    await pointerAway(page)
  }
  await picture(cleo, '4-third')
  await keepToasts(cleo)
  await pressOnPage(cleo, 'm')
  await expect(cleo.locator('.notice')).toContainText('cleo may look at this dataset, but not edit it')
  await expect(banner(cleo)).toHaveCount(0)
  await survey(viewer, 'a viewer who is told no', ENDS)
  expect(errors).toEqual([])
  await store.stop()
  await expectSync(cleo, 'Not reachable')
  await expectLegible(cleo, 'not reachable')
  await badge(cleo).click()
  await expect(cleo.getByText('Skein tries again by itself')).toBeVisible()
  await survey(viewer, 'the store is not reachable', ENDS)
})

/** Ann shares what she answers, and the ranking of ben learns from it once he shares too; her undo takes it from him. */
async function shareAnswers(store: TeamStore, ann: Page, ben: Page): Promise<void> {
  const word = 'Share what it learns with the team'
  const held = async (by: string) =>
    (await answersTold(store)).filter((one) => one.by === by && one.answer !== undefined).length
  // Their merges and splits are answers as well, so there may be some before the first doubt.
  const learned = async (page: Page, whose: string) => {
    const [note = ''] = await page.getByText(/^The ranking learned from /).allTextContents()
    return Number(new RegExp(`(\\d+) ${whose}`).exec(note)?.[1] ?? 0)
  }
  const answerNo = async (page: Page) => {
    const before = await learned(page, 'answers? of yours')
    await pressOnPage(page, 'n')
    await expect(banner(page)).toContainText(/ Y (joins|cuts) /)
    await pressOnPage(page, 'x')
    await expect.poll(() => learned(page, 'answers? of yours')).toBe(before + 1)
    return before + 1
  }
  await setSwitch(ann, word, true)
  const ofAnn = await answerNo(ann)
  await expect.poll(() => held('ann')).toBe(ofAnn)
  await ann.getByRole('switch', { name: word }).scrollIntoViewIfNeeded()
  await picture(ann, '9-shares')
  expect(await learned(ben, '(?:answers? )?of ann')).toBe(0)
  await setSwitch(ben, word, true)
  await expect.poll(() => learned(ben, '(?:answers? )?of ann')).toBeGreaterThan(0)
  const taught = await learned(ben, '(?:answers? )?of ann')
  // Her cursor is paler the farther it is from the plane.
  await pointerAway(ann)
  await expect(ben.locator('.colleague')).toHaveCount(0)
  await expectLegible(ben, 'what a colleague shares')
  await ben.getByRole('switch', { name: word }).scrollIntoViewIfNeeded()
  await picture(ben, '10-learned-from-ann')

  await pressOnPage(ann, 'Control+z')
  await expect.poll(() => held('ann')).toBe(ofAnn - 1)
  // Whoever shares an answer hears what the others say now.
  await answerNo(ben)
  await expect.poll(() => learned(ben, '(?:answers? )?of ann')).toBe(taught - 1)
  await setSwitch(ben, word, false)
  await expect.poll(() => held('ben')).toBe(0)
  expect(await learned(ben, '(?:answers? )?of ann')).toBe(0)
  for (const page of [ann, ben]) await pressOnPage(page, 'Escape')
}

test('[TM2, LN6, LN7] cards wait through a restart and take three answers; a live edit, a cursor and a selection show on the other screen, and what one answers to doubts teaches the other', async ({
  launch,
  folder,
}) => {
  test.setTimeout(600_000)
  const data = join(folder, 'store')
  const tokens = await foundTeam(data, { ann: 'proofreader', ben: 'proofreader' })
  const store = await startTeamStore(data, tokens)
  const kept = join(folder, 'ben')
  const { page: ann } = await launch({ args: sampleArguments })
  let { page: ben, close } = await launch({ args: sampleArguments, userData: kept })
  for (const [page, user] of [
    [ann, 'ann'],
    [ben, 'ben'],
  ] as const) {
    await waitForView(page)
    await connect(page, store, user)
    await expectSync(page, 'In sync')
  }
  const meetings = MEETINGS.filter(({ outcomes }) => outcomes.includes('conflicted'))
  for (const { stand, together } of meetings) await together?.(ben, placesAt(stand))
  await expectSync(ben, 'In sync')
  await workOffline(ben, true)
  for (const { stand, first } of meetings) await first(ann, placesAt(stand))
  for (const { stand, second: act } of [...meetings].reverse()) await act(ben, placesAt(stand))
  await workOffline(ben, false)
  await expectSync(ben, `Needs attention ${meetings.length}`)
  await close()

  ;({ page: ben, close } = await launch({ args: sampleArguments, userData: kept }))
  await waitForView(ben)
  await expectSync(ben, `Needs attention ${meetings.length}`)
  await connect(ben, store, 'ben')
  await expect(needsAttention(ben)).toHaveCount(meetings.length)

  // By keyboard: what the edit was made on, and what is there today.
  const last = meetings.at(-1)
  if (!last) throw new Error('no meeting ends in a conflict')
  await standAt(ben, last.stand)
  await needsAttention(ben).nth(0).getByRole('button', { name: 'Your points' }).focus()
  await picture(ben, '5-your-points')
  await needsAttention(ben).nth(0).getByRole('button', { name: 'Today', exact: true }).focus()
  await picture(ben, '6-today')

  const again = needsAttention(ben).nth(0)
  await again.getByRole('button', { name: /on today/ }).press('Enter')
  const allTheSame = again.getByRole('button', { name: 'Do it all the same' })
  await expect(allTheSame.or(ben.getByText(`Needs attention ${meetings.length - 1}`)).first()).toBeVisible()
  if (await allTheSame.isVisible()) await allTheSame.press('Enter')
  await expectSync(ben, `Needs attention ${meetings.length - 1}`)
  await needsAttention(ben).nth(0).getByRole('button', { name: 'Leave a note' }).press('Enter')
  await ben.getByRole('textbox', { name: 'Note for ann' }).fill('Is this one axon?')
  await picture(ben, '7-note')
  await expectLegible(ben, 'a note to a colleague')
  const saidToAnn = await listenTo(ann)
  await ben.keyboard.press('Enter')
  await expectSync(ben, `Needs attention ${meetings.length - 2}`)
  await saidToAnn.expect('Is this one axon?')
  await needsAttention(ben).nth(0).getByRole('button', { name: 'Let it go' }).press('Enter')
  await expectSync(ben, 'In sync')

  // Live: an edit of one is on the other's screen, with where they point and what they have selected.
  const [a, b] = [72340168526267348n, 72340168526267370n]
  const stand: readonly [number, number, number] = [3836, 2800, 4420]
  const places = placesAt(stand)
  const here = await standAt(ben, stand)
  await here.expectSegment(places(b).point, b)
  const saidToBen = await listenTo(ben)
  await merge(ann, places(a), places(b))
  await here.expectSegment(places(b).point, a)
  await saidToBen.expect(/ann: merge /)
  const there = await standAt(ann, stand)
  await there.point(places(a).point)
  await expect(ben.locator('.colleague')).not.toHaveCount(0)
  await ann.mouse.dblclick(...(await there.pixel(places(a).point)))
  await ben.mouse.dblclick(...(await here.pixel(places(b).point)))
  await expect(ben.getByTitle('ann has it selected')).toBeVisible()
  await there.point(places(b).point)
  await picture(ben, '8-live')
  await shareAnswers(store, ann, ben)

  // The token is nowhere but in main's memory: not in the page, not in what it keeps, not in any file of the app.
  const token = tokens.get('ben') ?? ''
  const inPage = await ben.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage }))
  expect(inPage).toContain(store.url)
  expect(inPage).not.toContain(token)
  await close()
  expect(filesHolding(kept, store.url).length).toBeGreaterThan(0)
  expect(filesHolding(kept, token)).toEqual([])
  await store.stop()
})

test('[TM4] with the store of this machine sync works without any set-up, and goes on after a restart', async ({
  launch,
  folder,
}) => {
  const env = withLocalStore
  const userData = join(folder, 'kept')
  const [a, b] = [72340168526267348n, 72340168526267370n]
  const places = placesAt([3836, 2800, 4420])
  const first = await launch({ args: sampleArguments, userData, env })
  await waitForView(first.page)
  await expectSync(first.page, 'In sync', STORE_STARTS_WITHIN_MS)
  await merge(first.page, places(a), places(b))
  await expectSync(first.page, 'In sync')
  await expect(first.page.getByRole('row', { name: /, committed, / })).toBeVisible()
  await badge(first.page).click()
  await picture(first.page, '9-local')
  await first.close()
  const again = await launch({ args: sampleArguments, userData, env })
  await waitForView(again.page)
  await expectSync(again.page, 'In sync', STORE_STARTS_WITHIN_MS)
  await expect(historyWords(again.page)).toHaveCount(1)
  expect([first.errors, again.errors]).toEqual([[], []])
})
