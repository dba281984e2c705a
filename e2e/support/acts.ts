import { expect, type Page } from '@playwright/test'
import { banner, expectEdits, standAt } from './proofreading.ts'
import { editsShown } from './random-work.ts'
import type { Vec3 } from './screen.ts'
import { LOOK_EVERY_MS } from './soon.ts'
import { pressOnPage } from './steer.ts'

/** A supervoxel and where it can be clicked in the XY plane of `stand`. */
export interface Spot {
  readonly stand: Vec3
  readonly supervoxel: bigint
  readonly point: Vec3
}

/** A key, and `Y` where the app asks whether the consequences are meant, until the log has one edit more. */
async function commit(page: Page, key: string): Promise<void> {
  const before = await editsShown(page)
  await pressOnPage(page, key)
  const asked = banner(page).filter({ hasText: 'Y or Enter' })
  const isOver = async () => (await asked.isVisible()) || (await editsShown(page)) > before
  await expect.poll(isOver, { intervals: [LOOK_EVERY_MS] }).toBe(true)
  if (await asked.isVisible()) await page.keyboard.press('y')
  await expectEdits(page, before + 1)
  await pressOnPage(page, 'Escape')
}

/** Merges as a person does it: `M`, two clicks, Enter. Both spots are in one plane. */
export async function merge(page: Page, a: Spot, b: Spot): Promise<void> {
  const here = await standAt(page, a.stand)
  await pressOnPage(page, 'm')
  await expect(banner(page)).toHaveText('Merge - click the first point')
  await here.click(a.point)
  await expect(banner(page)).toContainText('click what belongs to it')
  await here.click(b.point)
  await expect(banner(page)).toContainText('Enter joins')
  await commit(page, 'Enter')
}

/** Splits as a person does it: `C`, a seed, `G`, a seed, Enter. */
export async function split(page: Page, source: Spot, sink: Spot): Promise<void> {
  const here = await standAt(page, source.stand)
  await pressOnPage(page, 'c')
  await here.seed(source.point)
  await expect(banner(page)).toContainText(/^Split \d/)
  await pressOnPage(page, 'g')
  await here.seed(sink.point)
  await expect(banner(page)).toContainText('Enter cuts')
  await commit(page, 'Enter')
}

/** Takes back the last own edit. */
export function undo(page: Page): Promise<void> {
  return commit(page, 'Control+z')
}
