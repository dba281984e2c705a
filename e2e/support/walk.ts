import { expect, type Page } from '@playwright/test'
import { type Plane, panelRect, type Vec3 } from './screen.ts'
import { pressOnPage, twoFrames } from './steer.ts'

/** A place is reached within this many ms: as long as any other expectation takes. */
const PLACE_MS = 40_000

/** Where the middle of a panel is on the window. */
export async function middleOf(page: Page, plane: Plane): Promise<[number, number]> {
  const rect = await panelRect(page, plane)
  return [Math.round(rect.x + rect.width / 2), Math.round(rect.y + rect.height / 2)]
}

/** The centre of the view in nanometres, as the go-to dialog offers it. */
export async function centreOf(page: Page): Promise<Vec3> {
  await pressOnPage(page, 'p')
  const field = page.getByRole('textbox', { name: 'Position' })
  const text = await field.inputValue()
  await field.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  return numbersOf(text)
}

/** The point under the cursor in nanometres, as the status bar has it. */
export async function pointedAt(page: Page): Promise<Vec3> {
  await twoFrames(page)
  const button = page.getByRole('button', { name: /^Position under the cursor: / })
  return numbersOf((await button.getAttribute('aria-label')) ?? '')
}

/** The centre of the view becomes this one, to within this many nanometres along each axis. */
export async function expectCentre(page: Page, wanted: Vec3, within = 0): Promise<void> {
  await expect(async () => expectNear(await centreOf(page), wanted, within)).toPass({ timeout: PLACE_MS })
}

/** The point under the cursor becomes this one, to within this many nanometres along each axis. */
export async function expectPointed(page: Page, wanted: Vec3, within: number): Promise<void> {
  await expect(async () => expectNear(await pointedAt(page), wanted, within)).toPass({ timeout: PLACE_MS })
}

/** Nanometres per pixel, as the status bar has it. */
export async function scaleOf(page: Page): Promise<number> {
  const text = await page.getByText(/^[\d.]+ nm\/px$/).textContent()
  return Number.parseFloat(text ?? '')
}

function numbersOf(text: string): Vec3 {
  const found = text.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []
  const [x, y, z] = found
  if (x === undefined || y === undefined || z === undefined) throw new Error(`“${text}” holds no position`)
  return [x, y, z]
}

function expectNear(found: Vec3, wanted: Vec3, within: number): void {
  for (const axis of [0, 1, 2] as const) {
    expect(Math.abs(found[axis] - wanted[axis]), `${found.join(' ')} against ${wanted.join(' ')}`).toBeLessThanOrEqual(
      within,
    )
  }
}
