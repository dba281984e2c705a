import { expect, type Page } from '@playwright/test'
import { boxProblems, faintTexts } from './support/boxes.ts'
import { test, waitForView } from './support/launch-app.ts'
import { banner, expectEdits, plantedErrors, standAt } from './support/proofreading.ts'
import { goTo, pressOnPage, settle } from './support/steer.ts'
import { keepToasts, survey } from './support/survey.ts'

test('[UI61 to UI63, PR5, PR6] in all sizes and scales nothing is cut off or covered, and every text has AA contrast', async ({
  launch,
}) => {
  const app = await launch({ args: [] })
  const { page } = app
  const look = (state: string) => survey(app, state)

  await expect(page.getByRole('button', { name: /Open the sample/ })).toBeVisible()
  await expectFaultsFound(page)
  await look('start')
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox').fill('nothing://here')
  await look('open a url')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await look('problem')

  await page.getByRole('button', { name: /Open the sample/ }).click()
  await waitForView(page)
  await look('sample')
  const begin = page.getByRole('button', { name: 'Begin here' })
  await expect(begin).toBeVisible()
  await expect(page.getByText('20 false splits and 20 false merges are planted in it.')).toBeVisible()
  await page.getByRole('button', { name: 'Show me a false split' }).click()
  await expect(page.getByRole('grid', { name: 'Selected segments' }).getByRole('row')).toHaveCount(2)
  await settle(page)
  await look('begin')
  await goTo(page, [9_000_000, 9_000_000, 9_000_000])
  await expect(page.getByRole('status', { name: 'Why nothing is seen' })).toBeVisible()
  await look('beyond the edge')
  await pressOnPage(page, 'Home')
  await expect(page.getByRole('status', { name: 'Why nothing is seen' })).toHaveCount(0)
  await page.getByRole('button', { name: /Dataset .*: open another/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await look('menu')
  await page.getByRole('menuitem', { name: /^Import…/ }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('import')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await pressOnPage(page, '?')
  await expect(page.getByRole('dialog', { name: 'Keyboard and mouse' })).toBeVisible()
  await look('help')
  await page.keyboard.press('Escape')
  await pressOnPage(page, 'p')
  await expect(page.getByRole('textbox', { name: 'Position' })).toBeVisible()
  await look('go to')
  await page.keyboard.press('Escape')

  const [error] = plantedErrors('false-split')
  const here = await standAt(page, error!.position)
  const toasts = await keepToasts(page)
  await pressOnPage(page, 'm')
  await here.click(error!.points[0])
  await expect(banner(page)).toContainText('click what belongs to it')
  await look('merge')
  await here.click(error!.points[1])
  await expect(banner(page)).toContainText('Enter joins')
  await look('merge ready')
  await page.keyboard.press('Enter')
  await expectEdits(page, 1)
  await expect(page.locator('.notice')).toContainText('Ctrl+Z takes it back')
  await expect(begin).toHaveCount(0)
  await expect(page.getByLabel('Inspector').getByRole('heading').first()).toHaveText('Practice')
  await page.getByText('In bits').press('Enter')
  await expect(page.getByText('Variation of information from the truth')).toBeVisible()
  await look('merged')
  await toasts.release()
  await pressOnPage(page, 'c')
  await here.seed(error!.points[0])
  await expect(banner(page)).toContainText(/^Split .*\d/)
  await pressOnPage(page, 'g')
  await here.seed(error!.points[1])
  await expect(banner(page)).toContainText('Enter cuts')
  await look('split')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await pressOnPage(page, 'n')
  await expect(banner(page)).toContainText(/doubt|merge/i)
  await settle(page)
  await look('doubt')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Sync: / }).click()
  await expect(page.getByRole('dialog', { name: 'Central store' })).toBeVisible()
  await look('central store')
  await page.getByRole('button', { name: 'Connect…' }).click()
  await expect(page.getByRole('textbox').first()).toBeVisible()
  await look('connect')
  await page.keyboard.press('Escape')
  await expectScaleByKey(page)
})

/** By key, kept over a reload. */
async function expectScaleByKey(page: Page) {
  const ratio = () => page.evaluate(() => devicePixelRatio)
  await pressOnPage(page, 'Control+Alt+=')
  await pressOnPage(page, 'Control+Alt+=')
  await expect(page.getByRole('status').filter({ hasText: 'Interface at 125 %' })).toBeVisible()
  await expect.poll(ratio).toBe(1.25)
  await page.reload()
  await expect(page.getByRole('button', { name: /Open the sample/ })).toBeVisible()
  expect(await ratio()).toBe(1.25)
  await pressOnPage(page, 'Control+Alt+0')
  await expect.poll(ratio).toBe(1)
}

/** The measures themselves are right: they find what is made wrong. */
async function expectFaultsFound(page: Page) {
  const found = async (selector: string, style: Partial<CSSStyleDeclaration>) => {
    const restyle = (values: object) =>
      page.locator(selector).evaluate((element: HTMLElement, wanted) => Object.assign(element.style, wanted), values)
    await restyle(style)
    const all = [...(await boxProblems(page)), ...(await faintTexts(page))].join('\n')
    await restyle(Object.fromEntries(Object.keys(style).map((name) => [name, ''])))
    return all
  }
  expect(await found('.start-column h2', { color: '#555' })).toContain('"Open a volume" on 22 24 28 has 2.')
  // Written in the status bar; and the same over the panels, as a toast is, without a ground of its own.
  await page.locator('.status-bar').evaluate((bar) => bar.insertAdjacentHTML('beforeend', '<b class="probe">probe</b>'))
  const over = { position: 'fixed', top: '300px', left: '50%' } as const
  expect(await found('.probe', { color: '#fff' })).not.toContain('"probe" on')
  expect(await found('.probe', { ...over, color: '#fff' })).toContain('"probe" on 255 255 255 has 1.00')
  expect(await found('.probe', { ...over, color: '#fff', background: '#333' })).not.toContain('"probe" on')
  await page.locator('.probe').evaluate((probe) => probe.remove())
  expect(await found('.start-column h2', { marginLeft: '-900px' })).toContain('"Open a volume" is cut off by')
  expect(await found('.start-column h2', { width: '20px', overflow: 'hidden', whiteSpace: 'nowrap' })).toContain(
    'cut off',
  )
  expect(await found('.start-column h2', { marginBottom: '-30px' })).toMatch(/lies under|lie over/)
}
