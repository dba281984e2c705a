import { expect, type Locator, type Page } from '@playwright/test'
import { initialSceneCamera } from '../shared/view/scene/scene-camera.ts'
import { sceneViewOf, seenPixel } from '../shared/view/scene/scene-view.ts'
import { test, waitForView } from './support/launch-app.ts'
import { banner, expectEdits, plantedErrors, sampleArguments, standAt } from './support/proofreading.ts'
import { pressOnPage, twoFrames } from './support/steer.ts'

/** CSS pixels between the pixels of the 3-D panel that are looked at. */
const STEP_PX = 12

/** Nanometres per pixel of the first 3-D view: it shows twice what the slices show, at 4 nm. */
const SCENE_SCALE = 8

/** How x, y and z lie in the 3-D panel now. */
function axes(page: Page): Promise<string> {
  return page.locator('.axes-cross').innerHTML()
}

async function sceneBox(page: Page) {
  const box = await page.locator('[data-panel="3d"]').boundingBox()
  if (!box) throw new Error('there is no 3-D panel')
  return box
}

/** The status bar's word for a segment under the cursor. */
function segmentUnder(page: Page, id: bigint): Locator {
  return page.getByRole('button', { name: `Segment in Segments: ${id}. Copy`, exact: true })
}

/** The pixels that are looked at: the one asked for, then those round it, farther and farther. */
const ROUND = Array.from({ length: 81 }, (_, i) => [(i % 9) - 4, Math.floor(i / 9) - 4] as const).sort(
  ([ax, ay], [bx, by]) => Math.hypot(ax, ay) - Math.hypot(bx, by),
)

/** The pixel nearest to `from` where the 3-D panel shows a surface of the segment, as the status bar says. */
async function seenAt(page: Page, segment: bigint, [fromX, fromY]: Pixel): Promise<Pixel> {
  const { x, y } = await sceneBox(page)
  let seen: Pixel | undefined
  // A surface that is still being made is looked for again.
  await expect(async () => {
    for (const [dx, dy] of ROUND) {
      // From a corner where nothing is seen, so that no word is left from before.
      await page.mouse.move(x + 4, y + 60)
      await expect(segmentUnder(page, segment)).toHaveCount(0)
      const pixel = [fromX + dx * STEP_PX, fromY + dy * STEP_PX] as const
      await page.mouse.move(...pixel)
      await twoFrames(page)
      await twoFrames(page)
      if ((await segmentUnder(page, segment).count()) === 0) continue
      seen = pixel
      return
    }
    throw new Error(`segment ${segment} is not seen in the 3-D panel`)
  }).toPass()
  if (seen === undefined) throw new Error(`segment ${segment} was not looked for`)
  return seen
}

type Pixel = readonly [number, number]

/** Selects what lies at the crosshair, and waits until its shape is there, however coarse. */
async function select(page: Page): Promise<void> {
  await pressOnPage(page, 'k')
  await expect(page.getByRole('grid', { name: 'Selected segments' })).toBeVisible()
  await expect(page.getByText('Making the shape of')).toHaveCount(0)
}

test('[TD13, TD15] the 3-D view turns by keys and pointer, its surfaces select, centre, merge and take seeds', async ({
  launch,
}) => {
  const [error] = plantedErrors('false-split')
  if (!error) throw new Error('the sample has no false split that can be clicked')
  const { page } = await launch({ args: sampleArguments })
  await waitForView(page)
  await expectEdits(page, 0)
  await expect(page.getByTestId('scene-line')).toContainText('Double click a segment')
  for (const point of error.points) {
    await standAt(page, point)
    await select(page)
  }
  await pressOnPage(page, 'Shift+S')
  const [first, second] = error.segments
  if (first === undefined || second === undefined) throw new Error('a false split has two segments')
  const { x, y, width, height } = await sceneBox(page)
  const view = sceneViewOf(error.points[1], initialSceneCamera(SCENE_SCALE), { width, height }, 1)
  const seen = seenPixel(view, error.points[0])
  const middle = [x + width / 2, y + height / 2] as const
  const ofFirst = [x + (seen?.x ?? 0), y + (seen?.y ?? 0)] as const

  const before = await axes(page)
  await pressOnPage(page, 'Alt+ArrowLeft')
  const byKey = await axes(page)
  expect(byKey).not.toBe(before)
  await page.mouse.move(x + 60, y + 60)
  await page.mouse.down()
  await page.mouse.move(x + 90, y + 70, { steps: 3 })
  await page.mouse.up()
  await expect.poll(() => axes(page)).not.toBe(byKey)
  await pressOnPage(page, 'Shift+Z')
  await expect.poll(() => axes(page)).toBe(before)

  await pressOnPage(page, 'm')
  await page.mouse.click(...(await seenAt(page, first, ofFirst)))
  const onSecond = await seenAt(page, second, middle)
  await page.mouse.click(...onSecond)
  await expect(banner(page)).toContainText('Enter joins')
  await page.screenshot({ path: 'test-results/scene-merge.png' })
  await page.keyboard.press('Enter')
  await expectEdits(page, 1)
  await page.keyboard.press('Escape')
  const [joined = first] = [first, second].sort((a, b) => Number(a - b))
  const rows = page.getByRole('grid', { name: 'Selected segments' }).getByRole('row')
  await expect(rows).toHaveCount(1)

  await pressOnPage(page, 'c')
  await page.keyboard.down('Control')
  await page.mouse.click(...(await seenAt(page, joined, ofFirst)))
  await page.keyboard.up('Control')
  await pressOnPage(page, 'g')
  await page.keyboard.down('Control')
  await page.mouse.click(...onSecond)
  await page.keyboard.up('Control')
  await expect(banner(page)).toContainText('Enter cuts')
  await page.screenshot({ path: 'test-results/scene-split.png' })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await pressOnPage(page, 'Control+z')
  await expectEdits(page, 2)
  await expect(rows).toHaveCount(2)

  const onFirst = await seenAt(page, first, ofFirst)
  await page.mouse.click(...onFirst, { button: 'right' })
  await page.mouse.move(5, 5)
  await expect(segmentUnder(page, first)).toBeVisible()
  await page.screenshot({ path: 'test-results/scene-centred.png' })
  // It lies in the middle now.
  await page.mouse.dblclick(...(await seenAt(page, first, middle)))
  await expect(rows).toHaveCount(1)
})
