import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator } from '@playwright/test'
import type { Merge } from '../shared/edits/edit.ts'
import { FIRST_CHECK } from '../shared/log/check.ts'
import { formatLine } from '../shared/log/log-line.ts'
import { test, waitForView } from './support/launch-app.ts'
import { expectEdits, historyWords } from './support/proofreading.ts'
import { writeVolume } from './support/shape-volumes.ts'
import { pressOnPage, settle } from './support/steer.ts'

/** Supervoxels from left to right, 16 voxels each. The first two agree in their last 8 digits. */
const IDS = [864691135000012345n, 864691135900012345n, 864691135000077777n, 864691135000088888n] as const
const [A, B, C] = IDS
const BAND = 16
const SIZE = [4 * BAND, 48, 16] as const
const DATASET = 'long ids'
const MERGES = 300

/** Labels with ids of 18 digits, each a segment of its own, and a log of merges of other ids. */
function writeLongIds(folder: string): { readonly home: string; readonly log: string } {
  const home = join(folder, 'long-ids')
  mkdirSync(home)
  const count = SIZE[0] * SIZE[1] * SIZE[2]
  const labels = BigUint64Array.from({ length: count }, (_, i) => IDS[Math.floor((i % SIZE[0]) / BAND)]!)
  writeVolume(join(home, 'seg'), 'segmentation', SIZE, [32, 32, 16], labels)
  const layers = [{ name: 'seg', kind: 'segmentation', source: 'seg' }]
  writeFileSync(join(home, 'skein.json'), JSON.stringify({ name: 'long ids', id: DATASET, layers }))
  const log = join(folder, 'merges.jsonl')
  let previousCheck = FIRST_CHECK
  const lines = Array.from({ length: MERGES }, (_, i) => {
    const line = formatLine(mergeOf(i), { dataset: DATASET, place: i + 1, previousCheck })
    previousCheck = line.check
    return `${line.text}\n`
  })
  writeFileSync(log, lines.join(''))
  return { home, log }
}

function mergeOf(i: number): Merge {
  const point = (supervoxel: bigint) => ({ supervoxel, base: supervoxel, position: [300, 200, 80] as const })
  const [a, b] = [864691136000000001n + BigInt(2 * i), 864691136000000002n + BigInt(2 * i)]
  return {
    kind: 'merge',
    id: { client: 'ben', session: 's', counter: i + 1 },
    author: 'ben',
    madeAtMs: 1_700_000_000_000 + i,
    basis: 0,
    dataset: DATASET,
    schema: 1,
    a: point(a),
    b: point(b),
    overrides: [],
    expect: [{ segment: a, supervoxels: 2 }],
  }
}

/** What a chip shows: the digits that have a size. */
function shownDigits(chip: Locator): Promise<string> {
  return chip.evaluate((element) => element.lastChild?.textContent ?? '')
}

function scrollsByItself(list: Locator): Promise<boolean> {
  return list.evaluate((element) => element.scrollHeight > element.clientHeight && element.clientHeight > 50)
}

test('[CH5, CH6] ids select segments and are copied; chips tell them apart; long lists scroll by themselves', async ({
  launch,
  folder,
}) => {
  const { home, log } = writeLongIds(folder)
  const { page, electron, errors } = await launch({ args: ['--open', home, '--scale', '10'] })
  await waitForView(page)
  await expectEdits(page, 0)
  const list = page.getByRole('grid', { name: 'Selected segments' })
  const field = page.getByRole('textbox', { name: 'Position or ids' })

  await pressOnPage(page, 'p')
  await field.fill(`${A} + ${C}`)
  await field.press('Enter')
  await expect(list.getByRole('row')).toHaveText([new RegExp(`^${A}`), new RegExp(`^${C}`)])
  expect(await shownDigits(list.locator('.chip').first())).toBe('12345')
  await expect(list.locator('.chip-rest').first()).toHaveCSS('font-size', '0px')

  await page.getByRole('button', { name: 'Copy ids' }).click()
  await expect.poll(() => electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(`${A}\n${C}`)
  await electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), `${A}\n${B}\n${C}`)
  await pressOnPage(page, 'Control+V')
  await expect(list.getByRole('row')).toHaveCount(3)
  const chips = list.locator('.chip')
  expect([await shownDigits(chips.nth(0)), await shownDigits(chips.nth(1))]).toEqual(['000012345', '900012345'])
  await page.screenshot({ path: 'test-results/ids-chips.png' })

  await page.getByLabel('Log to import').setInputFiles(log)
  await expectEdits(page, MERGES)
  const last = mergeOf(MERGES - 1)
  const first = mergeOf(0)
  await expect(historyWords(page).first()).toHaveText(`merge ${last.a.supervoxel} + ${last.b.supervoxel}`)
  const history = page.locator('.history')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await history.scrollIntoViewIfNeeded()
  const inspectorTop = await inspector.evaluate((element) => element.scrollTop)
  expect(await scrollsByItself(history)).toBe(true)
  expect(await historyWords(page).count()).toBeLessThan(MERGES / 2)
  await page.screenshot({ path: 'test-results/ids-history.png' })
  await history.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(historyWords(page).last()).toHaveText(`merge ${first.a.supervoxel} + ${first.b.supervoxel}`)
  await expect(historyWords(page).last()).toBeInViewport()
  await expect(inspector).toHaveJSProperty('scrollTop', inspectorTop)

  await pressOnPage(page, 'p')
  await field.fill(Array.from({ length: MERGES }, (_, i) => 864691137000000000n + BigInt(i)).join(' '))
  await field.press('Enter')
  await expect(page.getByRole('button', { name: `Selection ${MERGES}` })).toBeVisible()
  expect(await scrollsByItself(list)).toBe(true)
  expect(await list.getByRole('row').count()).toBeLessThan(MERGES / 2)
  await settle(page)
  await page.screenshot({ path: 'test-results/ids-many.png' })
  expect(errors).toEqual([])
})
