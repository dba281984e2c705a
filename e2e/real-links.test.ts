import { expect } from '@playwright/test'
import { readFixture } from '../fixtures/fixture.ts'
import { test } from './support/launch-app.ts'
import { type StandIn, standInWeb } from './support/stand-in-web.ts'
import { pressOnPage } from './support/steer.ts'
import { expectCentre, scaleOf } from './support/walk.ts'

const FIB25 = 'storage.googleapis.com/neuroglancer-public-data/flyem_fib-25'
const fib25 = { resolution: [32, 32, 32], size: [1612, 1661, 2023] } as const

/** The volumes that the four links name, with about their real extent. Voxels are as coarse as the view, so that chunks are few. */
const VOLUMES: Readonly<Record<string, StandIn>> = {
  [`${FIB25}/image`]: { kind: 'image', ...fib25, value: 128 },
  [`${FIB25}/ground_truth`]: { kind: 'segmentation', ...fib25, value: 24_436 },
  'storage.googleapis.com/h01-release/data/20210601/c2/subcompartments': {
    kind: 'segmentation',
    resolution: [128, 128, 132],
    size: [32_000, 22_500, 2_500],
    value: 103,
  },
  'bossdb-open-data.s3.amazonaws.com/iarpa_microns/minnie/minnie65/em': {
    kind: 'image',
    resolution: [32, 32, 40],
    size: [48_106, 32_762, 27_867],
    value: 90,
  },
}

/** What each link says, read by eye: positions in nanometres. */
const LINKS = [
  {
    name: 'neuroglancer-legacy',
    layers: ['image', 'ground-truth'],
    centre: [23_316.006, 24_705.947, 32_360],
    nmPerPixel: 30.1,
    selected: ['21894', '22060', '158571', '24436', '2515'],
    left: [],
  },
  {
    name: 'neuroglancer-today',
    layers: ['image', 'ground-truth'],
    centre: [23_293.424, 24_807.335, 32_196],
    nmPerPixel: 30.1,
    selected: ['10319', '24436', '2515', '26353', '50'],
    left: [],
  },
  {
    name: 'cloud-volume-pipe-form',
    layers: ['subcompartments'],
    centre: [2_222_368, 1_489_312, 38_577],
    nmPerPixel: 64,
    selected: [],
    left: [/"new layer"/],
  },
  {
    name: 'nglui-percent-encoded',
    layers: ['imagery'],
    centre: [962_560, 831_488, 854_400],
    nmPerPixel: 8,
    selected: [],
    left: [],
  },
] as const

test('[NG12] four links of the field open: their layers, place, scale and selection, from stores that stand in for theirs', async ({
  launch,
  folder,
}) => {
  const web = await standInWeb(folder, VOLUMES)
  const { page, electron, errors } = await launch({ args: ['--size', '1280x800'], env: { ...web.env, HOME: folder } })
  // Until the page is there nobody hears that something is pasted.
  await expect(page.getByRole('heading', { name: 'Open a volume' })).toBeVisible()
  for (const { name, layers, centre, nmPerPixel, selected, left } of LINKS) {
    const text = new TextDecoder().decode(readFixture(`neuroglancer-links/${name}.txt`)).trim()
    await electron.evaluate(({ clipboard }, link) => clipboard.writeText(link), text)
    await pressOnPage(page, 'Control+V')
    for (const layer of layers) {
      await expect(page.getByRole('button', { name: new RegExp(`^(Show|Hide) ${layer}$`) }), name).toBeVisible()
    }
    // The shapes of what the links select go through all of the stores: the tissue alone is waited for.
    await expect(page.getByTestId('chunks'), name).toHaveText(/^([\d,]+)\/\1 chunks$/)
    const eyes = page.getByRole('complementary', { name: 'Layers' }).getByRole('button', { name: /^(Show|Hide) / })
    await expect(eyes, name).toHaveCount(layers.length)
    await expectCentre(page, centre, 1)
    expect(await scaleOf(page), name).toBeCloseTo(nmPerPixel, 1)
    const rows = page.getByRole('grid', { name: 'Selected segments' }).getByRole('row')
    await expect(rows, name).toHaveText(selected.map((id) => new RegExp(`^${id}`)))
    const card = page.getByRole('status', { name: 'What the link left out' })
    for (const words of left) await expect(card.getByRole('listitem').filter({ hasText: words }), name).toHaveCount(1)
    await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
  }
  expect(new Set(web.asked.map((place) => place.split('/')[0]))).toEqual(
    new Set(Object.keys(VOLUMES).map((place) => place.split('/')[0])),
  )
  await web.close()
  expect(errors).toEqual([])
})
