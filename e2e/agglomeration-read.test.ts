import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { segmentColour } from '../shared/view/labels/segment-colours.ts'
import { pointIn, recode, SEGMENTS, SUPERVOXELS, writeGrouped } from './support/grouped-volume.ts'
import { runApp, test, waitForView } from './support/launch-app.ts'
import { nmOf, panelRect, takePicture } from './support/screen.ts'
import { pointerAway, pressOnPage, setSwitch, settle, slideTo } from './support/steer.ts'
import { expectLegible } from './support/survey.ts'

/** One voxel of 10 nm is a pixel, and all four bands are in view about the border of the second and the third. */
const CENTRE = [323, 243, 83] as const
const VIEW = ['--layout', 'xy', '--scale', '10', '--size', '1280x800', '--position', CENTRE.join(',')]

/** The grey of what is not known, at full opacity. */
const GREY = 0x9a9a9a

/** The pixel of a band's middle. */
async function pixelOf(page: Page, band: number): Promise<[number, number]> {
  const rect = await panelRect(page, 'xy')
  const view = { plane: 'xy', rect, centre: CENTRE, nmPerPixel: 10 } as const
  const [left, top] = [Math.floor(rect.x), Math.floor(rect.y)]
  const at = nmOf(view, left, top)
  const to = pointIn(band)
  return [left + Math.round((to[0] - at[0]) / 10), top + Math.round((to[1] - at[1]) / 10) + 6]
}

/** What is under a band's middle in the status bar: its supervoxel, and its segment where it is known. */
async function expectIds(page: Page, band: number, segment: bigint | 'cannot be read'): Promise<void> {
  await page.mouse.move(...(await pixelOf(page, band)))
  const name = `Supervoxel in seg: ${SUPERVOXELS[band]}. Copy`
  await expect(page.getByRole('button', { name, exact: true })).toBeVisible()
  if (segment === 'cannot be read') {
    await expect(page.getByLabel('Status bar')).toContainText('seg cannot be read')
    await expect(page.getByRole('button', { name: /^Segment in seg/ })).toHaveCount(0)
  } else {
    await expect(page.getByRole('button', { name: `Segment in seg: ${segment}. Copy`, exact: true })).toBeVisible()
  }
}

async function expectColours(page: Page, colours: readonly number[]): Promise<void> {
  await pointerAway(page)
  await settle(page)
  const picture = await takePicture(page)
  const found: number[] = []
  for (const band of SEGMENTS.keys()) found.push(picture.at(...(await pixelOf(page, band))))
  expect(found.map((colour) => colour.toString(16))).toEqual(colours.map((colour) => colour.toString(16)))
}

const COLOURS = SEGMENTS.map((id) => segmentColour(Number(id >> 32n), Number(id & 0xffffffffn), 0))

/** Full colours, no outlines. */
async function plainly(page: Page): Promise<void> {
  await waitForView(page)
  await setSwitch(page, 'Boundaries', false)
  await slideTo(page, 'Overlay opacity', 'End')
}

/** The layer's card says it, and so does the line over the panels; no tool is taken up. */
async function expectGrey(page: Page, words: readonly string[]): Promise<void> {
  const card = page.getByRole('complementary', { name: 'Layers' })
  for (const word of words) {
    await expect(card).toContainText(word)
    await expect(page.getByTestId('grey')).toContainText(word)
  }
  await expect(page.getByLabel('Status bar')).toContainText('no editing')
  await expectLegible(page, 'segments without colours')
  await expectColours(
    page,
    SEGMENTS.map(() => GREY),
  )
  for (const band of SEGMENTS.keys()) await expectIds(page, band, 'cannot be read')
  await pressOnPage(page, 'm')
  await expect(page.getByTestId('banner')).toHaveCount(0)
}

async function expectWell(page: Page): Promise<void> {
  await expect(page.getByTestId('grey')).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Edit log: 0 edits/ })).toBeVisible()
  for (const [band, segment] of SEGMENTS.entries()) await expectIds(page, band, segment)
  await expectColours(page, COLOURS)
}

