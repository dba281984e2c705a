import { expect, type Page } from '@playwright/test'
import { waitForShapes, waitForView } from './launch-app.ts'
import { type Plane, panelRect, type Vec3 } from './screen.ts'

/** Centres the view on a point in nanometres, by the dialog that `P` opens. */
export async function goTo(page: Page, nm: Vec3): Promise<void> {
  await pressOnPage(page, 'p')
  const field = page.getByRole('textbox', { name: 'Position' })
  await field.fill(`${nm.join(', ')} nm`)
  await field.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await waitForView(page)
}

/** Presses a key with the focus on no control, so that it is the app's. */
export async function pressOnPage(page: Page, key: string): Promise<void> {
  await leaveControls(page)
  await page.keyboard.press(key)
}

/** The same, let go at once however busy the machine is: for a key that means something else while it is held. */
export async function tapOnPage(page: Page, key: string): Promise<void> {
  await leaveControls(page)
  await Promise.all([page.keyboard.down(key), page.keyboard.up(key)])
}

function leaveControls(page: Page): Promise<void> {
  return page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
}

/** Moves a slider to one of its ends by keyboard. */
export async function slideTo(page: Page, name: string, end: 'Home' | 'End'): Promise<void> {
  const slider = page.getByRole('slider', { name, exact: true })
  await slider.focus()
  await slider.press(end)
}

export async function setSwitch(page: Page, name: string, on: boolean): Promise<void> {
  const control = page.getByRole('switch', { name, exact: true })
  if ((await control.isChecked()) !== on) {
    await control.focus()
    await control.press(' ')
  }
  if (on) await expect(control).toBeChecked()
  else await expect(control).not.toBeChecked()
}

/** Takes the pointer off the panels, so that nothing is hovered and their buttons are hidden. */
export async function pointerAway(page: Page): Promise<void> {
  await page.mouse.move(5, 5)
  await expect(page.locator('.panel:hover')).toHaveCount(0)
}

/** Until the slices are whole, and two frames of the page more: what it has changed is then on screen. */
export async function settle(page: Page): Promise<void> {
  await waitForView(page)
  await twoFrames(page)
}

/** The same, with the shapes of the 3-D panel. */
export async function settleShapes(page: Page): Promise<void> {
  await waitForShapes(page)
  await twoFrames(page)
}

/** Elements that follow the pointer change once a frame; after two frames they show what was done before the call. */
export async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** A panel at rest with nothing hovered, without `inset` pixels on each side. */
export async function panelPicture(page: Page, plane: Plane, inset = 0): Promise<Buffer> {
  await pointerAway(page)
  await settle(page)
  const { x, y, width, height } = await panelRect(page, plane)
  const clip = { x: x + inset, y: y + inset, width: width - 2 * inset, height: height - 2 * inset }
  return page.screenshot({ clip, animations: 'disabled', caret: 'hide' })
}
