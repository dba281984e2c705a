import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronApplication, expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test, waitForView } from './support/launch-app.ts'
import { listenTo } from './support/said.ts'
import { pictureOf } from './support/screen.ts'
import { pointerAway, pressOnPage, settleShapes } from './support/steer.ts'

/** A body of fib25/seg-gt-bodies, and a voxel well inside of it. */
const BODY = '2150'

/** Nanometres: the skeleton runs through the middle of the 3-D panel, and an edge of it names a vertex that is not there. */
const SKELETON = [
  [400, 400, 200],
  [1255, 1255, 645],
  [2100, 2100, 1100],
] as const
const EDGES = [0, 1, 1, 2, 2, 9]

/** A volume with a skeleton and no meshes. */
function volumeWithSkeleton(folder: string): string {
  const volume = join(folder, 'seg')
  cpSync(fixture('fib25/seg-gt-bodies'), volume, { recursive: true })
  const info: object = JSON.parse(readFileSync(join(volume, 'info'), 'utf8'))
  writeFileSync(join(volume, 'info'), JSON.stringify({ ...info, skeletons: 'skeletons' }))
  mkdirSync(join(volume, 'skeletons'))
  writeFileSync(join(volume, 'skeletons/info'), '{"@type":"neuroglancer_skeletons"}')
  const head = Uint32Array.of(SKELETON.length, EDGES.length / 2)
  const parts = [head, Float32Array.from(SKELETON.flat()), Uint32Array.from(EDGES)]
  writeFileSync(join(volume, `skeletons/${BODY}`), Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer))))
  return volume
}

/** Drops files on the window, as a person does. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((texts) => {
    const dataTransfer = new DataTransfer()
    for (const [name, text] of Object.entries(texts)) dataTransfer.items.add(new File([text], name))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, files)
}

/** How many pixels of the 3-D panel are coloured, and not of the ground. */
async function colouredPixels(page: Page): Promise<number> {
  await pointerAway(page)
  await settleShapes(page)
  const box = await page.locator('[data-panel="3d"]').boundingBox()
  if (box === null) throw new Error('the 3-D panel is not on screen')
  const clip = { x: box.x + 60, y: box.y + 80, width: box.width - 120, height: box.height - 220 }
  const picture = pictureOf(await page.screenshot({ clip, animations: 'disabled' }))
  let count = 0
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const tone = picture.at(x, y)
      const parts = [tone >> 16, (tone >> 8) & 0xff, tone & 0xff]
      if (Math.max(...parts) - Math.min(...parts) > 40) count += 1
    }
  }
  return count
}

/** The dialog that asks where to save stays open until `letSave`, and gives this file then. */
function holdSaveDialog(electron: ElectronApplication, file: string): Promise<void> {
  return electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      new Promise((resolve) => {
        Object.assign(globalThis, { letSave: () => resolve({ canceled: false, filePath }) })
      })
  }, file)
}

/** Does nothing while no dialog is open. */
function letSave(electron: ElectronApplication): Promise<void> {
  return electron.evaluate(() => {
    const held: unknown = Reflect.get(globalThis, 'letSave')
    if (typeof held === 'function') held()
  })
}

test('[SK7, SK8, EX9, EX12, EX13] skeletons are drawn and chosen; dropped files are shown, hidden and removed, bad ones told; a cancelled export leaves no file', async ({
  launch,
  folder,
}) => {
  const args = ['--open', volumeWithSkeleton(folder), '--layout', '3d', '--size', '1200x800']
  const { page, electron, errors } = await launch({ args })
  await waitForView(page)
  const said = await listenTo(page)
  await page.locator('[data-panel="3d"]').hover()
  await page.getByRole('button', { name: /^Slices in the 3-D view/ }).click()
  await pressOnPage(page, 't')
  const nothing = await colouredPixels(page)

  await page.getByRole('combobox').fill(BODY)
  await page.getByRole('option').first().click()
  await page.keyboard.press('Escape')
  await page.locator('[data-panel="3d"]').hover()
  await page.getByRole('button', { name: 'Surfaces or skeletons' }).click()
  await page.getByRole('menuitemradio', { name: 'Skeletons', exact: true }).click()
  await expect(page.getByTestId('scene-line')).toContainText('name a vertex that is not there')
  const skeleton = await colouredPixels(page)
  expect(skeleton).toBeGreaterThan(nothing + 200)
  expect(skeleton).toBeLessThan(20_000)

  await drop(page, {
    'box.obj': 'v 500 500 300\nv 2000 500 300\nv 500 2000 900\nf 1 2 3\n',
    'cell.swc': '1 1 0.5 2 0.3 1 -1\n2 3 2 0.5 0.3 1 1\n',
    'bad.ply': 'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1\n',
  })
  const list = page.locator('.scene-files')
  await expect(list.getByRole('listitem', { name: 'box.obj' })).toContainText('1 triangle')
  await expect(list.getByRole('listitem', { name: 'cell.swc' })).toContainText('2 nodes')
  await expect(list.getByRole('radio', { name: 'µm', checked: true })).toHaveCount(1)
  await expect(list.getByRole('alert')).toHaveText('The mesh bad.ply is damaged: its vertices have no y.')
  const withFiles = await colouredPixels(page)
  expect(withFiles).toBeGreaterThan(skeleton + 2000)
  await page.screenshot({ path: test.info().outputPath('files.png') })
  await list.getByRole('button', { name: 'Show box.obj' }).click()
  await list.getByRole('button', { name: 'Remove bad.ply' }).click()
  await expect(list.getByRole('alert')).toHaveCount(0)
  expect(await colouredPixels(page)).toBeLessThan(withFiles - 2000)

  await page.locator('[data-panel="3d"]').hover()
  await page.getByRole('button', { name: 'Surfaces or skeletons' }).click()
  await page.getByRole('menuitemradio', { name: 'Surfaces and skeletons' }).click()
  await settleShapes(page)
  const out = join(folder, 'out')
  mkdirSync(out)
  await holdSaveDialog(electron, join(out, 'a.obj'))
  await page.getByRole('button', { name: 'Export…' }).first().click()
  await page.getByRole('menuitem', { name: /^OBJ/ }).click()
  await page.getByRole('status', { name: 'Exporting' }).getByRole('button', { name: 'Cancel' }).click()
  // It was cancelled before the dialog opened, or meanwhile.
  await expect(async () => {
    await letSave(electron)
    await expect(page.getByRole('status', { name: 'Exporting' })).toHaveCount(0, { timeout: 500 })
  }).toPass()
  await said.expect('The export was cancelled. No file was written.')
  expect(readdirSync(out)).toEqual([])
  expect(errors).toEqual([])
})
