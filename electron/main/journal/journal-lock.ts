import { link, open, readFile, rename, unlink } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf } from '../../error-code.ts'

/** Who holds a lock, as its file says it. */
export interface LockOwner {
  readonly pid: number
  readonly host: string
  /** When that process was born, in the system's own terms; empty where the system does not tell. */
  readonly born: string
  readonly token: string
}

/** What is known of processes; a test has its own. */
export interface ProcessFacts {
  readonly pid: number
  readonly host: string
  /** Empty for a process that is not there, or where the system does not tell. */
  bornOf(pid: number): Promise<string>
  isAlive(pid: number): boolean
  newToken(): string
}

export interface JournalLock {
  /** Whether the lock's file is still there and ours. */
  isOurs(): Promise<boolean>
  release(): Promise<void>
}

export type TakenLock =
  | { readonly kind: 'taken'; readonly lock: JournalLock }
  /** Why not, as a sentence. */
  | { readonly kind: 'held'; readonly sentence: string }

/** Tries to take a lock that others take or leave at the same moment. */
const TRIES = 5
/** A lock is created and then written: one that stays unreadable for this many pauses was left by a process that died. */
const UNREADABLE_PAUSES = 10
/** ms. */
const PAUSE_MS = 50

/** Takes locks for this process. One keeper a process: it knows which locks are its own. */
export function createLockKeeper(facts: ProcessFacts): { take(file: string): Promise<TakenLock> } {
  const held = new Set<string>()

  const isDead = async (owner: LockOwner): Promise<boolean> => {
    if (owner.host !== facts.host) return false
    if (owner.pid === facts.pid) return !held.has(owner.token)
    if (!facts.isAlive(owner.pid)) return true
    // The number of a dead process may have gone to another one.
    const born = await facts.bornOf(owner.pid)
    return born !== '' && owner.born !== '' && born !== owner.born
  }

  const create = async (file: string): Promise<JournalLock | undefined> => {
    const token = facts.newToken()
    const owner: LockOwner = { pid: facts.pid, host: facts.host, born: await facts.bornOf(facts.pid), token }
    held.add(token)
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(JSON.stringify(owner)).finally(() => handle.close())
    } catch (error) {
      held.delete(token)
      if (codeOf(error) === 'EEXIST') return undefined
      throw error
    }
    const isOurs = async () => (await readOwner(file))?.token === token
    const release = async () => {
      if (await isOurs()) await remove(file)
      held.delete(token)
    }
    return { isOurs, release }
  }

  const take = async (file: string): Promise<TakenLock> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const lock = await create(file)
      if (lock !== undefined) return { kind: 'taken', lock }
      const owner = await waitForOwner(file)
      if (owner === 'gone') continue
      if (owner !== 'unreadable' && !(await isDead(owner))) return { kind: 'held', sentence: sentenceOf(owner, file) }
      await removeStale(file, owner, facts.newToken())
    }
    return { kind: 'held', sentence: `Another Skein takes the edit log of this dataset just now (${file})` }
  }

  const sentenceOf = (owner: LockOwner, file: string): string => {
    if (owner.pid === facts.pid) return 'Another window of Skein has the edit log of this dataset open'
    const where = owner.host === facts.host ? '' : ` on ${owner.host}`
    return `Another running Skein (process ${owner.pid}${where}) has the edit log of this dataset open (${file})`
  }

  return { take }
}

async function waitForOwner(file: string): Promise<LockOwner | 'gone' | 'unreadable'> {
  for (let pause = 0; pause < UNREADABLE_PAUSES; pause++) {
    try {
      const owner = parseOwner(await readFile(file, 'utf8'))
      if (owner !== undefined) return owner
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'gone'
      throw error
    }
    await wait(PAUSE_MS)
  }
  return 'unreadable'
}

/** Moves a stale lock away. Should it be another's fresh one by now, that is put back. */
async function removeStale(file: string, stale: LockOwner | 'unreadable', token: string): Promise<void> {
  const moved = `${file}.${token}`
  try {
    await rename(file, moved)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  const owner = await readOwner(moved)
  const isStale = stale === 'unreadable' ? owner === undefined : owner?.token === stale.token
  if (!isStale) await link(moved, file).catch(() => undefined)
  await remove(moved)
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    return parseOwner(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}

async function remove(file: string): Promise<void> {
  await unlink(file).catch(() => undefined)
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return undefined
    const { pid, host, born, token }: { pid?: unknown; host?: unknown; born?: unknown; token?: unknown } = parsed
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
    if (typeof host !== 'string' || typeof born !== 'string' || typeof token !== 'string') return undefined
    return { pid, host, born, token }
  } catch {
    return undefined
  }
}
