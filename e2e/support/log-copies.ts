import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { parseLogText } from '../../shared/log/log-text.ts'

/** Lines of the one journal below a user-data folder, each of them checked. Throws at the first that is not in order. */
export function journalLines(userData: string): readonly string[] {
  const text = readFileSync(journalFile(userData), 'latin1')
  const parsed = text === '' ? undefined : parseLogText(text)
  if (parsed && !parsed.ok) throw new Error(`the journal is damaged: ${parsed.problem.message}`)
  return text.split('\n').slice(0, -1)
}

export function journalFile(userData: string): string {
  const [file, ...more] = journalFiles(userData)
  if (file === undefined || more.length > 0)
    throw new Error(`${userData} holds ${journalFiles(userData).length} journals instead of one`)
  return file
}

/** How many lines the journal has; 0 where none is begun. */
export function journalLength(userData: string): number {
  return journalFiles(userData).length === 0 ? 0 : journalLines(userData).length
}

function journalFiles(userData: string): readonly string[] {
  const folder = join(userData, 'journal')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name))
}

/** Lines of the one database of an edit log, in their order, as the browser has them. */
export async function databaseLines(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('skein-log ') ? [name] : []))
    const [name] = names
    if (name === undefined || names.length > 1) throw new Error(`there are ${names.length} databases instead of one`)
    const database = await done(indexedDB.open(name))
    const rows: { readonly text: string }[] = await done(database.transaction('lines').objectStore('lines').getAll())
    database.close()
    return rows.map(({ text }) => text)
  })
}

/** Where the browser keeps the database of the log. */
export function databaseFolder(userData: string): string {
  const folder = join(userData, 'IndexedDB')
  if (!existsSync(folder)) throw new Error(`${folder} is not there: the database is elsewhere`)
  return folder
}

export type Damage = 'deleted' | 'truncated' | 'overwritten'
export const DAMAGES: readonly Damage[] = ['deleted', 'truncated', 'overwritten']

/** Damages a file, or all files below a folder; half of each is cut off, or all of it becomes other bytes. */
export function harm(path: string, damage: Damage, random: () => number): void {
  if (damage === 'deleted') {
    rmSync(path, { recursive: true })
    return
  }
  for (const file of filesBelow(path)) {
    const bytes = statSync(file).size
    if (damage === 'truncated') truncateSync(file, Math.floor(bytes / 2))
    else
      writeFileSync(
        file,
        Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256)),
      )
  }
}

function filesBelow(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)))
}

/** Ends a process and all that it started, at once and unasked, as the end of the machine would. */
export function killTree(pid: number): void {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const below = (of: number): readonly number[] => [
    of,
    ...rows.flatMap(([child, parent]) => (parent === of && child !== undefined ? below(child) : [])),
  ]
  for (const one of below(pid)) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It ended between the listing and now.
    }
  }
}

/** Numbers from 0 up to 1 that are the same in each run with the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
