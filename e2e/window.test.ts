import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { shortcuts } from '../renderer/page/frame/shortcuts.ts'
import { test, waitForView } from './support/launch-app.ts'
import { panelRect } from './support/screen.ts'
import { pointerAway, pressOnPage, settle, tapOnPage } from './support/steer.ts'
import { expectLegible } from './support/survey.ts'
import { expectCentre, middleOf, scaleOf } from './support/walk.ts'

const EM = fixture('fib25/em-raw')
const LABELS = fixture('fib25/seg-watershed')

test('[WK7] panels: maximised by Space, the seams moved by pointer and by keyboard', async ({ launch }) => {
  const { page } = await launch({ args: ['--open', EM] })
  await waitForView(page)
  await page.mouse.move(...(await middleOf(page, 'xz')))
  const small = await panelRect(page, 'xz')
  await tapOnPage(page, ' ')
  await expect(page.locator('[data-panel]')).toHaveCount(1)
  await expect.poll(async () => (await panelRect(page, 'xz')).width).toBeGreaterThan(1.9 * small.width)
  await waitForView(page)
  await tapOnPage(page, ' ')
  await expect(page.locator('[data-panel]')).toHaveCount(4)
  await expect.poll(() => panelRect(page, 'xz')).toEqual(small)

  const seam = page.getByRole('separator', { name: 'Width of the left panels' })
  const xy = () => panelRect(page, 'xy')
  const before = await xy()
  const box = await seam.boundingBox()
  await page.mouse.move(box!.x, box!.y + 50)
  await page.mouse.down()
  await page.mouse.move(box!.x + 80, box!.y + 50, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await xy()).width).toBeGreaterThan(before.width + 75)
  await waitForView(page)
  await seam.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(async () => (await xy()).width).toBeLessThan(before.width + 75)
  await page.keyboard.press('Home')
  await expect.poll(async () => (await xy()).width).toBe(before.width)
  const other = page.getByRole('separator', { name: 'Height of the upper panels' })
  await other.focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => (await xy()).height).toBeGreaterThan(before.height)
  // The canvas under the seams is drawn to its new size: no stretched or blank panel.
  await waitForView(page)
})

test('[WK8] the help sheet has every row of the table of keys, and closes by Escape', async ({ launch }) => {
  const { page } = await launch({ args: ['--open', EM] })
  await waitForView(page)
  await pressOnPage(page, '?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard and mouse' })
  await expect(sheet).toBeVisible()
  for (const row of shortcuts) {
    const words = 'group' in row ? row.group : row.words
    await expect(sheet.getByText(words, { exact: true }).first(), row.id).toBeVisible()
  }
  expect(await sheet.locator('kbd').count()).toBeGreaterThan(30)
  await page.screenshot({ path: 'test-results/help-1280x800.png' })
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
})

test('[WK9] a restart and a reload bring the view back, and recent datasets are kept', async ({ launch, folder }) => {
  const userData = join(folder, 'kept')
  const first = await launch({ args: ['--open', EM, '--open', LABELS], userData })
  await waitForView(first.page)
  await pressOnPage(first.page, 'p')
  await first.page.getByRole('textbox', { name: 'Position' }).fill('635, 1875, 645 nm')
  await first.page.keyboard.press('Enter')
  await expect(first.page.getByRole('dialog')).toHaveCount(0)
  await pressOnPage(first.page, 'Control+=')
  await pressOnPage(first.page, 't')
  await pressOnPage(first.page, 's')
  await first.page.getByRole('radio', { name: 'XZ plane only' }).click()
  await settle(first.page)
  const scale = await scaleOf(first.page)
  const expectBack = async (page: Page) => {
    await waitForView(page)
    await expect(page.locator('[data-panel]')).toHaveCount(1)
    await expect(page.locator('[data-panel="xz"]')).toBeVisible()
    await expect(page.locator('.hair')).toHaveCount(0)
    await expect.poll(() => scaleOf(page)).toBe(scale)
    await expectCentre(page, [635, 1875, 645])
    await expect(page.getByRole('radio', { name: 'Selected only' })).toBeChecked()
  }
  await first.page.reload()
  await expectBack(first.page)
  await first.close()

  const second = await launch({ args: [], userData })
  const recent = second.page.getByRole('region', { name: 'Recent datasets' })
  await expect(recent.getByRole('button', { name: /fib25/ }).first()).toBeVisible()
  await second.page.screenshot({ path: 'test-results/start-1280x800.png' })
  await recent.getByRole('button', { name: /fib25/ }).first().click()
  await expectBack(second.page)
})

