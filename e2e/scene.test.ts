import { expect, type Page } from '@playwright/test'
import type { PresentedFrame } from '../renderer/page/engine/bench-hook.ts'
import { test, waitForView } from './support/launch-app.ts'
import { banner, expectEdits, plantedErrors, sampleArguments, standAt } from './support/proofreading.ts'
import { pressOnPage, settleShapes } from './support/steer.ts'

declare global {
  interface Window {
    seenFrames?: PresentedFrame[]
  }
}

/** Pixels of the scene that the segment covers in any frame, at least. */
const LEAST_PIXELS = 300

/** The hues that this many pixels of the scene have in a frame, by number; see renderer/gl/scene/scene-hues.ts. */
function huesIn({ hues = [] }: PresentedFrame): number[] {
  return hues.flatMap((pixels, hue) => (pixels > LEAST_PIXELS ? [hue] : []))
}

/** Only surfaces have a hue in the scene from now on, and frames tell which. */
async function watchHues(page: Page): Promise<void> {
  await page.evaluate(() => window.SkeinBench!.measure({ kind: 'watch-hues' }))
  await page.getByRole('button', { name: /^Slices in the 3-D view/ }).click()
  await pressOnPage(page, 't')
}

/** The frames since the last call, in their order. */
function framesOf(page: Page): Promise<PresentedFrame[]> {
  return page.evaluate(() => {
    if (window.seenFrames === undefined) {
      const frames: PresentedFrame[] = []
      window.seenFrames = frames
      window.SkeinBench!.watch((frame) => void frames.push(frame))
    }
    return window.seenFrames.splice(0)
  })
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/scene-${name}.png` })
}

test('[SL15] select, turn, seeds, preview, split and undo: the mesh is on screen in every frame', async ({
  launch,
}) => {
  const merged = plantedErrors('false-merge')[0]!
  const { page, errors } = await launch({ args: sampleArguments, env: { SKEIN_BENCH: '1' } })
  await waitForView(page)
  const here = await standAt(page, merged.position)
  await framesOf(page)
  const [x, y] = await here.pixel(merged.points[0])
  await page.mouse.dblclick(x, y)
  await expect(page.getByRole('row', { name: `Segment ${merged.segments[0]}` })).toBeVisible()
  await expect.poll(async () => (await framesOf(page)).at(-1)?.shapes ?? 0, { timeout: 60_000 }).toBeGreaterThan(0)
  await watchHues(page)
  await settleShapes(page)
  const whole = (await framesOf(page)).at(-1)
  await picture(page, '1-selected')

  await test.step('the view of the scene turns', async () => {
    const panel = page.locator('[data-panel="3d"]')
    const box = await panel.boundingBox()
    if (box === null) throw new Error('there is no 3-D panel')
    await page.mouse.move(box.x + box.width / 3, box.y + box.height / 3)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 })
    await page.mouse.up()
    await settleShapes(page)
    await picture(page, '2-turned')
  })
  await pressOnPage(page, 'c')
  await here.seed(merged.points[0])
  await expect(banner(page)).toContainText(`Split ${merged.segments[0]}`)
  await pressOnPage(page, 'g')
  await here.seed(merged.points[1])
  await expect(banner(page)).toContainText('Enter cuts')
  await settleShapes(page)
  await picture(page, '3-preview')
  const turned = await framesOf(page)
  const preview = turned.at(-1)!
  await page.keyboard.press('Enter')
  const asked = banner(page).filter({ hasText: 'Y or Enter again' })
  const done = page.getByRole('button', { name: /^Edit log: 1 edits?\b/ })
  await expect(asked.or(done).first()).toBeVisible()
  if (await asked.isVisible()) await page.keyboard.press('y')
  await expectEdits(page, 1)
  await settleShapes(page)
  await picture(page, '4-split')
  const split = await framesOf(page)
  await pressOnPage(page, 'Escape')
  await pressOnPage(page, 'Control+z')
  await expectEdits(page, 2)
  await settleShapes(page)
  await picture(page, '5-undone')
  const frames = [...turned, ...split, ...(await framesOf(page))]
  expect(frames.length).toBeGreaterThan(10)
  expect(Math.min(...frames.map(({ shapes }) => shapes))).toBeGreaterThan(0)
  expect(frames.at(-1)!.shapes).toBe(whole?.shapes)
  const without = frames.filter((frame) => huesIn(frame).length === 0)
  expect(without, 'frames whose pixels have no colour of a segment').toEqual([])
  const twoSided = [preview, ...split].map((frame) => huesIn(frame).length)
  expect(Math.min(...twoSided), 'colours of the two sides, before and after the cut').toBeGreaterThan(1)
  expect(errors).toEqual([])
})
