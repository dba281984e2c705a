import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { boxProblems, faintTexts } from './support/boxes.ts'
import { type App, test, waitForView } from './support/launch-app.ts'
import { banner, expectEdits, plantedErrors, standAt } from './support/proofreading.ts'
import { pressOnPage, settle, twoFrames } from './support/steer.ts'

const SIZES = [
  [1024, 700],
  [1280, 800],
  [1920, 1080],
] as const
const SCALES = [1, 1.25, 1.5]

/** Folder for pictures of every state; none unless it is given. */
const PICTURES = process.env['SKEIN_SCREENS']

async function resize({ electron, page }: App, [width, height]: readonly [number, number], scale: number) {
  await electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
    width,
    height,
  ] as const)
  await page.evaluate((factor) => {
    const host: { scaleInterface(scale: number): void } = Reflect.get(window, 'host')
    host.scaleInterface(factor)
  }, scale)
  await page.waitForFunction(
    ([w, h]) => {
      const near = (a: number, b: number) => Math.abs(a * devicePixelRatio - b) < 3
      return near(innerWidth, w) && near(innerHeight, h)
    },
    [width, height] as const,
  )
  await twoFrames(page)
}

/** Device pixels of the whole window: a screenshot of the page has its CSS pixels alone. */
async function takePicture({ electron }: App, file: string) {
  const png = await electron.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage()
    return image?.toPNG().toString('base64') ?? ''
  })
  writeFileSync(file, Buffer.from(png, 'base64'))
}

/** Looks at a state in every size and scale, and leaves the window as it was. */
async function survey(app: App, state: string): Promise<readonly string[]> {
  await twoFrames(app.page)
  // What fades in is read once it is there.
  await expect.poll(() => faintTexts(app.page), state).toEqual([])
  const found: string[] = []
  for (const size of SIZES) {
    for (const scale of SCALES) {
      const where = `${state}, ${size.join('x')} at ${scale * 100} %`
      await resize(app, size, scale)
      found.push(...(await boxProblems(app.page)).map((problem) => `${where}: ${problem}`))
      const name = `${state.replaceAll(' ', '-')}-${size.join('x')}-${scale * 100}.png`
      if (PICTURES) await takePicture(app, join(PICTURES, name))
    }
  }
  await resize(app, [1280, 800], 1)
  return found
}

test('[UI61 to UI63, PR5] in all sizes and scales nothing is cut off or covered, and every text has AA contrast', async ({
  launch,
}) => {
  const app = await launch({ args: [] })
  const { page } = app
  const look = async (state: string) => expect.soft(await survey(app, state), state).toEqual([])

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
  await page.getByRole('button', { name: /Dataset .*: open another/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await look('menu')
  await page.keyboard.press('Escape')
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
  await pressOnPage(page, 'm')
  await here.click(error!.points[0])
  await expect(banner(page)).toContainText('click what belongs to it')
  await look('merge')
  await here.click(error!.points[1])
  await expect(banner(page)).toContainText('Enter joins')
  await look('merge ready')
  await page.keyboard.press('Enter')
  await expectEdits(page, 1)
  await look('merged')
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
  expect(await found('.start-column h2', { marginLeft: '-900px' })).toContain('"Open a volume" is cut off by')
  expect(await found('.start-column h2', { width: '20px', overflow: 'hidden', whiteSpace: 'nowrap' })).toContain(
    'cut off',
  )
  expect(await found('.start-column h2', { marginBottom: '-30px' })).toMatch(/lies under|lie over/)
}
