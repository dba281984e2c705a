import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import type { Vec3 } from './support/screen.ts'
import { writeVolume } from './support/shape-volumes.ts'
import { settle } from './support/steer.ts'

const SIZE: Vec3 = [60, 40, 8]
const IDS = [1, 2, 3, 4]

/** Four segments side by side, of which the volume tells names, tags and sizes. */
function writeNamed(folder: string): void {
  const labels = BigUint64Array.from({ length: SIZE[0] * SIZE[1] * SIZE[2] }, (_, i) =>
    BigInt(1 + Math.floor((i % 60) / 15)),
  )
  writeVolume(folder, 'segmentation', SIZE, SIZE, labels)
  const info: object = JSON.parse(readFileSync(join(folder, 'info'), 'utf8'))
  writeFileSync(join(folder, 'info'), JSON.stringify({ ...info, segment_properties: 'properties' }))
  const properties = [
    { id: 'name', type: 'label', values: ['Mi1 left', 'Mi1 right', 'Tm3 left', 'Astrocyte of the medulla, layer 4'] },
    { id: 'comment', type: 'description', values: ['', '', 'checked twice', ''] },
    { id: 'volume', type: 'number', data_type: 'float32', values: [1200.5, 800, 64_000, 5e6] },
    { id: 'tags', type: 'tags', tags: ['neuron', 'glia', 'traced'], values: [[0], [0], [0, 2], [1]] },
  ]
  const inline = { ids: IDS.map(String), properties }
  mkdirSync(join(folder, 'properties'))
  writeFileSync(
    join(folder, 'properties', 'info'),
    JSON.stringify({ '@type': 'neuroglancer_segment_properties', inline }),
  )
}

test('[SP3] segments are found by name, tag and number, and the one that is chosen is selected with all that is said of it', async ({
  launch,
  folder,
}) => {
  const volume = join(folder, 'seg')
  writeNamed(volume)
  const view = ['--layout', 'xy', '--position', '303,203,43', '--scale', '2', '--size', '1280x800']
  const { page, errors } = await launch({ args: ['--open', volume, ...view] })
  await waitForView(page)
  const field = page.getByRole('combobox', { name: 'Find a segment' })
  const options = page.getByRole('option')
  await field.focus()
  await page.keyboard.type('#neuron')
  await expect(options).toHaveText([/^Mi1 left/, /^Mi1 right/, /^Tm3 left/])
  await page.screenshot({ path: test.info().outputPath('found.png') })
  await page.keyboard.type(' left volume>2000')
  await expect(options).toHaveText([/^Tm3 left/])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: 'Segment 3' })).toContainText('Tm3 left')
  const facts = page.locator('.facts')
  await expect(facts).toHaveText('nameTm3 leftcommentchecked twicevolume64,000Tags#neuron#traced')
  await expect(field).toHaveValue('')
  await field.focus()
  await page.keyboard.type('nobody')
  await expect(page.getByText('No segment fits this.')).toBeVisible()
  await page.keyboard.press('Escape')
  await settle(page)
  await page.screenshot({ path: test.info().outputPath('selected.png') })
  expect(errors).toEqual([])
})
