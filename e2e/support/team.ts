import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { addDataset, addUser, createToken, datasetNumber, setRole } from '../../server/accounts/accounts.ts'
import { openFolder } from '../../server/database/open-folder.ts'
import { ANSWERS_PATH, parseToldAnswers, type ToldAnswer } from '../../shared/contracts/answers-protocol.ts'
import { COMMITTED_EDITS_MAX, HISTORY_PATH, parseFromStore, type Role } from '../../shared/contracts/store-protocol.ts'
import type { LogEntry } from '../../shared/edits/edit.ts'
import { unwrap } from '../../shared/problem.ts'
import { SAMPLE } from './proofreading.ts'
import { LOOK_EVERY_MS, soonLabelled } from './soon.ts'

/** A central store of its own process, on a database in a folder. */
export interface TeamStore {
  readonly url: string
  /** By user. */
  readonly tokens: ReadonlyMap<string, string>
  /** Ends it as it likes to be ended. */
  stop(): Promise<void>
  kill(): Promise<void>
}

/** The name of the sample's dataset in a store. */
const DATASET: string = JSON.parse(readFileSync(join(SAMPLE, 'skein.json'), 'utf8')).id

const PROGRAM = join('server', 'main.ts')

/** Makes a database with the sample's dataset and these users; answers their tokens. */
export async function foundTeam(
  data: string,
  roles: Readonly<Record<string, Role>>,
): Promise<ReadonlyMap<string, string>> {
  const sql = await openFolder(data)
  const tokens = await sql.transaction(async (query) => {
    await addDataset(query, DATASET)
    const dataset = (await datasetNumber(query, DATASET)) ?? 0
    const made = new Map<string, string>()
    for (const [user, role] of Object.entries(roles)) {
      await addUser(query, user)
      await setRole(query, dataset, user, role)
      made.set(user, await createToken(query, user, 'test', undefined))
    }
    return made
  })
  await sql.close()
  return tokens
}

/** Where a store writes its address, and the token of whoever started it. */
function connectionFileOf(data: string): string {
  return join(data, '..', 'listening.json')
}

/** Ms within which a store listens: its database starts first. */
export const STORE_STARTS_WITHIN_MS = 120_000

export async function startTeamStore(data: string, tokens: ReadonlyMap<string, string>, port = 0): Promise<TeamStore> {
  const file = connectionFileOf(data)
  rmSync(file, { force: true })
  const flags = ['--data', data, '--port', String(port), '--connection-file', file, '--until-stdin-closes']
  // Its input ends with the test, whatever happens to that.
  const child = spawn(process.execPath, [PROGRAM, ...flags], {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, DATABASE_URL: '' },
  })
  let errors = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    errors += bytes.toString()
  })
  const often = { timeout: STORE_STARTS_WITHIN_MS, intervals: [LOOK_EVERY_MS] }
  await expect.poll(() => existsSync(file) || child.exitCode !== null, often).toBe(true)
  if (!existsSync(file)) throw new Error(`the store ended: ${errors}`)
  const { url } = JSON.parse(readFileSync(file, 'utf8'))
  return { url, tokens, stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') }
}

/** Below the ports that a system gives to outgoing connections (Linux: from 32768 on), one of which could take it meanwhile. */
const STEADY_PORTS = { first: 20_000, count: 10_000 }

/** A port on which a store can be started, ended and started again. */
export async function steadyPort(): Promise<number> {
  for (let i = 0; i < 100; i++) {
    const port = STEADY_PORTS.first + ((process.pid * 101 + i) % STEADY_PORTS.count)
    if (await isFree(port)) return port
  }
  throw new Error('no port is free')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

/** A seq that no log here comes to. */
const AFTER_ALL = 1_000_000_000

/** The committed log, as the store's http side tells it: a page at a time, from its end. */
export async function committedLog(store: Pick<TeamStore, 'url' | 'tokens'>): Promise<readonly LogEntry[]> {
  const log: LogEntry[] = []
  for (let before = AFTER_ALL; before > 1; before = log[0]?.seq ?? 1) {
    log.unshift(...(await historyPage(store, before)))
  }
  return log
}

async function historyPage(
  { url, tokens }: Pick<TeamStore, 'url' | 'tokens'>,
  before: number,
): Promise<readonly LogEntry[]> {
  const query = new URLSearchParams({ dataset: DATASET, before: String(before), take: String(COMMITTED_EDITS_MAX) })
  const headers = { authorization: `Bearer ${[...tokens.values()][0]}` }
  const answer = await fetch(`${url}${HISTORY_PATH}?${query}`, { headers })
  const message = parseFromStore(await answer.text())
  if (!message.ok || message.value.kind !== 'committed') throw new Error('the store tells no history')
  const { from, entries } = message.value
  return entries.map(({ edit, refused }, i) => ({ seq: from + i, edit, ...(refused === undefined ? {} : { refused }) }))
}

/** Answers to doubts that the store tells, by who gave them; those that were taken back are among them without an answer. */
export async function answersTold({ url, tokens }: Pick<TeamStore, 'url' | 'tokens'>): Promise<readonly ToldAnswer[]> {
  const query = new URLSearchParams({ dataset: DATASET, after: '0' })
  const headers = { authorization: `Bearer ${[...tokens.values()][0]}` }
  const reply = await fetch(`${url}${ANSWERS_PATH}?${query}`, { headers })
  return unwrap(parseToldAnswers(await reply.text(), DATASET)).answers
}

/** The badge in the window's bar. */
export function badge(page: Page) {
  return page.getByRole('button', { name: /^Sync: / })
}

export async function expectSync(page: Page, words: string | RegExp, timeout?: number): Promise<void> {
  const name = typeof words === 'string' ? new RegExp(`^Sync: ${words}`) : words
  await soonLabelled(page, name, timeout)
  await expect(page.getByRole('button', { name })).toBeVisible(timeout === undefined ? {} : { timeout })
}

/** Connects to a store by hand: the badge, its dialog, the address and the token. */
export async function connect(page: Page, { url, tokens }: TeamStore, user: string): Promise<void> {
  await badge(page).click()
  await page.getByRole('button', { name: 'Connect…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect to a store' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(url)
  await dialog.getByLabel('Token').fill(tokens.get(user) ?? '')
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(dialog).toHaveCount(0)
}

/** The switch in the badge's popover. */
export async function workOffline(page: Page, offline: boolean): Promise<void> {
  await badge(page).click()
  const control = page.getByRole('switch', { name: 'Work offline' })
  if ((await control.isChecked()) !== offline) {
    await control.focus()
    await control.press(' ')
  }
  await page.keyboard.press('Escape')
  if (offline) await expectSync(page, 'Offline')
}