for (const packing of ['zstd', 'blosc', 'lz4'] as const) {
  test(`[AG8] an agglomeration packed with ${packing} groups its supervoxels, and is edited`, async ({
    launch,
    folder,
  }) => {
    const home = await writeGrouped(folder, packing)
    const { page, errors } = await launch({ args: ['--open', home, ...VIEW] })
    await plainly(page)
    await expectWell(page)
    await pressOnPage(page, 'm')
    await expect(page.getByTestId('banner')).toBeVisible()
    expect(errors).toEqual([])
  })
}

test('[AG11] a table of edges that is given by itself groups the segmentation, and that one is edited', async ({
  launch,
  folder,
}) => {
  const home = await writeGrouped(folder)
  const table = join(folder, 'edges.csv')
  const edge = (a: number, b: number, affinity: number) => [SUPERVOXELS[a], SUPERVOXELS[b], affinity, 1, 1, 1, 1].join()
  const rows = ['sv_a,sv_b,affinity,contact_area,x,y,z', edge(0, 1, 0.9), edge(1, 2, 0.1), edge(2, 3, 0.2)]
  writeFileSync(table, rows.join('\n'))
  const { page, errors } = await launch({ args: ['--open', join(home, 'seg'), '--agglomeration', table, ...VIEW] })
  await plainly(page)
  await expectWell(page)
  await pressOnPage(page, 'm')
  await expect(page.getByTestId('banner')).toBeVisible()
  expect(errors).toEqual([])
})

test('[AG9] a codec that is not known is named: no colours, no ids of segments, no editing', async ({
  launch,
  folder,
}) => {
  const home = await writeGrouped(folder)
  recode(home, 'supervoxel_ids', { name: 'numcodecs.pcodec', configuration: {} })
  const { page, errors } = await launch({ args: ['--open', home, ...VIEW] })
  await plainly(page)
  await expectGrey(page, [
    'agg/supervoxel_ids',
    '"numcodecs.pcodec"',
    'it reads gzip, zlib, zstd, blosc',
    'Mend the file',
  ])
  await page.screenshot({ path: test.info().outputPath('unknown-codec.png') })
  expect(errors).toEqual([])
  const capture = join(folder, 'shot.png')
  const ended = await runApp(['--open', home, ...VIEW, '--screenshot', capture, '--user-data', join(folder, 'capture')])
  expect(ended.code).toBe(1)
  expect(ended.errors).toContain('numcodecs.pcodec')
})

test('[AG9] damaged ids are a problem that names the array, and all is well once they are mended', async ({
  launch,
  folder,
}) => {
  const home = await writeGrouped(folder)
  const ids = join(home, 'agg', 'supervoxel_ids', 'c', '0')
  const whole = readFileSync(ids)
  writeFileSync(ids, 'this is no gzip')
  const { page, errors } = await launch({ args: ['--open', home, ...VIEW] })
  await plainly(page)
  await expectGrey(page, ['agg/supervoxel_ids cannot be decoded', 'gzip', 'Skein tries again by itself'])
  await page.screenshot({ path: test.info().outputPath('damaged-ids.png') })
  writeFileSync(ids, whole)
  await expectWell(page)
  expect(errors).toEqual([])
})

test('[AG9] an array that is not there is said, and editing begins when it is', async ({ launch, folder }) => {
  const home = await writeGrouped(folder)
  const array = join(home, 'agg', 'agglomerate_to_segments')
  renameSync(array, `${array}-away`)
  const { page, errors } = await launch({ args: ['--open', home, ...VIEW] })
  await plainly(page)
  await expectGrey(page, ['agglomerate_to_segments', 'Skein tries again by itself'])
  await page.screenshot({ path: test.info().outputPath('missing-array.png') })
  renameSync(`${array}-away`, array)
  await expectWell(page)
  expect(errors).toEqual([])
})
