import { readFile } from 'node:fs/promises'
import { isLoopback, normalStore } from './store-address.ts'

/**
 * `npm start` brings up a store for this machine beside the app, and names in this variable the file in which that
 * store will write its address and a token once it is up (scripts/local-store.mjs).
 */
const VARIABLE = 'SKEIN_LOCAL_STORE'

/** Ms between two looks for the file: it comes seconds after the window. */
const LOOK_EVERY_MS = 250
/** Looks before it is given up: five minutes, the first start of a database on a slow disk included. */
const LOOKS_MAX = 1200
/** Characters of the file. */
const FILE_CHARACTERS_MAX = 10_000

export interface LocalStore {
  readonly store: string
  readonly token: string
}

/** The file's name out of the environment, from which it is deleted: no other process has any business with it. */
export function takeConnectionFile(env: NodeJS.ProcessEnv): string | undefined {
  const file = env[VARIABLE]
  delete env[VARIABLE]
  return file === '' ? undefined : file
}

/** Waits for the file; undefined where none comes, or one that names no store of this machine. */
export async function awaitLocalStore(
  file: string,
  wait: (ms: number) => Promise<void>,
): Promise<LocalStore | undefined> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined) return parseConnection(text)
    await wait(LOOK_EVERY_MS)
  }
  return undefined
}

function parseConnection(text: string): LocalStore | undefined {
  let json: unknown
  try {
    json = text.length <= FILE_CHARACTERS_MAX ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
  if (typeof json !== 'object' || json === null) return undefined
  const { url, token }: Partial<Record<string, unknown>> = { ...json }
  if (typeof url !== 'string' || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) return undefined
  const store = normalStore(url)
  if (!store.ok || !isLoopback(new URL(store.value).hostname)) return undefined
  return { store: store.value, token }
}
