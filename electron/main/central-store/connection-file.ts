import { readFile } from 'node:fs/promises'
import { isLoopback, normalStore } from './store-address.ts'

/** Characters of the file. */
const FILE_CHARACTERS_MAX = 10_000
/** Ms within which a store that runs says that it is well; one that was killed refuses at once. */
const HEALTH_TIMEOUT_MS = 2_000

/** A store of this machine: its address in the normal form, and the token of this user. */
export interface LocalStore {
  readonly store: string
  readonly token: string
}

/**
 * The store that the file names, where it still runs. Its token is not sent to find that out: another program may have
 * its port now.
 */
export async function readConnectionFile(file: string): Promise<LocalStore | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const found = text.length <= FILE_CHARACTERS_MAX ? parseConnection(text) : undefined
  if (found === undefined) return undefined
  try {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS)
    const { ok } = await fetch(`${found.store}/health`, { signal, redirect: 'manual' })
    return ok ? found : undefined
  } catch {
    return undefined
  }
}

function parseConnection(text: string): LocalStore | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof json !== 'object' || json === null) return undefined
  const { url, token }: Partial<Record<string, unknown>> = { ...json }
  return typeof url === 'string' && typeof token === 'string' ? localStoreOf(url, token) : undefined
}

/** Undefined for what names no store of this machine. */
export function localStoreOf(url: string, token: string): LocalStore | undefined {
  const store = normalStore(url)
  if (!store.ok || !isLoopback(new URL(store.value).hostname) || !/^[\x21-\x7e]+$/.test(token)) return undefined
  return { store: store.value, token }
}
