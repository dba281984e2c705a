import { expect } from '@playwright/test'
import { tinted, within } from './support/expected-pixels.ts'
import { test, waitForView } from './support/launch-app.ts'
import { banner, plantedErrors, sampleArguments, standAt } from './support/proofreading.ts'
import { type Picture, panelRect, takePicture } from './support/screen.ts'
import { pointerAway, pressOnPage, settle } from './support/steer.ts'

const SIDES = { a: 0x35a7ff, b: 0xffb02e } as const

test('[GL38] a split preview lets the tissue through and draws the cut crisply; a held Space shows bare tissue', async ({
  launch,
}) => {
  const [error] = plantedErrors('false-merge')
  if (!error) throw new Error('the sample has no false merge that can be clicked')
  const { page, errors } = await launch({ args: [...sampleArguments, '--layout', 'xy', '--size', '1280x800'] })
  await waitForView(page)
  const here = await standAt(page, error.position)
  await pressOnPage(page, 't')
  // The tool's line, its frame and the scale bar are left out.
  const panel = await panelRect(page, 'xy')
  const [left, top] = [Math.ceil(panel.x) + 8, Math.ceil(panel.y) + 60]
  const [right, bottom] = [Math.floor(panel.x + panel.width) - 8, Math.floor(panel.y + panel.height) - 40]
  const differing = (one: Picture, other: Picture): number => {
    let count = 0
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (one.at(x, y) !== other.at(x, y)) count++
    return count
  }
  const shown = async () => {
    await pointerAway(page)
    await settle(page)
    return takePicture(page)
  }
  await pressOnPage(page, '2')
  const tissue = await shown()
  await pressOnPage(page, '2')

  await pressOnPage(page, 'c')
  await here.seed(error.points[0])
  await expect(banner(page)).toContainText(/^Split \d/)
  await pressOnPage(page, 'g')
  await here.seed(error.points[1])
  await expect(banner(page)).toContainText('Enter cuts')
  const preview = await shown()
  const count = (isOne: (found: number, grey: number) => boolean): number => {
    let sum = 0
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) if (isOne(preview.at(x, y), tissue.at(x, y))) sum++
    return sum
  }
  // The low bits of a colour tell supervoxels apart while splitting.
  const accept = within(7)
  for (const side of [SIDES.a, SIDES.b]) {
    // The supervoxels of the seeds, and the others of the side.
    const filled = [0.35, 0.2].map((opacity) => count((found, grey) => within(3)(found, tinted(grey, side, opacity))))
    const outline = count((found) => accept(found, side))
    expect(filled[0]! + filled[1]!, 'tinted so that the tissue shows').toBeGreaterThan(500)
    expect(outline, 'outlined').toBeGreaterThan(50)
    expect(4 * outline, 'outlines hide little').toBeLessThan(filled[0]! + filled[1]!)
  }
  const cut = count((found) => [SIDES.a, SIDES.b].some((side) => accept(found, tinted(side, 0xffffff, 0.85))))
  expect(cut, 'the line where both sides meet').toBeGreaterThan(5)

  await page.keyboard.down(' ')
  await expect(page.locator('.panel-area.bare')).toBeVisible()
  const bare = await shown()
  await page.keyboard.up(' ')
  await expect(page.locator('.panel-area.bare')).toHaveCount(0)
  expect(differing(bare, tissue), 'bare while held').toBe(0)
  expect(differing(await shown(), preview), 'the preview comes back').toBe(0)
  await expect(page.locator('[data-panel]')).toHaveCount(1)
  expect(errors).toEqual([])
})
