import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import {
  banner,
  expectEdits,
  historyFacts,
  historyWords,
  outsideNear,
  type PlantedError,
  plantedErrors,
  refusal,
  sampleArguments,
  standAt,
  supervoxelUnder,
} from './support/proofreading.ts'
import type { Vec3 } from './support/screen.ts'
import { pressOnPage, settle } from './support/steer.ts'

/** The first planted error of a kind that can be clicked; the tests say when there is none. */
function plantedError(kind: PlantedError['kind']): PlantedError {
  const [first] = plantedErrors(kind)
  if (!first) throw new Error(`the sample has no ${kind} whose two supervoxels show near by in one XY plane`)
  return first
}

/** A planted error so near to the volume's end that a point beyond it, which is in no segment, can be clicked as well. */
function atTheRim(kind: PlantedError['kind']): { readonly error: PlantedError; readonly outside: Vec3 } {
  for (const error of plantedErrors(kind)) {
    const outside = outsideNear(error.position)
    if (outside) return { error, outside }
  }
  throw new Error(`the sample has no ${kind} near the end of the volume`)
}

function least(ids: readonly bigint[]): bigint {
  return [...ids].sort((a, b) => Number(a - b))[0]!
}

async function picture(page: Page, name: string): Promise<void> {
  await settle(page)
  await page.screenshot({ path: `test-results/edits-${name}.png` })
}

/** Enter, and once more where the app asks whether the consequences are meant. */
async function commit(page: Page, edits: number): Promise<void> {
  await page.keyboard.press('Enter')
  const asked = banner(page).filter({ hasText: 'Y or Enter again' })
  const done = page.getByRole('button', { name: new RegExp(`^Edit log: ${edits} edits?\\b`) })
  await expect(asked.or(done).first()).toBeVisible()
  if (await asked.isVisible()) await page.keyboard.press('y')
  await expectEdits(page, edits)
}

test('[ED1] a false split and a false merge are mended, undone, redone, kept by a restart, and undone again', async ({
  launch,
  folder,
}) => {
  const userData = join(folder, 'kept')
  const split = plantedError('false-split')
  const merged = plantedError('false-merge')
  const [a, b] = split.points
  const [c, d] = merged.points
  const joined = least(split.segments)
  const whole = merged.segments[0]!
  const first = await launch({ args: sampleArguments, userData })
  const { page } = first
  await waitForView(page)
  await expectEdits(page, 0)

  // The false split: two clicks and Enter.
  let here = await standAt(page, split.position)
  await here.expectSegment(a, split.segments[0]!)
  await here.expectSegment(b, split.segments[1]!)
  await picture(page, '1-false-split')
  await pressOnPage(page, 'm')
  await expect(banner(page)).toHaveText('Merge - click the first point')
  await here.click(a)
  await expect(banner(page)).toContainText(`Merge - ${split.segments[0]}`)
  await here.click(b)
  await expect(banner(page)).toContainText('Enter joins')
  await picture(page, '2-merge-shown')
  await commit(page, 1)
  await pressOnPage(page, 'm')
  await here.expectSegment(a, joined)
  await here.expectSegment(b, joined)
  await expect(historyWords(page)).toHaveText([/^merge /])
  await expect(historyFacts(page)).toHaveText([/holds$/])
  await picture(page, '3-merged')

  // The false merge: a seed on each side and Enter.
  here = await standAt(page, merged.position)
  await here.expectSegment(c, whole)
  await here.expectSegment(d, whole)
  await picture(page, '4-false-merge')
  await pressOnPage(page, 'c')
  await here.seed(c)
  await expect(banner(page)).toContainText(`Split ${whole}`)
  await pressOnPage(page, 'g')
  await here.seed(d)
  await expect(banner(page)).toContainText('Enter cuts')
  await picture(page, '5-split-shown')
  await commit(page, 2)
  await pressOnPage(page, 'Escape')
  const parts = [
    await segmentAt(page, here, c, merged.supervoxels[0]),
    await segmentAt(page, here, d, merged.supervoxels[1]),
  ] as const
  expect(parts[0]).not.toBe(parts[1])
  expect(parts).toContain(whole)
  await expect(historyWords(page)).toHaveText([/^split /, /^merge /])
  await picture(page, '6-split')

  // Both undone, both done again: a redo is a new edit.
  await pressOnPage(page, 'Control+z')
  await expectEdits(page, 3)
  await here.expectSegment(c, whole)
  await here.expectSegment(d, whole)
  await pressOnPage(page, 'Control+z')
  await expectEdits(page, 4)
  here = await standAt(page, split.position)
  await here.expectSegment(a, split.segments[0]!)
  await here.expectSegment(b, split.segments[1]!)
  await picture(page, '7-both-undone')
  await pressOnPage(page, 'Control+Shift+Z')
  await expectEdits(page, 5)
  await here.expectSegment(a, joined)
  await here.expectSegment(b, joined)
  await pressOnPage(page, 'Control+Shift+Z')
  await expectEdits(page, 6)
  // Each act is one row with what holds of it today, whatever took it back and made it again.
  const rows = [/^split \d+ → \d+ \+ \d+$/, /^merge \d+ \+ \d+$/]
  await expect(historyWords(page)).toHaveText(rows)
  await expect(historyFacts(page)).toHaveText([/made again by you/, /made again by you/])
  await picture(page, '8-both-redone')
  expect(first.errors).toEqual([])
  await first.close()

  const again = await launch({ args: sampleArguments, userData })
  await waitForView(again.page)
  await expectEdits(again.page, 6)
  await expect(historyWords(again.page)).toHaveText(rows)
  here = await standAt(again.page, split.position)
  await here.expectSegment(b, joined)
  await here.expectSegment(a, joined)
  here = await standAt(again.page, merged.position)
  await here.expectSegment(c, parts[0])
  await here.expectSegment(d, parts[1])
  await picture(again.page, '9-restarted')
  await pressOnPage(again.page, 'Control+z')
  await expectEdits(again.page, 7)
  await here.expectSegment(c, whole)
  await here.expectSegment(d, whole)
  await pressOnPage(again.page, 'Control+z')
  await expectEdits(again.page, 8)
  here = await standAt(again.page, split.position)
  await here.expectSegment(a, split.segments[0]!)
  await here.expectSegment(b, split.segments[1]!)
  await picture(again.page, '10-undone-after-restart')
  expect(again.errors).toEqual([])
})

