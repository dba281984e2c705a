import { join } from 'node:path'
import { expect } from '@playwright/test'
import { merge, split } from './support/acts.ts'
import { test, waitForView } from './support/launch-app.ts'
import { journalFile } from './support/log-copies.ts'
import { placesAt } from './support/meeting-edits.ts'
import { banner, expectEdits, historyWords, sampleArguments, standAt } from './support/proofreading.ts'
import { listenTo } from './support/said.ts'
import { pressOnPage, settle } from './support/steer.ts'

/** A neuron of 38 supervoxels, eight of which show near by in one plane; two of its real neurons are these. */
const STAND = [2396, 800, 1780] as const
const [ONE, OTHER, NEAR_ONE] = [72339069014638935n, 72339069014638975n, 72339069014638948n]

/** A place some micrometres from there, with a supervoxel of another neuron. */
const FAR_STAND = [3836, 2800, 4420] as const
const FAR = 72340168526267348n

test('[ED6] what an edit overrides is asked about first, and a refusal to answer changes nothing', async ({
  launch,
}) => {
  const { page, errors } = await launch({ args: sampleArguments })
  await waitForView(page)
  const at = placesAt(STAND)
  await split(page, at(ONE), at(OTHER))
  const here = await standAt(page, STAND)
  await pressOnPage(page, 'm')
  await here.click(at(ONE).point)
  await expect(banner(page)).toContainText('click what belongs to it')
  await here.click(at(OTHER).point)
  await expect(banner(page)).toContainText('Enter joins')
  await page.keyboard.press('Enter')
  await expect(banner(page)).toContainText(
    /This overrides your split of \d+ \(.*\).* Y or Enter again joins - Esc lets it be/,
  )
  await settle(page)
  await page.screenshot({ path: 'test-results/ways-1-asked.png' })
  await page.keyboard.press('Escape')
  await expect(banner(page)).not.toContainText('overrides')
  await expectEdits(page, 1)
  await page.keyboard.press('Enter')
  await expect(banner(page)).toContainText('Y or Enter again joins')
  await page.keyboard.press('y')
  await expectEdits(page, 2)
  expect(errors).toEqual([])
})

test('[ED9] a merge of segments that lie apart says how far, and needs the second key', async ({ launch }) => {
  const { page, errors } = await launch({ args: sampleArguments })
  await waitForView(page)
  const here = await standAt(page, STAND)
  await pressOnPage(page, 'm')
  await here.click(placesAt(STAND)(ONE).point)
  await expect(banner(page)).toContainText('click what belongs to it')
  const there = await standAt(page, FAR_STAND)
  await there.click(placesAt(FAR_STAND)(FAR).point)
  await expect(banner(page)).toContainText(/3\.\d µm apart, not touching\. Enter joins/)
  await settle(page)
  await page.screenshot({ path: 'test-results/ways-3-apart.png' })
  await page.keyboard.press('Enter')
  await expect(banner(page)).toContainText(
    /The two points are 3\.\d µm apart, and the two segments do not touch\..* Y or Enter again joins - Esc lets it be/,
  )
  await settle(page)
  await page.screenshot({ path: 'test-results/ways-4-apart-asked.png' })
  await page.keyboard.press('Escape')
  await expectEdits(page, 0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('y')
  await expectEdits(page, 1)
  expect(errors).toEqual([])
})

test('[ED7] seeds are painted by dragging, and each stroke shows both sides', async ({ launch }) => {
  const { page } = await launch({ args: sampleArguments })
  await waitForView(page)
  const at = placesAt(STAND)
  const here = await standAt(page, STAND)
  await pressOnPage(page, 'c')
  await page.keyboard.down('Control')
  await page.mouse.move(...(await here.pixel(at(NEAR_ONE).point)))
  await page.mouse.down()
  await page.mouse.move(...(await here.pixel(at(ONE).point)), { steps: 40 })
  await page.mouse.up()
  await page.keyboard.up('Control')
  await settle(page)
  await page.screenshot({ path: 'test-results/ways-2-painted.png' })
  const seeds = async () => Number(/\((\d+) seeds?\)/.exec((await banner(page).textContent()) ?? '')?.[1] ?? 0)
  await expect.poll(seeds).toBeGreaterThanOrEqual(2)
})

test('[ED8] a log is imported from a file: what is new is taken, what is known stays', async ({ launch, folder }) => {
  const userData = join(folder, 'first')
  const first = await launch({ args: sampleArguments, userData })
  await waitForView(first.page)
  const at = placesAt(STAND)
  await split(first.page, at(ONE), at(OTHER))
  await merge(first.page, at(ONE), at(OTHER))
  await first.close()
  const second = await launch({ args: sampleArguments })
  await waitForView(second.page)
  await expectEdits(second.page, 0)
  const input = second.page.getByLabel('Log to import')
  await input.setInputFiles(journalFile(userData))
  await expectEdits(second.page, 2)
  await expect(historyWords(second.page)).toHaveText([/^merge /, /^split /])
  const said = await listenTo(second.page)
  await input.setInputFiles(journalFile(userData))
  await said.expect('Imported 0 edits; 2 were here already.')
  await expectEdits(second.page, 2)
})
