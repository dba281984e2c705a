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

/** Ctrl and the arrows, voxel by voxel, from one point of an XY plane to another. */
export async function walkTo(page: Page, from: Vec3, to: Vec3): Promise<void> {
  for (const [axis, less, more] of [
    [0, 'Control+ArrowLeft', 'Control+ArrowRight'],
    [1, 'Control+ArrowUp', 'Control+ArrowDown'],
  ] as const) {
    const voxels = Math.round((to[axis] - from[axis]) / VOXEL_NM)
    for (let i = 0; i < Math.abs(voxels); i++) await page.keyboard.press(voxels < 0 ? less : more)
  }
  await waitForView(page)
}
