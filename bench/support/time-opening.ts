import type { Page } from '@playwright/test'
import { timeKey } from './skein-app.ts'

/** Opens a dataset by the dialog for URLs, as by hand. Returns the ms from Enter to the complete view. */
export async function timeOpening(page: Page, locations: readonly string[]): Promise<number> {
  await page.keyboard.press('Control+Shift+O')
  const field = page.getByRole('textbox', { name: 'Address of a volume' })
  await field.fill(locations.join(' '))
  await field.focus()
  return timeKey(page, 'Enter', 'complete')
}
