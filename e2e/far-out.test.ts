import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { runApp, test, waitForView } from './support/launch-app.ts'
import { panelRect } from './support/screen.ts'
import { pointerAway } from './support/steer.ts'
import { expectLegible } from './support/survey.ts'

/** Voxels of 8 nm; nothing is stored, so that every chunk is background. */
function writeHuge(folder: string): string {
  const volume = join(folder, 'huge')
  mkdirSync(volume)
  const scale = {
    key: 's',
    size: [50_000, 50_000, 64],
    resolution: [8, 8, 8],
    chunk_sizes: [[64, 64, 64]],
    encoding: 'raw',
  }
  const info = { type: 'image', data_type: 'uint8', num_channels: 1, scales: [scale] }
  writeFileSync(join(volume, 'info'), JSON.stringify(info))
  mkdirSync(join(volume, 's'))
  return volume
}

const VIEW = ['--layout', 'xy', '--position', '200000,200000,200', '--size', '1280x800']
const WORDS =
  'Too far out for the one scale of huge: only the middle is drawn, and the rest will not come. Zoom in to see it.'

test('[UI25] one huge scale, zoomed out: what will not come is said on the panels, under the pointer and in the status bar', async ({
  launch,
  folder,
}) => {
  const volume = writeHuge(folder)
  const { page, errors } = await launch({ args: ['--open', volume, ...VIEW, '--scale', '500'] })
  await waitForView(page)
  const rect = await panelRect(page, 'xy')
  await page.mouse.move(rect.x + rect.width / 2 - 320, rect.y + rect.height / 2 - 250)
  await expect(page.getByTestId('far-out')).toHaveText(WORDS)
  const bar = page.getByLabel('Status bar')
  await expect(bar).toContainText('huge too far out: zoom in')
  await expect(bar.getByTitle(WORDS)).toHaveText('too far out')
  await expectLegible(page, 'too far out')
  await page.screenshot({ path: test.info().outputPath('far-out.png') })
  // In the middle it is known what is there.
  await page.mouse.move(rect.x + rect.width / 2 + 5, rect.y + rect.height / 2 + 5)
  await expect(bar).toContainText('huge –')
  // Zoomed in, all comes.
  await page.keyboard.down('Control')
  for (let turn = 0; turn < 25; turn++) await page.mouse.wheel(0, -300)
  await page.keyboard.up('Control')
  await pointerAway(page)
  await expect(page.getByTestId('far-out')).toHaveCount(0)
  await expect(bar).not.toContainText('too far out')
  expect(errors).toEqual([])
})

test('[UI25] --screenshot of such a view fails with the reason', async ({ folder }) => {
  const flags = [
    '--open',
    writeHuge(folder),
    ...VIEW,
    '--screenshot',
    join(folder, 'far.png'),
    '--user-data',
    join(folder, 'u'),
  ]
  const far = await runApp([...flags, '--scale', '500'])
  expect(far.code).toBe(1)
  expect(far.errors).toContain('Too far out for the one scale of huge')
  const near = await runApp([...flags, '--scale', '8'])
  expect(near.code).toBe(0)
})
