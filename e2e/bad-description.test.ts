import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { fixture } from '../fixtures/fixture.ts'
import { test, waitForView } from './support/launch-app.ts'
import { serveFolder } from './support/local-server.ts'
import { pressOnPage } from './support/steer.ts'
import { copySmall, type Info, withInfo, withInfoText } from './support/volume-copy.ts'

/** Opens a location as a person does, by the dialog. */
async function open(page: Page, location: string): Promise<void> {
  await pressOnPage(page, 'Control+Shift+O')
  await page.getByRole('textbox', { name: 'Address of a volume' }).fill(location)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

/** The card that says why, with every word in it; then what was open is still open, and the card can be closed. */
async function expectRefused(page: Page, words: readonly (string | RegExp)[]): Promise<void> {
  const card = page.getByRole('alert')
  for (const word of words) await expect(card).toContainText(word)
  await expect(page).toHaveTitle('em-raw – Skein')
  await expect(page.locator('[data-panel="xy"]')).toBeVisible()
  await card.getByRole('button', { name: 'Close this message' }).click()
  await expect(card).toHaveCount(0)
  await waitForView(page)
}

interface Case {
  readonly what: string
  /** Makes it in the folder and answers what to open. */
  readonly make: (folder: string) => string
  /** What the card must say. */
  readonly words: readonly (string | RegExp)[]
}

const scale = (change: (first: Record<string, unknown>) => void) => (info: Info) => change(info.scales[0]!)

const CASES: readonly Case[] = [
  { what: 'no such folder', make: (folder) => join(folder, 'nothing'), words: ['Nothing is there', '/nothing'] },
  {
    what: 'an empty folder',
    make: (folder) => {
      mkdirSync(join(folder, 'empty'))
      return join(folder, 'empty')
    },
    words: ['This is no volume', '/empty', 'info', 'skein.json'],
  },
  {
    what: 'a file that is no volume',
    make: (folder) => {
      writeFileSync(join(folder, 'notes.txt'), 'hello')
      return join(folder, 'notes.txt')
    },
    words: ['This is no volume', '/notes.txt'],
  },
  {
    what: 'info not JSON',
    make: (folder) => withInfoText(folder, 'not-json', '{"type": image}'),
    words: ['The description cannot be read', '/not-json/info is not JSON'],
  },
  {
    what: 'info cut short',
    make: (folder) => withInfoText(folder, 'cut', '{"type": "image", "scales": ['),
    words: ['/cut/info is not JSON'],
  },
  { what: 'info empty', make: (folder) => withInfoText(folder, 'none', ''), words: ['/none/info is empty'] },
  {
    what: 'info no text at all',
    make: (folder) => withInfoText(folder, 'binary', Uint8Array.of(0xff, 0xfe, 0x00, 0x80)),
    words: ['/binary/info is not JSON'],
  },
  {
    what: 'info of something else',
    make: (folder) => withInfo(folder, 'mesh', (info) => (info['@type'] = 'neuroglancer_legacy_mesh')),
    words: ['This is no volume', '/mesh/info', '@type'],
  },
  {
    what: 'a field missing',
    make: (folder) => withInfo(folder, 'missing', (info) => delete info['data_type']),
    words: ['/missing/info', 'data_type'],
  },
  {
    what: 'a field of a scale missing',
    make: (folder) =>
      withInfo(
        folder,
        'missing-2',
        scale((first) => delete first['resolution']),
      ),
    words: ['/missing-2/info', 'scales[0].resolution'],
  },
  {
    what: 'a field of the wrong type',
    make: (folder) =>
      withInfo(
        folder,
        'wrong',
        scale((first) => (first['size'] = '250,250,250')),
      ),
    words: ['/wrong/info', 'scales[0].size'],
  },
  {
    what: 'no scales',
    make: (folder) => withInfo(folder, 'no-scales', (info) => (info.scales = [])),
    words: ['/no-scales/info', 'scales'],
  },
  {
    what: '2^60 voxels along one axis',
    make: (folder) =>
      withInfo(
        folder,
        'huge',
        scale((first) => (first['size'] = [2 ** 60, 1, 1])),
      ),
    words: ['/huge/info', 'scales[0].size[0]'],
  },
  {
    what: 'a chunk of 10^9 voxels',
    make: (folder) =>
      withInfo(
        folder,
        'chunky',
        scale((first) => {
          first['size'] = [1000, 1000, 1000]
          first['chunk_sizes'] = [[1000, 1000, 1000]]
        }),
      ),
    words: ['Larger than Skein allows', '/chunky/info', 'scales[0].chunk_sizes[0]'],
  },
  {
    what: 'an unknown encoding',
    make: (folder) =>
      withInfo(
        folder,
        'unknown',
        scale((first) => (first['encoding'] = 'zfpc')),
      ),
    words: ['Skein does not read this format', '/unknown/info', 'scales[0].encoding', 'zfpc'],
  },
  {
    what: 'a type that is not shown',
    make: (folder) => withInfo(folder, 'float', (info) => (info['data_type'] = 'float64')),
    words: ['Skein does not read this format', '/float/info', 'data_type', 'float64'],
  },
  {
    what: 'a scale that leaves the folder',
    make: (folder) =>
      withInfo(
        folder,
        'up',
        scale((first) => (first['key'] = '../../../etc')),
      ),
    words: ['This leaves the opened folder', '/up/info', 'scales[0].key'],
  },
  {
    what: 'an info that is a link out of the folder',
    make: (folder) => {
      mkdirSync(join(folder, 'link'))
      symlinkSync(join(fixture('fib25/em-raw'), 'info'), join(folder, 'link', 'info'))
      return join(folder, 'link')
    },
    words: ['This leaves the opened folder', '/link/info'],
  },
  {
    what: 'a dataset file whose layer leaves its folder',
    make: (folder) => {
      mkdirSync(join(folder, 'set'))
      const layers = [{ name: 'EM', kind: 'image', source: '../../em' }]
      writeFileSync(join(folder, 'set', 'skein.json'), JSON.stringify({ name: 'Set', layers }))
      return join(folder, 'set')
    },
    words: ['/set/skein.json', 'layers[0].source'],
  },
  {
    what: 'a dataset file whose layer is not there',
    make: (folder) => {
      mkdirSync(join(folder, 'set-2'))
      const layers = [{ name: 'EM', kind: 'image', source: 'em' }]
      writeFileSync(join(folder, 'set-2', 'skein.json'), JSON.stringify({ name: 'Set', layers }))
      return join(folder, 'set-2', 'skein.json')
    },
    words: ['Nothing is there', '/set-2/em'],
  },
  { what: 'an unknown scheme', make: () => 'gopher://host/volume', words: ['This is no volume', 'gopher://'] },
]

test('[BI1] a bad description: a card names file and field, and what was open stays open', async ({
  launch,
  folder,
}) => {
  const { page, errors } = await launch({ args: ['--open', fixture('fib25/em-raw'), '--layout', 'xy'] })
  await waitForView(page)
  for (const { what, make, words } of CASES) {
    await test.step(what, async () => {
      await open(page, make(folder))
      await expectRefused(page, words)
    })
  }
  expect(errors).toEqual([])
})

test('[BI2] a server that fails: a card says how, and what was open stays open', async ({ launch, folder }) => {
  const volume = copySmall(folder, 'volume')
  const server = await serveFolder(volume)
  const { page } = await launch({ args: ['--open', fixture('fib25/em-raw'), '--layout', 'xy'] })
  await waitForView(page)
  try {
    for (const { status, words } of [
      { status: 403, words: ['Access was refused', 'http 403'] },
      { status: 404, words: ['Nothing is there', 'http 404'] },
      { status: 429, words: ['The server asks us to wait', 'http 429'] },
      { status: 500, words: ['The server refused', 'http 500'] },
    ] as const) {
      await test.step(`http ${status}`, async () => {
        server.breakWith({ kind: 'status', status })
        await open(page, server.url)
        await expectRefused(page, [...words, `${server.url}/info`])
      })
    }
    for (const { kind, words } of [
      { kind: 'cut', words: ['The server cannot be reached', /cut short|broke off/] },
      { kind: 'loop', words: ['The server cannot be reached', /redirect/] },
      { kind: 'wrong-gzip', words: [/gzip/] },
    ] as const) {
      await test.step(kind, async () => {
        server.breakWith({ kind })
        await open(page, server.url)
        await expectRefused(page, [...words, server.url])
      })
    }
    await test.step('a stall can be cancelled', async () => {
      server.breakWith({ kind: 'stall' })
      await open(page, server.url)
      const card = page.getByRole('status', { name: 'Opening' })
      await expect(card).toContainText(server.url)
      await card.getByRole('button', { name: 'Cancel' }).click()
      await expect(card).toHaveCount(0)
      await expect(page).toHaveTitle('em-raw – Skein')
    })
    await test.step('healthy again, it opens', async () => {
      server.breakWith(undefined)
      await open(page, server.url)
      await expect(page).toHaveTitle(/^127\.0\.0\.1:\d+ – Skein$/)
      await waitForView(page)
    })
  } finally {
    await server.close()
  }
  await test.step('no server at all', async () => {
    await open(page, server.url)
    await expect(page.getByRole('alert')).toContainText('it refused the connection')
  })
})
