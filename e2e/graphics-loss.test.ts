import { type ElectronApplication, expect, type Page } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { SAMPLE } from './support/proofreading.ts'
import { panelRect } from './support/screen.ts'
import { goTo, pointerAway, settle } from './support/steer.ts'

/** Kills Chromium's graphics process: every WebGL context is lost with it, as when a driver is reset. */
async function killGraphics(electron: ElectronApplication): Promise<void> {
  const pid = await electron.evaluate(({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid)
  expect(pid).toBeGreaterThan(0)
  process.kill(pid ?? 0, 'SIGKILL')
}

/** Pixels at the sides of the panel that messages and its own buttons lie over. */
const INSET = 100

async function picture(page: Page): Promise<Buffer> {
  await pointerAway(page)
  await settle(page)
  const { x, y, width, height } = await panelRect(page, 'xy')
  const clip = { x: x + INSET, y: y + INSET, width: width - 2 * INSET, height: height - 2 * INSET }
  return page.screenshot({ clip, animations: 'disabled', caret: 'hide' })
}

/** Far apart, so that each has chunks of its own. Chromium gives up WebGL when its graphics process dies a third time. */
const PLACES = [
  [3000, 3000, 8020],
  [600, 3000, 5020],
] as const

test('[LC1] when the graphics process dies all is drawn again, what was just being loaded too', async ({ launch }) => {
  const args = ['--open', SAMPLE, '--scale', '4', '--layout', 'xy', '--position', '600,600,600']
  const [app, whole] = [await launch({ args }), await launch({ args })]
  for (const { page } of [app, whole]) await waitForView(page)
  for (const place of PLACES) {
    const going = goTo(app.page, place)
    await killGraphics(app.electron)
    await expect(app.page.getByText('all is drawn again')).toBeVisible()
    await going
    await goTo(whole.page, place)
    expect((await picture(app.page)).equals(await picture(whole.page))).toBe(true)
  }
  expect(app.errors).toEqual([])
})
