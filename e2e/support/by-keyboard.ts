import { expect, type Locator, type Page } from '@playwright/test'
import { waitForView } from './launch-app.ts'
import type { Vec3 } from './screen.ts'

/** Voxels of the sample, nm in XY. */
const VOXEL_NM = 8

/** More presses of Tab than the window has places to stop at. */
const MAX_TABS = 250

/** Presses Tab until this has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted.first()).toBeVisible()
  for (let i = 0; i < MAX_TABS; i++) {
    if (await wanted.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not come to ${wanted}`)
}

/** Tab to a control, and Enter. */
export async function pressBy(page: Page, wanted: Locator): Promise<void> {
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
}

/** `P`, a position, Enter: the crosshair is there. */
export async function typePlace(page: Page, nm: Vec3): Promise<void> {
  await page.keyboard.press('p')
  await expect(page.getByRole('textbox', { name: 'Position' })).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(`${nm.join(', ')} nm`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await waitForView(page)
}

/** A press of an arrow pans this many CSS pixels. */
const PAN_PX = 48

/** The zoom as the status bar shows it. */
async function nmPerPixel(page: Page): Promise<number> {
  return Number.parseFloat((await page.locator('.status-cell.zoom').textContent()) ?? '')
}

/** The arrows, and Ctrl with them for the last voxels, from one point of an XY plane to another. */
export async function walkTo(page: Page, from: Vec3, to: Vec3): Promise<void> {
  const arrowNm = PAN_PX * (await nmPerPixel(page))
  for (const [axis, less, more] of [
    [0, 'ArrowLeft', 'ArrowRight'],
    [1, 'ArrowUp', 'ArrowDown'],
  ] as const) {
    const nm = to[axis] - from[axis]
    const arrow = nm < 0 ? less : more
    const far = Math.round(Math.abs(nm) / arrowNm)
    const rest = Math.round((Math.abs(nm) - far * arrowNm) / VOXEL_NM)
    for (let i = 0; i < far; i++) await page.keyboard.press(arrow)
    const back = rest < 0 === nm < 0 ? more : less
    for (let i = 0; i < Math.abs(rest); i++) await page.keyboard.press(`Control+${back}`)
  }
  await waitForView(page)
}
