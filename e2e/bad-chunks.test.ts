import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test, waitForView } from './support/launch-app.ts'
import { panelRect, type Rect, takePicture } from './support/screen.ts'
import { goTo, pointerAway, pressOnPage, settle } from './support/steer.ts'
import { expectLegible } from './support/survey.ts'
import { CORNER, copySmall, SCALE_20 } from './support/volume-copy.ts'

/**
 * The XY plane at 1290 nm shows the four chunks of the upper half (from 64 along z), one in each quarter of the panel.
 */
const PANEL = ['--layout', 'xy', '--scale', '5', '--size', '1280x800']
const VIEW = [...PANEL, '--position', CORNER]
const UPPER = upperChunks(78)
const UPPER_LABELS = upperChunks(125)
type Quarter = keyof typeof UPPER

/** `depth` is the volume's, in voxels. */
function upperChunks(depth: number) {
  return {
    upperLeft: `0-64_0-64_64-${depth}`,
    upperRight: `64-125_0-64_64-${depth}`,
    lowerLeft: `0-64_64-125_64-${depth}`,
    lowerRight: `64-125_64-125_64-${depth}`,
  } as const
}

/** The lines of a failed chunk. */
const HATCH = 0x767d87

/** A point well inside a quarter of the panel. */
function pointIn(rect: Rect, quarter: Quarter): [number, number] {
  const across = quarter.endsWith('Left') ? 0.4 : 0.6
  const along = quarter.startsWith('upper') ? 0.4 : 0.6
  return [Math.round(rect.x + rect.width * across), Math.round(rect.y + rect.height * along)]
}

async function pointAt(page: Page, quarter: Quarter): Promise<void> {
  await page.mouse.move(...pointIn(await panelRect(page, 'xy'), quarter))
}

/** What a person reads when the pointer is over a failed chunk. */
function reason(page: Page) {
  return page.locator('.failure-note')
}

async function expectReason(page: Page, quarter: Quarter, words: readonly (string | RegExp)[]): Promise<void> {
  await pointAt(page, quarter)
  for (const word of words) await expect(reason(page)).toContainText(word)
}

/** The share of pixels about a point of a quarter that are hatch. */
async function hatchShare(page: Page, quarter: Quarter): Promise<number> {
  await pointerAway(page)
  await settle(page)
  const picture = await takePicture(page)
  const [x, y] = pointIn(await panelRect(page, 'xy'), quarter)
  let hatched = 0
  for (let dy = -20; dy < 20; dy++)
    for (let dx = -20; dx < 20; dx++) if (picture.at(x + dx, y + dy) === HATCH) hatched++
  return hatched / 1600
}

test('[BI3] damaged chunks are hatched, each with its reason, and the others are drawn', async ({ launch, folder }) => {
  const volume = copySmall(folder, 'em')
  const chunk = (quarter: Quarter) => join(volume, SCALE_20, UPPER[quarter])
  truncateSync(chunk('upperLeft'), 1000)
  truncateSync(chunk('upperRight'), 0)
  rmSync(chunk('lowerLeft'))
  writeFileSync(`${chunk('lowerLeft')}.gz`, 'this is no gzip at all')
  const { page, errors } = await launch({ args: ['--open', volume, ...VIEW] })
  await waitForView(page)
  await expect(page.getByText('3 failed', { exact: true })).toBeVisible()
  await expectReason(page, 'upperLeft', [UPPER.upperLeft, '1000', /retrying in \d+ s/])
  await expectLegible(page, 'a failed chunk under the pointer')
  await expectReason(page, 'upperRight', [UPPER.upperRight, /retrying in \d+ s/])
  await expectReason(page, 'lowerLeft', [`${UPPER.lowerLeft}.gz`, /gzip/])
  await pointAt(page, 'lowerRight')
  await expect(reason(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Value in em: \d+\. Copy$/ })).toBeVisible()
  for (const quarter of ['upperLeft', 'upperRight', 'lowerLeft'] as const) {
    await expect.poll(() => hatchShare(page, quarter), quarter).toBeGreaterThan(0.1)
  }
  await expect.poll(() => hatchShare(page, 'lowerRight')).toBeLessThan(0.02)
  expect(errors).toEqual([])
})