/** The segment that the status bar names at a point. */
async function segmentAt(
  page: Page,
  here: Awaited<ReturnType<typeof standAt>>,
  nm: Vec3,
  supervoxel: bigint,
): Promise<bigint> {
  await here.point(nm)
  // Both come with one answer: what was under the pointer before is not taken for what is there now.
  await expect(supervoxelUnder(page, supervoxel)).toBeVisible()
  const button = page.getByRole('button', { name: /^Segment in Segments: / })
  return BigInt(((await button.getAttribute('aria-label')) ?? '').match(/\d+/)![0])
}

test('[ED2] a merge of one segment with itself or with background is refused, and says why', async ({ launch }) => {
  const { error: merged, outside: nowhere } = atTheRim('false-merge')
  const [c, d] = merged.points
  const { page } = await launch({ args: sampleArguments })
  await waitForView(page)
  const here = await standAt(page, merged.position)
  await pressOnPage(page, 'm')
  await here.click(nowhere)
  await expect(refusal(page)).toHaveText('There is no segment here: click inside one.')
  await expect(banner(page)).toHaveText('Merge - click the first point')
  await here.click(c)
  await expect(banner(page)).toContainText(`Merge - ${merged.segments[0]}`)
  await expect(refusal(page)).toHaveCount(0)
  await here.click(d)
  await expect(refusal(page)).toHaveText(`Both points lie in segment ${merged.segments[0]}: click a segment beside it.`)
  await picture(page, 'refused-merge')
  await here.click(nowhere)
  await expect(refusal(page)).toHaveText('There is no segment here: click inside one.')
  await page.keyboard.press('Enter')
  await settle(page)
  await expectEdits(page, 0)
})

test('[ED3, TL31] seeds in one supervoxel, in another segment or on background are refused, and say why', async ({
  launch,
}) => {
  const { error: split, outside: nowhere } = atTheRim('false-split')
  const [a, b] = split.points
  const { page } = await launch({ args: sampleArguments })
  await waitForView(page)
  const here = await standAt(page, split.position)
  await pressOnPage(page, 'c')
  await here.click(a)
  await expect(refusal(page)).toContainText('A plain click places nothing')
  await here.seed(nowhere)
  await expect(refusal(page)).toHaveText('There is no segment here: click inside one.')
  await here.seed(a)
  await expect(banner(page)).toContainText(`Split ${split.segments[0]}`)
  await pressOnPage(page, 'g')
  await here.seed(a)
  await expect(refusal(page)).toContainText(`Both seeds lie in supervoxel ${split.supervoxels[0]}`)
  await picture(page, 'refused-one-supervoxel')
  await here.seed(b)
  await expect(refusal(page)).toContainText(
    `This is segment ${split.segments[1]}, and the cut is in ${split.segments[0]}`,
  )
  await picture(page, 'refused-other-segment')
  await page.keyboard.press('Enter')
  await expect(refusal(page)).toHaveText(/Both sides need a seed/)
  await settle(page)
  await expectEdits(page, 0)
})
