import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { killTree } from './support/log-copies.ts'
import { banner, expectEdits, sampleArguments } from './support/proofreading.ts'
import { listenTo } from './support/said.ts'
import { pointerAway, pressOnPage, twoFrames } from './support/steer.ts'
import { expectLegible } from './support/survey.ts'

/** More than the sample has doubts that are worth a look. */
const MOST_ANSWERS = 80

/** The doubt that is shown, by its place in the list of doubts and its number in the queue. */
async function shownDoubt(page: Page): Promise<number> {
  const rows = page.getByRole('list', { name: 'Doubts, in the order in which they are asked' }).getByRole('button')
  const current = await rows.evaluateAll((all) => all.findIndex((row) => row.classList.contains('current')))
  const first = await page.getByText(/^[\d,]+–[\d,]+ of [\d,]+$/).textContent()
  return Number(/^\d+/.exec(first ?? '')?.[0]) + current
}

/** Presses a key and waits until this doubt of the queue is shown, with what its mending would do. */
async function expectDoubt(page: Page, key: string, number: number): Promise<void> {
  await pressOnPage(page, key)
  await expect.poll(() => shownDoubt(page)).toBe(number)
  await expect(banner(page)).toContainText(/ Y (joins|cuts) /)
}

/** What is said of the doubt in hand; empty for none. */
async function inHand(page: Page): Promise<string> {
  const said = await Promise.all([banner(page), page.locator('.tool-why')].map((one) => one.allTextContents()))
  return said.flat().join(' | ')
}

async function picture(page: Page, name: string): Promise<void> {
  await twoFrames(page)
  await page.screenshot({ path: `test-results/doubts-${name}.png` })
}

/** The row of the doubt that is shown names the segments that are selected, each by its chip. */
async function expectChips(page: Page): Promise<void> {
  const selected = page.getByRole('grid', { name: 'Selected segments' }).getByRole('row').locator('.chip')
  const ids = (chips: Locator) => chips.evaluateAll((all) => all.map((chip) => chip.getAttribute('title')).sort())
  const chips = page.locator('.doubt.current .chip')
  // Both are asked each time: the selection follows the doubt.
  const named = async (some: Locator) => [...new Set(await ids(some))].join()
  await expect.poll(async () => (await named(chips)) === (await named(selected))).toBe(true)
  await expect(chips.first().locator('.chip-rest')).toHaveCSS('font-size', '0px')
}

/** The ranking says that it learned from this many answers, or nothing where there are none. */
async function expectLearned(page: Page, answers: number): Promise<void> {
  const note = page.getByText(/^The ranking learned from /)
  if (answers === 0) return expect(note).toHaveCount(0)
  await expect(note).toHaveText(`The ranking learned from ${answers} answer${answers === 1 ? '' : 's'} of yours.`)
}

