import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { readGrid, valueAt } from '../fixtures/small-reader.ts'
import { test, waitForView } from './support/launch-app.ts'
import { listenTo } from './support/said.ts'
import { goTo, panelPicture, pointerAway, pressOnPage } from './support/steer.ts'
import { centreOf, expectCentre, expectPointed, middleOf, pointedAt, scaleOf } from './support/walk.ts'

const EM = fixture('fib25/em-raw')
const LABELS = fixture('fib25/seg-watershed')
const START = ['--position', '1255,1255,1255', '--scale', '10']

test('[WK1] flying by wheel and keys: one slice, ten slices, in the panel under the cursor', async ({ launch }) => {
  const { page } = await launch({ args: ['--open', EM, '--open', LABELS, ...START] })
  await waitForView(page)
  await page.mouse.move(...(await middleOf(page, 'xy')))
  await page.mouse.wheel(0, -120)
  await expectCentre(page, [1255, 1255, 1265])
  await page.mouse.wheel(0, 120)
  await page.mouse.wheel(0, 120)
  await expectCentre(page, [1255, 1255, 1245])
  await page.keyboard.down('Shift')
  await page.mouse.wheel(0, -120)
  await page.keyboard.up('Shift')
  await expectCentre(page, [1255, 1255, 1345])
  await page.mouse.move(...(await middleOf(page, 'yz')))
  await page.mouse.wheel(0, -120)
  await expectCentre(page, [1265, 1255, 1345])
  await page.mouse.move(...(await middleOf(page, 'xz')))
  await pressOnPage(page, '.')
  await expectCentre(page, [1265, 1265, 1345])
  await pointAnew(page)
  await pressOnPage(page, 'Shift+<')
  await expectCentre(page, [1265, 1165, 1345])
  await pointAnew(page)
  await pressOnPage(page, 'ArrowRight')
  await expect.poll(async () => (await centreOf(page))[0]).toBeGreaterThan(1265)
  expect((await centreOf(page)).slice(1)).toEqual([1165, 1345])
  await waitForView(page)
})

/** A dialog takes the pointer off the panel under it; the pointer is back there when it moves again. */
async function pointAnew(page: Page): Promise<void> {
  const [x, y] = await middleOf(page, 'xz')
  await page.mouse.move(x + 1, y)
  await page.mouse.move(x, y)
}

test('[WK2] zooming keeps the point under the cursor; dragging keeps tissue under it; right click centres', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['--open', EM, ...START] })
  await waitForView(page)
  const [x, y] = await middleOf(page, 'xz')
  const at = [x + 61, y - 47] as const
  await page.mouse.move(...at)
  const before = await pointedAt(page)
  await page.keyboard.down('Control')
  for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -120)
  await page.keyboard.up('Control')
  await expect.poll(() => scaleOf(page)).toBeLessThan(6)
  await expectPointed(page, before, 1)
  await page.mouse.down()
  await page.mouse.move(at[0] - 40, at[1] + 25, { steps: 5 })
  await page.mouse.up()
  await expectPointed(page, before, 1)
  await page.mouse.move(x + 30, y + 30)
  const wanted = await pointedAt(page)
  await page.mouse.click(x + 30, y + 30, { button: 'right' })
  await expectCentre(page, wanted, 1)
  await pressOnPage(page, 'Home')
  await waitForView(page)
  await expectCentre(page, [1255, 1255, 785], 5)
})

