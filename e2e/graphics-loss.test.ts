import { type ElectronApplication, expect } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { SAMPLE } from './support/proofreading.ts'
import { listenTo } from './support/said.ts'
import { goTo, panelPicture } from './support/steer.ts'

/**
 * Kills Chromium's graphics process: every WebGL context is lost with it, as when a driver is reset. `killed` are the
 * processes that were killed before, and may still be listed; another one takes their place.
 */
async function killGraphics(electron: ElectronApplication, killed: Set<number>): Promise<void> {
  const listed = () =>
    electron.evaluate(({ app }) => app.getAppMetrics().flatMap(({ type, pid }) => (type === 'GPU' ? [pid] : [])))
  let living: number | undefined
  await expect
    .poll(async () => {
      living = (await listed()).find((pid) => !killed.has(pid))
      return living
    })
    .toBeGreaterThan(0)
  if (living === undefined) throw new Error('there is no graphics process')
  killed.add(living)
  process.kill(living, 'SIGKILL')
}

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
