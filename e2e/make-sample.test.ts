import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'

/** Ms: the sample takes a minute of one processor, which others may want as well. */
const MADE_WITHIN_MS = 540_000

test('[SA21] the sample is made from the start page by keyboard, cancelled without a trace, made whole, and opens', async ({
  launch,
  folder,
}) => {
  test.setTimeout(600_000)
  const place = join(folder, 'place')
  // What a killed app left; no process has a number as high (Linux ends at 2^22).
  mkdirSync(join(place, '.sample.unfinished-999999999'), { recursive: true })
  const env = { SKEIN_SAMPLE_FOLDER: join(place, 'sample') }
  const { page, errors } = await launch({ args: [], env })
  const make = page.getByRole('button', { name: /^Make the sample volume/ })
  const progress = page.getByRole('progressbar', { name: 'Making the sample volume' })
  const cancel = page.getByRole('button', { name: 'Cancel' })
  await expect(make).toBeFocused()
  await expect.poll(() => readdirSync(place)).toEqual([])

  await page.keyboard.press('Enter')
  await expect(cancel).toBeFocused()
  await expect(progress).toHaveAttribute('aria-valuetext', /^[1-9]\d?%$/, { timeout: MADE_WITHIN_MS })
  await page.screenshot({ path: 'test-results/make-sample.png' })
  await page.keyboard.press('Enter')
  await expect(make).toBeFocused()
  expect(readdirSync(place)).toEqual([])

  await page.keyboard.press('Enter')
  await expect(cancel).toBeVisible()
  await expect(page).toHaveTitle(/^Sample neuropil/, { timeout: MADE_WITHIN_MS })
  await waitForView(page)
  expect(readdirSync(place)).toEqual(['sample'])
  expect(existsSync(join(place, 'sample', 'skein.json'))).toBe(true)
  expect(errors).toEqual([])
})
