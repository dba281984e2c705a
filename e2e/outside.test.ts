import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { runApp, test, waitForView } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import { SAMPLE } from './support/proofreading.ts'

/** An installed app has one window a profile; the app of a checkout only when it is told so. */
const ONE_WINDOW = { SKEIN_ONE_WINDOW: '1' }
/** Ms in which a start hands over what it was given, on a busy machine. */
const HANDS_OVER_MS = 120_000

test('[CL14] a file or link that is opened while a window is there goes to that window', async ({ launch, folder }) => {
  const userData = join(folder, 'kept')
  const { page, electron, errors } = await launch({ args: [], userData, env: ONE_WINDOW })
  await expect(page.getByRole('button', { name: /^Open a folder/ })).toBeVisible()
  const later = (...args: readonly string[]) =>
    runApp(['--user-data', userData, ...args], { timeoutMs: HANDS_OVER_MS, env: ONE_WINDOW })

  const file = await later(join(SAMPLE, 'skein.json'))
  expect(file).toMatchObject({ code: 0, output: '' })
  await expect(page).toHaveTitle(/^Sample neuropil/)
  await waitForView(page)

  const server = await serveFolder(SAMPLE)
  const link = `skein://open?source=${encodeURIComponent(`${server.url}/em`)}&layout=xz&position=2000,2000,4000`
  expect((await later(link)).code).toBe(0)
  await expect(page).toHaveTitle(/^em/)
  await waitForView(page)
  await expect(page.locator('[data-panel]')).toHaveCount(1)

  // What is not understood changes nothing: a later start says so itself, and a link of the system in the window.
  const bad = await later('skein://open?source=/etc/passwd')
  expect(bad.code).toBe(1)
  expect(bad.errors).toContain('The link may open addresses only')
  await electron.evaluate(({ app }) => app.emit('open-url', { preventDefault() {} }, 'skein://open?run=rm'))
  await expect(
    page.getByText('The link may say source, position, scale, layout, scene-turn, scene-scale, and nothing else'),
  ).toBeVisible()
  await page.screenshot({ path: 'test-results/link-refused.png' })
  await expect(page).toHaveTitle(/^em/)
  await server.close()
  expect(errors).toEqual([])
})

test('[CL13] a file and a link open without a flag', async ({ launch }) => {
  const first = await launch({ args: [join(SAMPLE, 'skein.json')] })
  await expect(first.page).toHaveTitle(/^Sample neuropil/)
  await first.close()
  const server = await serveFolder(SAMPLE)
  const second = await launch({ args: [`skein://open?source=${server.url}/em&layout=yz`] })
  await waitForView(second.page)
  await expect(second.page).toHaveTitle(/^em/)
  await expect(second.page.locator('[data-panel]')).toHaveCount(1)
  await server.close()
})

test('[PF3] a profile of a newer Skein is refused by the app, and nothing in it changes', async ({ folder }) => {
  const userData = join(folder, 'newer')
  mkdirSync(userData)
  const text = '{"version":99}'
  writeFileSync(join(userData, 'profile.json'), text)
  const { code, errors, output } = await runApp(['--user-data', userData, '--open', SAMPLE])
  expect([code, output]).toEqual([1, ''])
  expect(errors).toContain(`The profile in ${userData} is of a newer Skein (form 99; this one knows up to 1)`)
  expect(readdirSync(userData)).toEqual(['profile.json'])
  expect(readFileSync(join(userData, 'profile.json'), 'utf8')).toBe(text)
})

test('[AB2] the Help menu ends in the About box, and the help says the same', async ({ launch, folder }) => {
  const userData = join(folder, 'kept')
  const { electron, page } = await launch({ args: [], userData })
  const labels = await electron.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Help')
    return help?.submenu?.items.map(({ label }) => label)
  })
  expect(labels?.at(-1)).toBe('About Skein')
  const [version, runtime] = await electron.evaluate(({ app }) => [app.getVersion(), process.versions.electron])
  await page.getByRole('button', { name: /^Open a folder/ }).press('?')
  const words = `Skein ${version} · Electron ${runtime} · Licence: Apache-2.0`
  await expect(page.getByRole('dialog').getByText(words, { exact: true })).toBeVisible()
  await page.screenshot({ path: 'test-results/about.png' })
  expect(JSON.parse(readFileSync(join(userData, 'profile.json'), 'utf8'))).toEqual({ version: 1 })
})