test('[BI4] damaged labels: a header that points outside, a wrong table, a missing chunk', async ({
  launch,
  folder,
}) => {
  const volume = copySmall(folder, 'labels', 'seg-watershed')
  const chunk = (quarter: Quarter) => join(volume, SCALE_20, UPPER_LABELS[quarter])
  writeFileSync(chunk('upperLeft'), new Uint8Array(4096).fill(0xff))
  const pointsOutside = new Uint32Array(2048)
  pointsOutside.set([1, 0x08ffffff, 0x7fffffff])
  writeFileSync(chunk('upperRight'), pointsOutside)
  rmSync(chunk('lowerLeft'))
  const { page, errors } = await launch({ args: ['--open', volume, ...VIEW] })
  await waitForView(page)
  await expect(page.getByText('2 failed', { exact: true })).toBeVisible()
  await expectReason(page, 'upperLeft', [UPPER_LABELS.upperLeft, /retrying in \d+ s/])
  await expectReason(page, 'upperRight', [UPPER_LABELS.upperRight, /retrying in \d+ s/])
  await pointAt(page, 'lowerLeft')
  await expect(page.getByLabel('Status bar')).toContainText('labels –')
  await expect(reason(page)).toHaveCount(0)
  await pointAt(page, 'lowerRight')
  await expect(page.getByRole('button', { name: /^Supervoxel in labels: [1-9]\d*\. Copy$/ })).toBeVisible()
  expect(errors).toEqual([])
})

const SHARD = join(SCALE_20, '0.shard')

for (const { what, damage } of [
  { what: 'cut within its index', damage: (file: string) => truncateSync(file, 20) },
  { what: 'cut within its data', damage: (file: string) => truncateSync(file, 400) },
  { what: 'empty', damage: (file: string) => truncateSync(file, 0) },
  {
    what: 'with an index of nonsense',
    damage: (file: string) =>
      writeFileSync(
        file,
        Uint8Array.from({ length: 100_000 }, (_, i) => (i * 151) % 251),
      ),
  },
]) {
  test(`[BI5] a shard ${what}: hatched, and the shard is named`, async ({ launch, folder }) => {
    const volume = copySmall(folder, 'shards', 'seg-watershed-sharded')
    damage(join(volume, SHARD))
    const { page, errors } = await launch({ args: ['--open', volume, ...VIEW] })
    await waitForView(page)
    await expect(page.getByText('4 failed', { exact: true })).toBeVisible()
    await expectReason(page, 'lowerRight', ['0.shard', /retrying in \d+ s/])
    expect(errors).toEqual([])
  })
}

test('[BI6] a chunk that is a link out of the folder is never read', async ({ launch, folder }) => {
  const volume = copySmall(folder, 'em')
  const name = UPPER.upperLeft
  rmSync(join(volume, SCALE_20, name))
  symlinkSync(join(fixture('fib25/em-raw'), SCALE_20, `${name}.gz`), join(volume, SCALE_20, name))
  const { page } = await launch({ args: ['--open', volume, ...VIEW] })
  await waitForView(page)
  await expectReason(page, 'upperLeft', [name, 'is a link that leads out of', 'not retried'])
  await expect.poll(() => hatchShare(page, 'upperLeft')).toBeGreaterThan(0.1)
})

test('[BI7] a folder that vanishes while in use: said on hover, and drawn again once it is back', async ({
  launch,
  folder,
}) => {
  const volume = copySmall(folder, 'em')
  const { page } = await launch({ args: ['--open', volume, ...PANEL, '--position', '10,10,10'] })
  await waitForView(page)
  renameSync(volume, `${volume}-away`)
  await goTo(page, [1290, 1290, 1290])
  await expectReason(page, 'lowerRight', [`The folder ${volume} is no longer there`, /retrying in \d+ s/])
  await pressOnPage(page, 't')
  await expect(page.locator('.hair')).toHaveCount(0)
  renameSync(`${volume}-away`, volume)
  // It is tried again 5 s after the first failure, and 10 s and 20 s after the next two.
  await expect(reason(page)).toHaveCount(0, { timeout: 120_000 })
  await expect(page.getByRole('button', { name: /^Value in em: \d+\. Copy$/ })).toBeVisible()
})