test('[WK14] a reload ends no process: the page goes and comes back by itself', async ({ launch }) => {
  const { page, electron } = await launch({ args: ['--open', EM] })
  await waitForView(page)
  await electron.evaluate(({ app }) => {
    app.on('render-process-gone', (_event, _contents, { reason }) => Reflect.set(globalThis, 'pageGone', reason))
  })
  await page.reload()
  await waitForView(page)
  expect(await electron.evaluate(() => String(Reflect.get(globalThis, 'pageGone')))).toBe('undefined')
  await expect(page.getByText('This window was loaded again')).toHaveCount(0)
})

test('[WK17] a page whose observers of sizes hear nothing opens its dataset all the same', async ({ launch }) => {
  const { page, errors } = await launch({ args: ['--open', EM] })
  await page.addInitScript(() => {
    Reflect.set(
      window,
      'ResizeObserver',
      class {
        observe(): void {}
        unobserve(): void {}
        disconnect(): void {}
      },
    )
  })
  await page.reload()
  await waitForView(page)
  await expect(page.locator('[data-panel]')).toHaveCount(4)
  expect(errors).toEqual([])
})

test('[WK15] quitting ends the app at once, with nothing said', async ({ launch }) => {
  const { page, electron } = await launch({ args: ['--open', EM] })
  await waitForView(page)
  const child = electron.process()
  let said = ''
  child.stderr?.on('data', (data: Buffer) => {
    said += data.toString()
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  await electron.evaluate(({ app }) => app.quit())
  expect(await closed).toBe(0)
  expect(said).not.toContain('stopped')
})

test('[WK10] a folder dropped on the window opens', async ({ launch }) => {
  const { page } = await launch({ args: [] })
  await expect(page.getByRole('heading', { name: 'Open a volume' })).toBeVisible()
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [EM, LABELS], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
  }
  await expect(page.getByText('Drop folders to open them as one dataset')).toBeVisible()
  await expectLegible(page, 'folders over the window')
  await devtools.send('Input.dispatchDragEvent', { type: 'drop', x: 600, y: 400, data })
  await waitForView(page)
  await expect(page).toHaveTitle('fib25 – Skein')
})

for (const size of ['1280x800', '1920x1080']) {
  test(`[WK11] at ${size} nothing is cut off or pushed out of the window`, async ({ launch }) => {
    const { page } = await launch({ args: ['--open', EM, '--open', LABELS, '--size', size] })
    await waitForView(page)
    const [x, y] = await middleOf(page, 'xy')
    await page.mouse.dblclick(x - 40, y - 40)
    await page.mouse.dblclick(x + 50, y + 20)
    await settle(page)
    const found = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement
      const cut = [...document.querySelectorAll('button, label, h1, h3, span, p, kbd')]
        .filter((element) => element.childElementCount === 0 && element.scrollWidth > element.clientWidth + 1)
        .filter((element) => element.clientWidth > 1 && !element.matches('.clip, .file-path'))
        .map((element) => `${element.className}: ${element.textContent}`)
      return { out: scrollWidth > window.innerWidth || scrollHeight > window.innerHeight, cut }
    })
    expect(found).toEqual({ out: false, cut: [] })
    await page.screenshot({ path: `test-results/fib25-${size}.png` })
    await pointerAway(page)
    await page.getByRole('button', { name: /Dataset .*: open another/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await page.screenshot({ path: `test-results/menu-${size}.png` })
  })
}
