import { expect } from '@playwright/test'
import { killGraphics } from './support/kill-graphics.ts'
import { test, waitForView } from './support/launch-app.ts'
import { SAMPLE } from './support/proofreading.ts'
import { listenTo } from './support/said.ts'
import { goTo, panelPicture } from './support/steer.ts'

/** Pixels at the sides of the panel that messages and its own buttons lie over. */
const INSET = 100

/** Far apart, so that each has chunks of its own. Chromium gives up WebGL when its graphics process dies a third time. */
const PLACES = [
  [3000, 3000, 8020],
  [600, 3000, 5020],
] as const

test('[LC1] when the graphics process dies all is drawn again, what was just being loaded too', async ({ launch }) => {
  const args = ['--open', SAMPLE, '--scale', '4', '--layout', 'xy', '--position', '600,600,600']
  const [app, whole] = [await launch({ args }), await launch({ args })]
  for (const { page } of [app, whole]) await waitForView(page)
  const said = await listenTo(app.page)
  const killed = new Set<number>()
  for (const place of PLACES) {
    // Each loss is known by its own canvas, which goes.
    const canvas = await app.page.locator('canvas.canvas').elementHandle()
    const going = goTo(app.page, place)
    await killGraphics(app.electron, killed)
    await expect.poll(() => canvas?.evaluate((element) => element.isConnected)).toBe(false)
    await going
    await goTo(whole.page, place)
    const [again, never] = [await panelPicture(app.page, 'xy', INSET), await panelPicture(whole.page, 'xy', INSET)]
    expect(again.equals(never)).toBe(true)
  }
  await said.expect('all is drawn again')
  expect(app.errors).toEqual([])
})
