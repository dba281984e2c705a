import { expect, type Page } from '@playwright/test'
import { killGraphics } from './support/kill-graphics.ts'
import { test, waitForView } from './support/launch-app.ts'
import { SAMPLE } from './support/proofreading.ts'
import { type Picture, pictureOf } from './support/screen.ts'
import { pointerAway, settleShapes } from './support/steer.ts'

/** Pixels of the panel's sides that its buttons, axes and words lie over. */
const INSET = 60

/** Within a segment of 32,000 voxels, whose surfaces are soon made; nanometres. */
const SMALL = '1642,2754,5140'

/** Pixels that the segment covers at the zoom of the first scene, at least. */
const LEAST_PIXELS = 3000

async function scenePicture(page: Page): Promise<Buffer> {
  await pointerAway(page)
  await settleShapes(page)
  const box = await page.locator('[data-panel="3d"]').boundingBox()
  if (box === null) throw new Error('the 3-D panel is not on screen')
  const [width, height] = [box.width - 2 * INSET, box.height - 2 * INSET]
  return page.screenshot({ clip: { x: box.x + INSET, y: box.y + INSET, width, height }, animations: 'disabled' })
}

/** Nothing is drawn any more: a complete view, and the same picture twice. */
async function atRest(page: Page): Promise<Buffer> {
  let picture = await scenePicture(page)
  await expect
    .poll(async () => {
      const before = picture
      picture = await scenePicture(page)
      return before.equals(picture)
    })
    .toBe(true)
  return picture
}

function differing(a: Picture, b: Picture): number {
  let count = 0
  for (let y = 0; y < a.height; y++) for (let x = 0; x < a.width; x++) if (a.at(x, y) !== b.at(x, y)) count += 1
  return count
}

test('[SCN11] a selected segment is drawn in the scene, gone with its selection, and drawn again on another canvas', async ({
  launch,
}) => {
  const args = ['--open', SAMPLE, '--position', SMALL, '--scale', '4', '--layout', '4panel', '--size', '1400x900']
  const { page, electron, errors } = await launch({ args })
  await waitForView(page)
  const xy = await page.locator('[data-panel="xy"]').boundingBox()
  if (xy === null) throw new Error('the XY panel is not on screen')
  await page.getByRole('button', { name: /^Slices in the 3-D view/ }).click()
  const select = () => page.mouse.dblclick(xy.x + xy.width / 2, xy.y + xy.height / 2)
  await select()
  const shown = await atRest(page)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  const without = await atRest(page)
  const [a, b] = [pictureOf(shown), pictureOf(without)]
  expect(differing(a, b), 'pixels of the segment').toBeGreaterThan(LEAST_PIXELS)
  await select()
  expect((await atRest(page)).equals(shown), 'the same again').toBe(true)
  const canvas = await page.locator('canvas.canvas').elementHandle()
  await killGraphics(electron, new Set())
  await expect.poll(() => canvas?.evaluate((element) => element.isConnected)).toBe(false)
  await expect.poll(async () => (await atRest(page)).equals(shown), { message: 'on another canvas' }).toBe(true)
  expect(errors).toEqual([])
})
