import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test, waitForView } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import { pressOnPage } from './support/steer.ts'
import { expectCentre, scaleOf } from './support/walk.ts'

/** Of the supervoxels that lie here, in voxels of 10 nm (fixtures/fib25/published.json). */
const PLACE = [109.5, 115.5, 41.5]
const SEGMENTS = ['7319', '250']

function stateOn(url: string) {
  return {
    title: 'Medulla',
    dimensions: { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] },
    position: PLACE,
    crossSectionScale: 0.5,
    layers: [
      {
        type: 'image',
        name: 'tissue',
        source: `precomputed://${url}/em-raw`,
        shaderControls: { normalized: { range: [40, 190] } },
      },
      {
        type: 'segmentation',
        name: 'cells',
        source: `${url}/seg-watershed/|neuroglancer-precomputed:`,
        segments: SEGMENTS,
        selectedAlpha: 0.5,
        notSelectedAlpha: 0.2,
        equivalences: [['250', '7319']],
      },
      { type: 'segmentation', name: 'older cells', source: `precomputed://${url}/no-such-folder` },
      { type: 'mesh', name: 'outline', source: `obj://${url}/outline.obj` },
      {
        type: 'annotation',
        name: 'to check',
        source: 'local://annotations',
        annotations: [{ type: 'point', id: 'a', point: PLACE }],
      },
    ],
    layout: 'xy-3d',
    selectedLayer: { layer: 'cells' },
  }
}

/** A layer that makes a state long: some 80 characters a point. */
function manyPoints(count: number) {
  const annotations = Array.from({ length: count }, (_, i) => ({
    type: 'point',
    id: `${i}`.padStart(40, 'f'),
    point: PLACE,
  }))
  return { type: 'annotation', name: 'many', source: 'local://annotations', annotations }
}

/** What the window shows of the state above. */
async function expectShown(page: Page): Promise<void> {
  await waitForView(page)
  await expect(page).toHaveTitle(/^Medulla/)
  await expectCentre(page, [1095, 1155, 415], 0.01)
  expect(await scaleOf(page)).toBe(5)
  await expect(page.locator('[data-panel]')).toHaveCount(1)
  await expect(page.locator('[data-panel="xy"]')).toHaveCount(1)
  const rows = page.getByRole('grid', { name: 'Selected segments' }).getByRole('row')
  await expect(rows).toHaveText(SEGMENTS.map((id) => new RegExp(`^${id}`)))
  await expect(page.getByRole('button', { name: 'Show tissue' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Show cells' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Black' })).toHaveValue('40')
  await expect(page.getByRole('textbox', { name: 'White' })).toHaveValue('190')
  await expect(page.getByRole('slider', { name: 'Selected opacity' })).toHaveValue('0.5')
}

test('[NG7, NG9, NG10, NG13] a link opens its view, what is not shown is told, and a copy of it opens the same view', async ({
  launch,
  folder,
}) => {
  const volumes = await serveFolder(fixture('fib25'))
  const state = stateOn(volumes.url)
  const link = `https://neuroglancer.example.org/#!${encodeURIComponent(JSON.stringify(state))}`
  const { page, electron, errors } = await launch({ args: [link, '--size', '1280x800'] })
  const paste = async (text: string) => {
    await electron.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text)
    await pressOnPage(page, 'Control+V')
  }

  const card = page.getByRole('status', { name: 'What the link left out' })
  await expectShown(page)
  await expect(card).toContainText('Opened 2 of 5 layers of the Neuroglancer link')
  await expect(card.getByRole('listitem')).toHaveText([
    'Layer "outline" is of the type "mesh", which Skein does not show.',
    'Layer "to check": 1 annotation (1 point) is not shown yet.',
    /^Layer "older cells": .*\/no-such-folder .*\.$/,
  ])
  await page.screenshot({ path: 'test-results/link-opened.png' })
  await card.getByRole('button', { name: 'All 6' }).click()
  const dialog = page.getByRole('dialog', { name: 'What the link left out' })
  await expect(dialog.getByRole('listitem')).toHaveCount(6)
  await expect(dialog.getByRole('listitem').nth(3)).toContainText('equivalences (1 group of segments shown as one)')
  await expect(dialog.getByRole('listitem').nth(4)).toHaveText('The layout "xy-3d" is shown as the XY panel alone.')
  await page.screenshot({ path: 'test-results/link-left-out.png' })
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await page.getByRole('button', { name: /^Dataset Medulla/ }).click()
  await page.screenshot({ path: 'test-results/link-menu.png' })
  await page.getByRole('menuitem', { name: 'What the link left out' }).click()
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')

  await test.step('out as a link, and in again', async () => {
    await pressOnPage(page, 'Control+Shift+C')
    await expect(page.getByText('Copied a Neuroglancer link of 2 layers.')).toBeVisible()
    const copied = await electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toMatch(/^https:\/\/neuroglancer-demo\.appspot\.com\/#!%7B/)
    await pressOnPage(page, 'Home')
    await pressOnPage(page, 'x')
    await expect(page.getByText('No segment is selected.')).toBeVisible()
    await paste(copied)
    await expectShown(page)
    // All of it is shown: there is nothing to tell.
    await expect(card).toHaveCount(0)
  })

  await test.step('a view in a file elsewhere, and one that needs a login', async () => {
    mkdirSync(join(folder, 'states'))
    const long = { ...state, layout: 'yz', title: 'Fetched', layers: [...state.layers, manyPoints(10_000)] }
    writeFileSync(join(folder, 'states/5443'), JSON.stringify(long))
    const states = await serveFolder(folder)
    const kept = `https://neuroglancer.example.org/#!middleauth+${states.url}/states/5443`
    const reader = page.waitForEvent('worker', (worker) => worker.url().endsWith('/state.worker.js'))
    await paste(kept)
    await reader
    await expect(page).toHaveTitle(/^Fetched/)
    await waitForView(page)
    await expect(page.locator('[data-panel="yz"]')).toHaveCount(1)
    states.breakWith({ kind: 'status', status: 403 })
    await paste(kept)
    await expect(page.getByRole('alert')).toContainText('The view of the link needs a login at 127.0.0.1')
    await page.screenshot({ path: 'test-results/link-login.png' })
    await states.close()
  })

  await volumes.close()
  expect(errors).toEqual([])
})
