import { expect, type Page } from '@playwright/test'
import { test, waitForView } from './support/launch-app.ts'
import { type LocalServer, serveFolder } from './support/local-server.ts'
import { panelRect } from './support/screen.ts'
import { CORNER, copySmall } from './support/volume-copy.ts'

const VIEW = ['--layout', 'xy', '--position', CORNER, '--scale', '5', '--size', '1280x800']
/** The chunk in the lower right quarter of the panel, and all chunks. */
const ONE = '64-125_64-125_64-78'
const isOne = (path: string) => path.includes(ONE)
const isChunk = (path: string) => path.includes('_')

/** As long as the longest wait between two tries of a chunk, and more (ms). */
const SLOW_MS = 120_000

async function withServer(folder: string, use: (server: LocalServer) => Promise<void>): Promise<void> {
  const server = await serveFolder(copySmall(folder, 'volume'))
  try {
    await use(server)
  } finally {
    await server.close()
  }
}

async function pointAtOne(page: Page): Promise<void> {
  const rect = await panelRect(page, 'xy')
  await page.mouse.move(Math.round(rect.x + rect.width * 0.6), Math.round(rect.y + rect.height * 0.6))
}

function value(page: Page) {
  return page.getByRole('button', { name: /^Value in .*: \d+\. Copy$/ })
}

for (const { what, fault, words } of [
  {
    what: 'http 401',
    fault: { kind: 'status', status: 401 },
    words: ['refused to give', 'http 401', /retrying/],
  },
  { what: 'http 500', fault: { kind: 'status', status: 500 }, words: ['http 500', /retrying/] },
  { what: 'a body cut short', fault: { kind: 'cut' }, words: [/cut short|broke off/, /retrying/] },
  { what: 'a redirect loop', fault: { kind: 'loop' }, words: ['redirect', /retrying/] },
  { what: 'wrong gzip', fault: { kind: 'wrong-gzip' }, words: ['gzip', /retrying/] },
] as const) {
  test(`[BI8] one chunk, ${what}: hatched with its reason, the others are drawn`, async ({ launch, folder }) => {
    await withServer(folder, async (server) => {
      server.breakWith(fault, isOne)
      const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
      await expect(page.getByText('1 failed', { exact: true })).toBeVisible()
      await pointAtOne(page)
      for (const word of [...words, ONE]) await expect(page.locator('.failure-note')).toContainText(word)
      await expect(page.getByText('3/4 chunks')).toBeVisible()
    })
  })
}

test('[BI9] a chunk that the server does not have is background', async ({ launch, folder }) => {
  await withServer(folder, async (server) => {
    server.breakWith({ kind: 'status', status: 404 }, isOne)
    const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
    await waitForView(page)
    await expect(page.getByText('4/4 chunks')).toBeVisible()
    await pointAtOne(page)
    await expect(page.getByLabel('Status bar')).toContainText(/127\.0\.0\.1\S* –/)
    expect(server.requests.filter(({ path }) => isOne(path))).toHaveLength(1)
  })
})

test('[FB1] a chunk that the store forbids is background once others came, and a notice says so', async ({
  launch,
  folder,
}) => {
  await withServer(folder, async (server) => {
    server.breakWith({ kind: 'status', status: 403 }, isOne)
    const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
    await expect(page.getByText(/says “forbidden” for what it does not hold/)).toBeVisible()
    await page.screenshot({ path: '.cache/pictures/forbidden-is-empty.png' })
    await waitForView(page)
    await expect(page.getByText('4/4 chunks')).toBeVisible()
  })
})

test('[BI10] http 500 is retried ever more slowly, never in a hot loop, and drawn when it has passed', async ({
  launch,
  folder,
}) => {
  await withServer(folder, async (server) => {
    server.breakWith({ kind: 'status', status: 500 }, isOne)
    const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
    await pointAtOne(page)
    const times = () => server.requests.filter(({ path }) => isOne(path)).map(({ atMs }) => atMs)
    // Three tries at once and close together, a second's wait, three more, two seconds' wait, three more.
    await expect.poll(() => times().length, { timeout: SLOW_MS }).toBeGreaterThanOrEqual(7)
    // A gap is never shorter than the wait in it, on a busy machine either: each wait begins with the answer before it.
    const gaps = times().map((at, i, all) => at - (all[i - 1] ?? at))
    expect(gaps[3], `gaps ${gaps.join(' ')} ms`).toBeGreaterThanOrEqual(950)
    expect(gaps[6], `gaps ${gaps.join(' ')} ms`).toBeGreaterThanOrEqual(1900)
    for (const gap of gaps.slice(1)) expect(gap).toBeGreaterThanOrEqual(90)
    expect(
      server.requests.filter(({ path }) => isChunk(path) && !isOne(path)).length,
      'the others once',
    ).toBeLessThanOrEqual(7)
    server.breakWith(undefined)
    await expect(value(page)).toBeVisible({ timeout: SLOW_MS })
    await expect(page.getByText(/\d failed$/)).toHaveCount(0)
    await expect(page.getByText('4/4 chunks')).toBeVisible()
    await waitForView(page)
  })
})

test('[BI11] http 429 waits as long as the server asks', async ({ launch, folder }) => {
  await withServer(folder, async (server) => {
    server.breakWith({ kind: 'status', status: 429, retryAfter: 6 }, isOne)
    const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
    await expect(page.getByText('1 failed', { exact: true })).toBeVisible()
    await pointAtOne(page)
    const note = page.locator('.failure-note')
    // It fails again and again until this was read, however long that takes.
    await expect(note).toContainText(/http 429.*retrying/)
    server.breakWith(undefined)
    await expect(value(page)).toBeVisible({ timeout: SLOW_MS })
    const times = server.requests.filter(({ path }) => isOne(path)).map(({ atMs }) => atMs)
    const gaps = times.slice(1).map((at, i) => at - times[i]!)
    expect(gaps.length).toBeGreaterThanOrEqual(1)
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(5950)
  })
})

test('[BI12] a stall holds up one chunk alone, and passes', async ({ launch, folder }) => {
  await withServer(folder, async (server) => {
    server.breakWith({ kind: 'stall' }, isOne)
    const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
    await expect(page.getByText('3/4 chunks')).toBeVisible()
    await pointAtOne(page)
    await expect(page.getByLabel('Status bar')).toContainText('loading')
    server.breakWith(undefined)
    // 20 s without a byte is a stall; the next try is answered.
    await expect(value(page)).toBeVisible({ timeout: SLOW_MS })
    await waitForView(page)
    const [first, second] = server.requests.filter(({ path }) => isOne(path)).map(({ atMs }) => atMs)
    expect(second! - first!).toBeGreaterThanOrEqual(19_950)
  })
})

test('[BI13] a server that goes away is named on hover, and what was drawn stays', async ({ launch, folder }) => {
  await withServer(folder, async (server) => {
    server.breakWith({ kind: 'stall' }, isOne)
    const { page } = await launch({ args: ['--open', server.url, ...VIEW] })
    await expect(page.getByText('3/4 chunks')).toBeVisible()
    await server.close()
    await pointAtOne(page)
    await expect(page.locator('.failure-note')).toContainText(/No answer from 127\.0\.0\.1:\d+/, { timeout: SLOW_MS })
    await expect(page.locator('.failure-note')).toContainText(/retrying/)
  })
})
