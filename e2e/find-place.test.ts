import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { decode } from 'fast-png'
import { readSmallGlb } from '../shared/meshes/files/testing/small-glb-reader.ts'
import { test, waitForShapes, waitForView } from './support/launch-app.ts'
import { banner, expectEdits, SAMPLE, sampleArguments } from './support/proofreading.ts'
import { listenTo } from './support/said.ts'
import { pressOnPage } from './support/steer.ts'

/** The supervoxel at the nucleus of the one neuron with a cell body. */
function somaOfSample(): string {
  const rows: readonly { readonly somaSupervoxel?: string }[] = JSON.parse(
    readFileSync(join(SAMPLE, 'neurons.json'), 'utf8'),
  )
  return rows.flatMap(({ somaSupervoxel }) => somaSupervoxel ?? [])[0] ?? ''
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Find a segment' }).focus()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

test('[FN3, FN4, FN5, FN6, FN8, EX1, EX8] from an id to the cell body, along the path to a tip, to a cut at its weakest contact, and to files', async ({
  launch,
  folder,
}) => {
  const { page, electron, errors } = await launch({ args: sampleArguments })
  await waitForView(page)
  await expectEdits(page, 0)
  const said = await listenTo(page)

  await search(page, '99999999')
  await said.expect('This volume has no segment or supervoxel 99999999.')
  await search(page, somaOfSample())
  const row = page.getByRole('grid', { name: 'Selected segments' }).getByRole('row')
  await expect(row).toHaveCount(1)
  const segment = (await row.locator('.chip').getAttribute('title')) ?? ''

  await pressOnPage(page, 'f')
  await pressOnPage(page, 'Shift+End')
  await said.expect('Cell body')
  await waitForView(page)
  await pressOnPage(page, 'k')
  await expect(banner(page)).toContainText('click another place in it')
  await pressOnPage(page, 'End')
  await said.expect(/Farthest tip, 1 of \d+/)
  await waitForView(page)
  await pressOnPage(page, 'k')
  await expect(banner(page)).toHaveText(
    / over \d+ contacts - weakest: affinity 0\.\d\d, [\d,]+ voxel faces - C splits there$/,
  )
  await pressOnPage(page, 'j')
  await expect(page.getByRole('button', { name: 'Back J' })).toBeVisible()
  await expect(page.locator('[data-panel="xy"] .trail .weakest:not(.off)')).toHaveCount(1)
  await page.screenshot({ path: test.info().outputPath('path.png') })
  await pressOnPage(page, 'c')
  await expect(banner(page)).toHaveText(/^Split .* B holds .* - Enter cuts$/)
  await pressOnPage(page, 'Escape')
  await pressOnPage(page, 'Escape')
  await expectEdits(page, 0)

  const saveAs = (file: string) =>
    electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, file)
  await waitForShapes(page)
  const glb = join(folder, 'neuron.glb')
  await saveAs(glb)
  await expect(async () => {
    await page.getByRole('button', { name: 'Export…' }).first().click()
    await page.getByRole('menuitem', { name: /^GLB/ }).click()
    await expect(page.getByRole('status', { name: 'Exporting' })).toHaveCount(0)
    expect(existsSync(glb)).toBe(true)
  }).toPass()
  const { meshes } = readSmallGlb(readFileSync(glb))
  expect(meshes.map(({ name }) => name)).toEqual([segment])
  expect(meshes[0]?.triangles.length).toBeGreaterThan(3000)

  const png = join(folder, 'neuron.png')
  await saveAs(png)
  const scene = page.locator('[data-panel="3d"]')
  await scene.hover()
  await scene.getByRole('button', { name: 'Save a picture of this panel' }).click()
  await page.getByRole('textbox', { name: 'Width in pixels' }).fill('900')
  await page.getByText('Transparent background').click()
  await page.getByRole('button', { name: 'Save…' }).click()
  await expect.poll(() => existsSync(png)).toBe(true)
  const picture = decode(readFileSync(png))
  const alphas = picture.data.filter((_, i) => i % 4 === 3)
  expect([picture.width, picture.channels]).toEqual([900, 4])
  for (const alpha of [0, 255]) expect(alphas.filter((one) => one === alpha).length).toBeGreaterThan(10_000)
  expect(errors).toEqual([])
})