test('[DO6, DO9, DO40, DO41, DO42, DO43, DO52, LN3, LN4, TL51] doubts by keyboard: through more than are listed, no and yes go on, and undo takes the last answer back, also from what was learned; a kill just after the start is told of', async ({
  launch,
  folder,
}) => {
  const userData = join(folder, 'kept')
  const first = await launch({ args: sampleArguments, userData })
  const { page, errors } = first
  await waitForView(page)
  await expectEdits(page, 0)
  // The status bar tells of the centre of the view only while the pointer is over no panel.
  await pointerAway(page)
  const said = await listenTo(page)
  for (let number = 1; number <= 10; number++) await expectDoubt(page, 'n', number)
  await expectChips(page)
  await expect(page.locator('.doubt.current')).toBeInViewport({ ratio: 0.9 })
  await picture(page, '1-shown')
  await expect(page.locator('.tool-aside')).toContainText(/\d in 10 like this are errors: \w/)

  // Unsure: the next one comes, this one goes to the end, and Z brings it back to its place.
  const words = await banner(page).textContent()
  await expectDoubt(page, 'u', 10)
  await said.expect('Unsure: it is kept, and asked last - Z takes it back')
  await picture(page, '2-after-unsure')
  await expectDoubt(page, 'z', 10)
  await expect(banner(page)).toHaveText(words ?? '')

  // Looking around: away, with another tool in hand, and back with one key.
  const there = await page.getByRole('button', { name: /^Position the centre/ }).textContent()
  for (let i = 0; i < 3; i++) await pressOnPage(page, 'ArrowLeft')
  await pressOnPage(page, 'm')
  await expect(banner(page)).toContainText('Merge')
  await expect(page.getByRole('button', { name: /^Position the centre/ })).not.toHaveText(there ?? '')
  await pressOnPage(page, 'Shift+N')
  await expect(banner(page)).toHaveText(words ?? '')
  await expect(page.getByRole('button', { name: /^Position the centre/ })).toHaveText(there ?? '')

  // One kind alone, and a wish that no doubt meets.
  const wished = page.getByRole('radio', { name: 'Missed' })
  await wished.click()
  await expect(page.locator('.doubt-words').filter({ hasText: 'False merge' })).toHaveCount(0)
  await page.getByRole('button', { name: /^Supervoxels on the smaller side/ }).press('Enter')
  await page.getByRole('menuitemradio', { name: '≥ 30 supervoxels' }).press('Enter')
  await page.getByRole('button', { name: 'Near here' }).click()
  await expect(page.getByText(/^None of \d+ doubts/)).toBeVisible()
  await expectLegible(page, 'no doubt of the kind that is wanted')
  await picture(page, '3-none-wanted')
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => shownDoubt(page)).toBe(10)

  // No: the next one comes, and undo brings this one back without touching the log.
  await expectDoubt(page, 'x', 10)
  await said.expect('No error: remembered - Ctrl+Z takes it back')
  await expectLearned(page, 1)
  await pressOnPage(page, 'Control+z')
  await said.expect('Took back the answer "no error"')
  await expectLearned(page, 0)
  await expect.poll(() => shownDoubt(page)).toBe(10)
  await expectEdits(page, 0)

  // Yes: the next one comes, and the toast of the edit, which is off screen by now, has Show.
  await pressOnPage(page, 'y')
  const asked = banner(page).filter({ hasText: 'Y or Enter' })
  const show = page.getByRole('button', { name: 'Show J' })
  await expect(asked.or(show).first()).toBeVisible()
  if (await asked.isVisible()) await pressOnPage(page, 'y')
  // The toast stays for some seconds only.
  await expect(show).toBeVisible()
  const doubt = await page.getByRole('button', { name: /^Position the centre/ }).textContent()
  await pressOnPage(page, 'j')
  await expect(page.getByRole('button', { name: 'Back J' })).toBeVisible()
  await pressOnPage(page, 'j')
  await expect(page.getByRole('button', { name: /^Position the centre/ })).toHaveText(doubt ?? '')
  await expectEdits(page, 1)
  await expectLearned(page, 1)
  await expect.poll(() => shownDoubt(page)).toBe(10)
  await picture(page, '4-after-yes')
  expect(errors).toEqual([])
  await first.close()

  // The session before ended by itself; this one is killed as soon as it shows anything, and the next one knows.
  const stopped = (at: Page) => at.getByRole('status', { name: 'After a stop' })
  const second = await launch({ args: sampleArguments, userData })
  await expectEdits(second.page, 1)
  await expect(stopped(second.page)).toHaveCount(0)
  const { pid } = second.electron.process()
  if (pid === undefined) throw new Error('the app has no process')
  killTree(pid)
  await second.close()
  const third = await launch({ args: sampleArguments, userData })
  await expect(stopped(third.page)).toContainText('The one edit is here')
  await expectLegible(third.page, 'after a stop')

  // What was learned is still here. It is forgotten by a button, and brought back.
  await expectLearned(third.page, 1)
  await third.page.getByRole('button', { name: 'Forget' }).press('Enter')
  await expectLearned(third.page, 0)
  await third.page.getByRole('button', { name: 'Bring back' }).press('Enter')
  await expectLearned(third.page, 1)
})

