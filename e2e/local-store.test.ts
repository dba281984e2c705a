import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { merge } from './support/acts.ts'
import { executable, test, waitForView, withLocalStore } from './support/launch-app.ts'
import { placesAt } from './support/meeting-edits.ts'
import { historyWords, sampleArguments } from './support/proofreading.ts'
import { LOOK_EVERY_MS } from './support/soon.ts'
import { committedLog, expectSync, STORE_STARTS_WITHIN_MS } from './support/team.ts'

const [A, B] = [72340168526267348n, 72340168526267370n]
const PLACES = placesAt([3836, 2800, 4420])

/** The store that the app on this profile brought up, as its file says. */
function storeOf(userData: string): { readonly url: string; readonly token: string } {
  return JSON.parse(readFileSync(join(userData, 'store-connection.json'), 'utf8'))
}

function isWell(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** The address that the page of an app was told. */
async function localStoreOf(page: Page): Promise<string | undefined> {
  return page.evaluate<string | undefined>('window.host.startUp().then((start) => start.localStore)')
}

async function storeStarts(page: Page): Promise<void> {
  const often = { timeout: STORE_STARTS_WITHIN_MS, intervals: [LOOK_EVERY_MS] }
  await expect.poll(() => localStoreOf(page), often).toBeDefined()
}

test('[LS2] the store of this machine is a process of the app and ends with it', async ({ launch, folder }) => {
  const userData = join(folder, 'kept')
  const { page, electron, close, errors } = await launch({ args: sampleArguments, userData, env: withLocalStore })
  await waitForView(page)
  await expectSync(page, 'In sync', STORE_STARTS_WITHIN_MS)
  const { url, token } = storeOf(userData)
  expect(await localStoreOf(page)).toBe(url)
  expect(await isWell(url)).toBe(true)
  for (const name of ['store-connection.json', 'store.log']) {
    expect(statSync(join(userData, name)).mode & 0o777, name).toBe(0o600)
  }
  const child = electron.process()
  await close()
  // By itself: whoever is killed has no exit code.
  await expect.poll(() => child.exitCode ?? child.signalCode).toBe(0)
  expect(await isWell(url)).toBe(false)
  expect(existsSync(join(userData, 'store-connection.json'))).toBe(false)
  expect(readFileSync(join(userData, 'store.log'), 'utf8')).not.toContain(token)
  expect(errors).toEqual([])
})

test('[LS3] two apps on one profile have one store', async ({ launch, folder }) => {
  const userData = join(folder, 'kept')
  const first = await launch({ args: sampleArguments, userData, env: withLocalStore })
  const second = await launch({ args: sampleArguments, userData, env: withLocalStore })
  for (const { page } of [first, second]) {
    await waitForView(page)
    await storeStarts(page)
  }
  const [url, other] = [await localStoreOf(first.page), await localStoreOf(second.page)]
  expect(other).toBe(url)
  await second.close()
  expect(await isWell(url ?? '')).toBe(true)
})

test('[LS7] apps on two profiles have a store each', async ({ launch }) => {
  const apps = [await launch({ args: [], env: withLocalStore }), await launch({ args: [], env: withLocalStore })]
  for (const { page } of apps) await storeStarts(page)
  const urls = await Promise.all(apps.map(({ page }) => localStoreOf(page)))
  expect(new Set(urls).size).toBe(2)
})

test('[LS5] a killed app takes its store along, and the database has what was committed', async ({
  launch,
  folder,
}) => {
  const userData = join(folder, 'kept')
  const killed = await launch({ args: sampleArguments, userData, env: withLocalStore })
  await waitForView(killed.page)
  await expectSync(killed.page, 'In sync', STORE_STARTS_WITHIN_MS)
  await merge(killed.page, PLACES(A), PLACES(B))
  await expect(killed.page.getByRole('row', { name: /, committed, / })).toBeVisible()
  const before = storeOf(userData)
  killed.electron.process().kill('SIGKILL')
  await expect.poll(() => isWell(before.url)).toBe(false)

  const again = await launch({ args: sampleArguments, userData, env: withLocalStore })
  await waitForView(again.page)
  await expectSync(again.page, 'In sync', STORE_STARTS_WITHIN_MS)
  await expect(historyWords(again.page)).toHaveCount(1)
  const { url, token } = storeOf(userData)
  expect(token).not.toBe(before.token)
  const log = await committedLog({ url, tokens: new Map([['me', token]]) })
  expect(log.map(({ seq, edit }) => [seq, edit.kind])).toEqual([[1, 'merge']])
})

test('[LS6] the built file that makes snapshots runs under Electron’s Node', () => {
  const worker = join(process.cwd(), 'build', 'store', 'snapshot-worker.cjs')
  const program = `
    const { Worker } = require('node:worker_threads')
    const worker = new Worker(${JSON.stringify(worker)}, { workerData: { base: 'identity' } })
    worker.on('message', (message) => {
      console.log(message.kind, message.from ?? message.seq)
      if (message.kind === 'more') worker.postMessage({ entries: [] })
      else void worker.terminate()
    })`
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const { status, stdout, stderr } = spawnSync(executable(), ['-e', program], { env, encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'more 1\nmade 0\n', stderr: '' })
})
