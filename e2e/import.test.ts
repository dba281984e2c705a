import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { tabTo } from './support/by-keyboard.ts'
import { writeInputs } from './support/import-inputs.ts'
import { test, waitForView } from './support/launch-app.ts'
import { banner, expectEdits } from './support/proofreading.ts'
import { pressOnPage } from './support/steer.ts'

/** Ms: some seconds on a processor that is free. */
const IMPORTED_WITHIN_MS = 120_000

test('[IP15] from a stack of PNGs and a label TIFF to the first merge, by keyboard', async ({ launch, folder }) => {
  const { sections, labels } = writeInputs(folder, 64)
  const out = join(folder, 'mine')
  const { page, errors } = await launch({ args: ['--size', '1280x800'] })
  const start = page.getByRole('button', { name: /^Import…/ })
  await tabTo(page, start)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await expect(dialog.getByRole('textbox', { name: 'Image' })).toBeFocused()
  await page.keyboard.type('nothing')
  await expect(dialog.getByText('The whole path, beginning with / or a drive')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(join(folder, 'nothing'))
  for (const [name, text] of [
    ['Labels', labels],
    ['Size of a voxel, nm', '10, 10, 10'],
    ['Into the new folder', out],
  ] as const) {
    await tabTo(page, dialog.getByRole('textbox', { name }))
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText(`There is no ${join(folder, 'nothing')}`)

  await tabTo(page, dialog.getByRole('textbox', { name: 'Image' }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type(sections)
  await page.screenshot({ path: 'test-results/import-fields.png' })
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle(/^mine/, { timeout: IMPORTED_WITHIN_MS })
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await waitForView(page)
  expect(existsSync(join(out, 'skein.json'))).toBe(true)
  expect(existsSync(join(out, '.import'))).toBe(false)
  await page.screenshot({ path: 'test-results/import-opened.png' })

  // The surest contact of two supervoxels is the first doubt: yes merges them.
  await expectEdits(page, 0)
  await pressOnPage(page, 'n')
  await expect(banner(page)).toContainText(/ Y joins /)
  await page.screenshot({ path: 'test-results/import-doubt.png' })
  await pressOnPage(page, 'y')
  const asked = banner(page).filter({ hasText: 'Y or Enter' })
  const merged = page.getByRole('button', { name: /^Edit log: 1 edit/ })
  await expect(asked.or(merged).first()).toBeVisible()
  if (await asked.isVisible()) await pressOnPage(page, 'y')
  await expectEdits(page, 1)
  await page.screenshot({ path: 'test-results/import-merged.png' })
  expect(errors).toEqual([])
})
