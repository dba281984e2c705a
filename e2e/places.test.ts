import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { pointIn, SEGMENTS, SUPERVOXELS, writeGrouped } from './support/grouped-volume.ts'
import { test, waitForView } from './support/launch-app.ts'
import { nmOf, panelRect } from './support/screen.ts'
import { pressOnPage } from './support/steer.ts'

const CENTRE = [323, 243, 83] as const
const VIEW = ['--layout', 'xy', '--scale', '10', '--size', '1280x800', '--position', CENTRE.join(',')]

/** The segments of the two supervoxels on the left, as the status bar has them where the pointer is. */
async function segmentsOnScreen(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const band of [0, 1]) {
    const rect = await panelRect(page, 'xy')
    const at = nmOf({ plane: 'xy', rect, centre: CENTRE, nmPerPixel: 10 }, rect.x, rect.y)
    const to = pointIn(band)
    await page.mouse.move(rect.x + (to[0] - at[0]) / 10, rect.y + (to[1] - at[1]) / 10)
    await expect(page.getByRole('button', { name: `Supervoxel in seg: ${SUPERVOXELS[band]}. Copy` })).toBeVisible()
    const name = await page.getByRole('button', { name: /^Segment in seg: / }).getAttribute('aria-label')
    found.push(name ?? '')
  }
  return found
}

const TOGETHER = SEGMENTS.slice(0, 2).map((id) => `Segment in seg: ${id}. Copy`)

test('[UI64, UI65, UI66] an agglomeration by its folder; folders anywhere that a dataset file names, asked for once', async ({
  launch,
  folder,
}) => {
  const grouped = await writeGrouped(folder)
  const [seg, agg] = [join(grouped, 'seg'), join(grouped, 'agg')]
  const { page, errors } = await launch({ args: ['--open', seg, '--agglomeration', agg, ...VIEW] })
  await waitForView(page)
  await expect(page.getByRole('button', { name: /^Edit log: 0 edits/ })).toBeVisible()
  await expect.poll(() => segmentsOnScreen(page)).toEqual(TOGETHER)
  await page.screenshot({ path: 'test-results/agglomeration-flag.png' })

  const home = join(folder, 'elsewhere')
  mkdirSync(home)
  const layers = [{ name: 'seg', kind: 'segmentation', source: seg, agglomeration: agg }]
  writeFileSync(join(home, 'skein.json'), JSON.stringify({ name: 'Mine', layers }))
  const open = async () => {
    await pressOnPage(page, 'Control+Shift+O')
    await page.getByRole('textbox', { name: 'Address of a volume' }).fill(join(home, 'skein.json'))
    await page.getByRole('button', { name: 'Open', exact: true }).click()
  }
  const question = page.getByRole('alert', { name: 'Opening asks' })

  await open()
  await expect(question).toContainText('skein.json names them')
  for (const place of [seg, agg]) await expect(question.getByText(place, { exact: true })).toBeVisible()
  await page.screenshot({ path: 'test-results/places-asked.png' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toHaveCount(0)
  await expect(page).toHaveTitle(/^seg/)

  await open()
  await question.getByRole('button', { name: 'Allow' }).click()
  await expect(page).toHaveTitle(/^Mine/)
  await waitForView(page)
  await expect(page.getByRole('button', { name: /^Edit log: 0 edits/ })).toBeVisible()

  // Asked once: the next time it opens at once.
  await open()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await waitForView(page)
  await expect(question).toHaveCount(0)
  await expect(page).toHaveTitle(/^Mine/)
  expect(errors).toEqual([])
})