test('[WK3] an oblique plane shows what the files hold there, and snaps back to the very same picture', async ({
  launch,
}) => {
  const image = readGrid(EM, 0)
  const { page, errors } = await launch({ args: ['--open', EM, '--open', LABELS, '--layout', 'xy', ...START] })
  await waitForView(page)
  const straight = await panelPicture(page, 'xy')
  const [x, y] = await middleOf(page, 'xy')
  await page.mouse.move(x, y)
  await page.keyboard.down('Shift')
  await page.mouse.down()
  await page.mouse.move(x + 60, y + 35, { steps: 6 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await waitForView(page)
  let compared = 0
  for (const [dx, dy] of [
    [-80, -60],
    [70, -40],
    [-50, 80],
    [90, 90],
  ] as const) {
    await page.mouse.move(x + dx, y + dy)
    const nm = await pointedAt(page)
    const value = valueAt(image, nm)
    if (value === undefined || nm.some((part) => Math.abs((part % 10) - 5) > 4)) continue
    await expect(page.getByRole('button', { name: `Value in em-raw: ${value}. Copy` })).toBeVisible()
    compared++
  }
  expect(compared).toBeGreaterThanOrEqual(1)
  await expectCentre(page, [1255, 1255, 1255], 0.01)
  await page.screenshot({ path: 'test-results/oblique-1280x800.png' })
  expect((await panelPicture(page, 'xy')).equals(straight), 'tilted, it looks different').toBe(false)
  await pressOnPage(page, 'z')
  expect((await panelPicture(page, 'xy')).equals(straight), 'snapped, it looks as before').toBe(true)
  expect(errors).toEqual([])
})

test('[WK4] a pasted position jumps there; a click on the position copies it', async ({ launch }) => {
  const { page, electron } = await launch({ args: ['--open', EM, ...START] })
  await waitForView(page)
  await electron.evaluate(({ clipboard }) => clipboard.writeText('635, 1875, 645 nm'))
  await pressOnPage(page, 'Control+V')
  await waitForView(page)
  await expectCentre(page, [635, 1875, 645])
  await electron.evaluate(({ clipboard }) => clipboard.writeText('125 125 30'))
  await pressOnPage(page, 'Control+V')
  await expectCentre(page, [1255, 1255, 305])
  const said = await listenTo(page)
  await page.getByRole('button', { name: /^Position .*: 1255, 1255, 305 nm\. Copy$/ }).click()
  await said.expect('Copied 1255, 1255, 305 nm')
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('1255, 1255, 305 nm')
  await pressOnPage(page, 'p')
  await page.getByRole('textbox', { name: 'Position' }).fill('here')
  await page.getByRole('button', { name: 'Go there' }).click()
  await expect(page.getByText(/“here” .* a position is three numbers/)).toBeVisible()
})

test('[UI80, CM8, VW24, VW25] where one is: at rest under a side bar that goes, at the limits of the zoom, beyond the end, turned', async ({
  launch,
}) => {
  const { page, errors } = await launch({ args: ['--open', EM, ...START] })
  await waitForView(page)
  const [x, y] = await middleOf(page, 'xy')
  await page.mouse.move(x, y)
  await expectPointed(page, [1255, 1255, 1255], 10)
  await pressOnPage(page, 'd')
  await expect(page.locator('.side-bar')).toHaveCount(0)
  await waitForView(page)
  const moved = 10 * (x - (await middleOf(page, 'xy'))[0])
  expect(moved, 'the side bar was wide').toBeGreaterThan(500)
  await expectPointed(page, [1255 + moved, 1255, 1255], 15)
  await pointerAway(page)
  await expect(
    page.getByRole('button', { name: 'Position the centre of the view: 1255, 1255, 1255 nm. Copy' }),
  ).toBeVisible()

  for (let i = 0; i < 20; i++) await pressOnPage(page, 'Control+-')
  await waitForView(page)
  const widest = await scaleOf(page)
  expect(widest).toBeGreaterThan(20)
  expect(widest).toBeLessThan(60)
  await pressOnPage(page, 'Control+-')
  await expect.poll(() => scaleOf(page)).toBe(widest)
  await expect(page.locator('.volume-outline polygon')).toHaveCount(3)
  await page.screenshot({ path: 'test-results/widest-1280x800.png' })

  await goTo(page, [40_000, 1255, 1255])
  await expect(page.getByRole('button', { name: /^Volume 38 µm: fit/ })).toHaveCount(2)
  await page.screenshot({ path: 'test-results/beyond-1280x800.png' })
  await page.getByRole('button', { name: /^Volume 38 µm back: fit/ }).click()
  await pointerAway(page)
  await waitForView(page)
  await expect(page.locator('.way-home')).toHaveCount(0)
  await expectCentre(page, [1255, 1255, 785], 5)
  // All three outlines are whole: the volume fits in each panel.
  await expect(page.locator('.volume-outline polygon')).toHaveCount(3)
  await page.screenshot({ path: 'test-results/whole-1280x800.png' })

  const name = page.locator('[data-panel="xy"] .panel-name')
  await expect(name).toHaveCSS('opacity', '0')
  await pressOnPage(page, 'Shift+ArrowRight')
  await expect(name).toHaveText('Oblique 5° from XY')
  await expect(name).toHaveCSS('opacity', '1')
  await page.screenshot({ path: 'test-results/turned-1280x800.png' })
  expect(errors).toEqual([])
})
