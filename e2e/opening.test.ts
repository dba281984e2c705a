import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import { pressOnPage } from './support/steer.ts'
import { CORNER, copySmall, SCALE_20 } from './support/volume-copy.ts'

const VIEW = ['--layout', 'xy', '--position', CORNER, '--scale', '5', '--size', '1280x800']

/** A folder with a `skein.json` and the volume that it names, whose scale lies beside the volume where `beside` says so. */
function dataset(folder: string, source: string, beside = false): string {
  const volume = copySmall(folder, source)
  if (beside) {
    const info = JSON.parse(readFileSync(join(volume, 'info'), 'utf8'))
    info.scales[0].key = '../scale0'
    writeFileSync(join(volume, 'info'), JSON.stringify(info))
    renameSync(join(volume, SCALE_20), join(volume, '..', 'scale0'))
  }
  const layers = [{ name: 'EM', kind: 'image', source }]
  writeFileSync(join(folder, 'skein.json'), JSON.stringify({ name: 'Set', layers }))
  return folder
}

async function expectDrawn(page: Page): Promise<void> {
  await waitForView(page)
  await expect(page.getByText('4/4 chunks')).toBeVisible()
  await page.mouse.move(640, 400)
  await expect(page.getByRole('button', { name: /^Value in .*: \d+\. Copy$/ })).toBeVisible()
}

async function openByDialog(page: Page, location: string): Promise<void> {
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox', { name: 'Address of a volume' }).fill(location)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

for (const opened of ['set #1/skein.json', 'what?/skein.json', 'vol.json']) {
  test(`[BY8] a dataset opened as ${opened} opens with its layer`, async ({ launch, folder }) => {
    const home = join(folder, opened.replace('/skein.json', ''))
    mkdirSync(home)
    dataset(home, 'em 100%')
    const { page } = await launch({ args: ['--open', join(folder, opened), ...VIEW] })
    await expectDrawn(page)
  })
}

test('[FM5] a scale beside its volume is drawn where the dataset was opened, and refused with a sentence where the volume was', async ({
  launch,
  folder,
}) => {
  const { page } = await launch({ args: ['--open', dataset(folder, 'up', true), ...VIEW] })
  await expectDrawn(page)
  await openByDialog(page, join(folder, 'up'))
  const card = page.getByRole('alert')
  await expect(card).toContainText('leads out of the opened folder; open a folder further up')
  await card.screenshot({ path: '.cache/pictures/key-up.png' })
})

test('[BY11, UI17] an address with spaces and a token opens all that lies below it, and the token is nowhere to be seen', async ({
  launch,
  folder,
}) => {
  mkdirSync(join(folder, 'my set'))
  dataset(join(folder, 'my set'), 'em')
  cpSync(join(folder, 'my set', 'em'), join(folder, 'alone'), { recursive: true })
  const server = await serveFolder(folder)
  try {
    const { page } = await launch({ args: ['--open', `${server.url}/alone?token=hush`, ...VIEW] })
    await expectDrawn(page)
    expect((await page.content()).includes('hush')).toBe(false)
    await openByDialog(page, `${server.url}/my set/skein.json?token=hush`)
    await expect(page).toHaveTitle('Set – Skein')
    await expect(page.getByText(/^[1-9]\d*\/[1-9]\d* chunks$/)).toBeVisible()
    await waitForView(page)
    for (const { path } of server.requests) expect(path).toContain('?token=hush')
    await page.getByRole('button', { name: /open another/ }).click()
    await expect(page.getByRole('menu')).toContainText(`${server.url}/alone`)
    expect((await page.content()).includes('hush')).toBe(false)
    await page.screenshot({ path: '.cache/pictures/recents.png' })
    await page.getByRole('menuitem', { name: /alone/ }).click()
    await expect(page).toHaveTitle('alone – Skein')
    await openByDialog(page, `${server.url}/none?token=hush`)
    await expect(page.getByRole('alert')).toContainText(`There is no volume at ${server.url}/none`)
    expect((await page.content()).includes('hush')).toBe(false)
  } finally {
    await server.close()
  }
})

test('[WH1] a volume whose files are missing says so, and where they were looked for', async ({ launch, folder }) => {
  const volume = copySmall(folder, 'em')
  renameSync(join(volume, SCALE_20), join(folder, 'elsewhere'))
  const { page } = await launch({ args: ['--open', volume, ...VIEW] })
  await waitForView(page)
  const note = page.getByRole('status', { name: 'Why nothing is seen' })
  await expect(note).toContainText(`None of the 4 chunks asked for in its scale ${SCALE_20} is there`)
  await expect(note).toContainText(`${volume}/${SCALE_20}`)
  await page.screenshot({ path: '.cache/pictures/no-chunks.png' })
})

test('[WH4, WH5] a view outside the volume leads back to it, and hidden layers are told', async ({
  launch,
  folder,
}) => {
  const args = [
    '--open',
    copySmall(folder, 'em'),
    '--layout',
    '4panel',
    '--position',
    '90000,0,0',
    '--size',
    '1280x800',
  ]
  const { page } = await launch({ args })
  const note = page.getByRole('status', { name: 'Why nothing is seen' })
  await expect(note).toContainText('The view lies outside everything that is open.')
  await page.screenshot({ path: '.cache/pictures/outside.png' })
  await note.getByRole('button', { name: 'Fit the dataset' }).click()
  await expect(note).toHaveCount(0)
  await expect(page.getByText(/^[1-9]\d*\/[1-9]\d* chunks$/)).toBeVisible()
  await page.getByRole('button', { name: 'Show em' }).click()
  await expect(note).toContainText('Every layer is hidden')
  await page.screenshot({ path: '.cache/pictures/hidden.png' })
})

test('[WH2, WH3] a web page in place of a volume, and the folder of a scale, say what to do', async ({
  launch,
  folder,
}) => {
  const volume = copySmall(folder, 'em')
  const login = join(folder, 'login')
  mkdirSync(login)
  writeFileSync(join(login, 'info'), '<!DOCTYPE html><title>Sign in</title>')
  const server = await serveFolder(folder)
  try {
    const { page } = await launch({ args: ['--open', volume, ...VIEW] })
    await waitForView(page)
    const card = page.getByRole('alert')
    for (const { name, location, words } of [
      { name: 'page', location: `${server.url}/login`, words: /is a web page .*sign in/ },
      { name: 'scale', location: join(volume, SCALE_20), words: `The folder above it can be opened: ${volume}` },
      { name: 'scale-web', location: `${server.url}/em/${SCALE_20}`, words: `can be opened: ${server.url}/em` },
      { name: 'parent', location: folder, words: 'What can be opened lies in it: em' },
    ]) {
      await openByDialog(page, location)
      await expect(card).toContainText(words)
      await card.screenshot({ path: `.cache/pictures/${name}.png` })
      await card.getByRole('button', { name: 'Close this message' }).click()
    }
  } finally {
    await server.close()
  }
})