/** The record of the model, and how many answered doubts were said to be that likely: words are rounded to tenths. */
async function expectRecord(page: Page, shown: readonly number[]): Promise<void> {
  const record = page.getByText(
    /^Record: of \d+ answered doubts? given 70 % or more, \d+ (was an error|were errors)\.$/,
  )
  const [answered = 0, errors] = [...((await record.textContent()) ?? '').matchAll(/(\d+)(?= (?:ans|was|wer))/g)].map(
    ([figure]) => Number(figure),
  )
  expect(answered).toBeGreaterThanOrEqual(shown.filter((tenths) => tenths >= 8).length)
  expect(answered).toBeLessThanOrEqual(shown.filter((tenths) => tenths >= 7).length)
  expect(errors).toBe(answered)
}

/** So many of ten doubts like the one in hand are errors. */
async function likelihoodInHand(page: Page): Promise<number> {
  return Number(/(\d) in 10/.exec((await page.locator('.doubt.current .doubt-facts').textContent()) ?? '')?.[1])
}

/** The number of own answers that the ranking says it learned from. */
async function learnedAnswers(page: Page): Promise<number> {
  const [note] = await page.getByText(/^The ranking learned from /).allTextContents()
  return Number(/\d+/.exec(note ?? '')?.[0] ?? 0)
}

/** Answers the doubt in hand, once more where that is asked, and waits for the next one, or for none. */
async function answer(page: Page, key: 'x' | 'y'): Promise<void> {
  const [before, learned] = [await inHand(page), await learnedAnswers(page)]
  const hasLearned = async () => (await learnedAnswers(page)) > learned
  const isAsked = () => banner(page).filter({ hasText: 'Y or Enter' }).isVisible()
  await pressOnPage(page, key)
  await expect.poll(async () => (await isAsked()) || (await hasLearned())).toBe(true)
  if (await isAsked()) await pressOnPage(page, key)
  // A cut may answer more than one doubt.
  if (key === 'x') await expectLearned(page, learned + 1)
  else await expect.poll(hasLearned).toBe(true)
  // The next key is for the next doubt.
  await expect.poll(() => inHand(page)).not.toBe(before)
}

/** More answers than it takes until the ranking gives a doubt 70 %, and that one is answered. */
const MOST_TAUGHT = 8

test('[DO15, DO21, DO46] answers make the ranking sure, and it shows how often it was right; at the end of the queue it says what was left out, and how many answers taught it', async ({
  launch,
}) => {
  const { page, errors } = await launch({ args: sampleArguments })
  await waitForView(page)
  await expectEdits(page, 0)
  await expectDoubt(page, 'n', 1)
  await expect(page.locator('.doubt.current .doubt-facts')).toHaveText(/^(over )?\d in 10 · \d+ supervoxels? · \w/)
  const shown: number[] = []
  const record = page.getByText(/^Record: /)
  let answers = 0
  while (answers < MOST_TAUGHT && !(await record.isVisible())) {
    await expect(banner(page)).toContainText(/ Y (joins|cuts) /)
    shown.push(await likelihoodInHand(page))
    await answer(page, 'y')
    answers++
  }
  await expectRecord(page, shown)
  await record.scrollIntoViewIfNeeded()
  await picture(page, '5-record')

  const none = page.getByText(/^Nothing is left that is worth a look: of [\d,]+ other places, .+ are errors\.$/)
  for (; answers < MOST_ANSWERS && !(await none.isVisible()); answers++) await answer(page, 'x')
  await expect(none).toBeVisible()
  await picture(page, '6-nothing-left')
  expect(errors).toEqual([])
})
