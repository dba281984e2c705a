import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { runApp, test, waitForView } from './support/launch-app.ts'
import { comparePanel, panelMask, panelRect, pictureOf, takePicture, type Vec3 } from './support/screen.ts'
import { VOXEL_NM, writeVolume } from './support/shape-volumes.ts'
import { pointerAway, pressOnPage, settle } from './support/steer.ts'

const SIZE: Vec3 = [100, 80, 4]
const CENTRE: Vec3 = [503, 403, 23]
const VIEW = ['--layout', 'xy', '--position', CENTRE.join(','), '--scale', '10', '--size', '1000x700']

/** A volume of 100 values, each a hundredth of it, that rise from left to right. */
function writeRamp(
  folder: string,
  values: typeof Uint8Array | typeof Uint16Array,
  first: number,
  step: number,
): string {
  const volume = join(folder, `ramp-${first}`)
  const count = SIZE[0] * SIZE[1] * SIZE[2]
  writeVolume(
    volume,
    'image',
    SIZE,
    SIZE,
    values.from(Array.from({ length: count }, (_, i) => first + (i % SIZE[0]) * step)),
  )
  return volume
}

/** What black and white come to is seen: the darkest value black, the brightest white, the others between. */
function ramp(nm: Vec3): number | undefined {
  const [x, y, z] = nm.map((part) => Math.floor(part / VOXEL_NM))
  if (x! < 0 || y! < 0 || z! < 0 || x! >= SIZE[0] || y! >= SIZE[1] || z! >= SIZE[2]) return undefined
  return Math.round((255 * x!) / (SIZE[0] - 1)) * 0x010101
}

async function expectRamp(page: Page): Promise<void> {
  await pressOnPage(page, 't')
  await pointerAway(page)
  await settle(page)
  const view = { plane: 'xy', rect: await panelRect(page, 'xy'), centre: CENTRE, nmPerPixel: 10 } as const
  const hair = (nm: Vec3) => [0, 1].some((axis) => Math.abs(nm[axis]! - CENTRE[axis]!) < 30)
  const compared = comparePanel(
    await takePicture(page),
    view,
    await panelMask(page, 'xy'),
    (nm) => (hair(nm) ? undefined : ramp(nm)),
    (found, wanted) => Math.abs((found & 255) - (wanted & 255)) <= 1,
  )
  expect(compared).toMatchObject({ different: 0, examples: [] })
  expect(compared.compared).toBeGreaterThan(5000)
}

/** Black and white of the only image, in their fields. */
async function expectContrast(page: Page, black: number, white: number): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'Black' })).toHaveValue(String(black))
  await expect(page.getByRole('textbox', { name: 'White' })).toHaveValue(String(white))
}

for (const { what, values, first, step, black, white } of [
  { what: '16 bits below 1,000', values: Uint16Array, first: 200, step: 5, black: 200, white: 695 },
  { what: '8 bits in the middle', values: Uint8Array, first: 90, step: 1, black: 90, white: 189 },
]) {
  test(`[UI23] an image of ${what} is seen at once, from its darkest to its brightest; what a person sets stays`, async ({
    launch,
    folder,
  }) => {
    const volume = writeRamp(folder, values, first, step)
    const userData = join(folder, 'user-data')
    const app = await launch({ args: ['--open', volume, ...VIEW], userData })
    const { page } = app
    await waitForView(page)
    await expectContrast(page, black, white)
    await expectRamp(page)
    await page.screenshot({ path: test.info().outputPath('first-contrast.png') })
    await page.getByRole('button', { name: 'Full range' }).click()
    const most = 2 ** (8 * values.BYTES_PER_ELEMENT) - 1
    await expectContrast(page, 0, most)
    // The view is kept shortly after its last change.
    await expect
      .poll(() =>
        page.evaluate(() =>
          Object.values(localStorage).some((text) => /"black":0,"white":(255|65535),"fromData":false/.test(text)),
        ),
      )
      .toBe(true)
    await app.close()
    const again = await launch({ args: ['--open', volume, ...VIEW], userData })
    await waitForView(again.page)
    await expectContrast(again.page, 0, most)
  })
}

test('[UI23] --screenshot shows it too', async ({ folder }) => {
  const volume = writeRamp(folder, Uint16Array, 200, 5)
  const file = join(folder, 'ramp.png')
  const ended = await runApp(['--open', volume, ...VIEW, '--screenshot', file, '--user-data', join(folder, 'u')])
  expect(ended).toMatchObject({ code: 0, errors: expect.any(String) })
  const picture = pictureOf(readFileSync(file))
  const greys = new Set<number>()
  for (let x = 0; x < picture.width; x++) greys.add(picture.at(x, Math.floor(picture.height * 0.53)))
  expect(greys.has(0xffffff) && greys.has(0)).toBe(true)
})
