import type { StoreSession } from '../../../shared/contracts/host-api.ts'
import { parseSessionInfo, SESSION_PATH } from '../../../shared/contracts/store-protocol.ts'
import type { Result } from '../../../shared/problem.ts'
import type { Secrets } from './secrets.ts'
import { httpUrl, normalStore, warningOf } from './store-address.ts'
import { getFromStore } from './store-http.ts'
import { asProblem } from './store-problem.ts'

/** The host's calls about central stores. */
export interface StoreSessions {
  connect(store: string, token: string): Promise<Result<StoreSession>>
  session(store: string): Promise<Result<StoreSession | null>>
  forget(store: string): Promise<void>
}

/** Bytes of a session: the roles of a user in a hundred thousand datasets. */
const SESSION_BYTES_MAX = 16 * 2 ** 20

/** What can stand in a header as it is; ours are letters, digits, - and _. */
const TOKEN = /^[\x21-\x7e]+$/

export function createStoreSessions(secrets: Secrets): StoreSessions {
  return {
    connect: async (text, pasted) => {
      const store = normalStore(text)
      if (!store.ok) return store
      const token = pasted.trim()
      if (!TOKEN.test(token)) {
        const message = 'A token is one word of letters, digits and signs; this is none'
        return { ok: false, problem: { kind: 'bad-description', message } }
      }
      const asked = await askSession(store.value, token)
      if (!asked.ok) return asked
      return { ok: true, value: { ...asked.value, kept: await secrets.keep(store.value, token) } }
    },
    session: async (text) => {
      const store = normalStore(text)
      if (!store.ok) return store
      const token = await secrets.tokenOf(store.value)
      if (token === undefined) return { ok: true, value: null }
      const asked = await askSession(store.value, token)
      return asked.ok ? { ok: true, value: { ...asked.value, kept: secrets.howKept(store.value) } } : asked
    },
    forget: async (text) => {
      const store = normalStore(text)
      if (store.ok) await secrets.forget(store.value)
    },
  }
}

async function askSession(store: string, token: string): Promise<Result<Omit<StoreSession, 'kept'>>> {
  const answer = await getFromStore({ store, url: httpUrl(store, SESSION_PATH), token, bytesMax: SESSION_BYTES_MAX })
  if (!answer.ok) return { ok: false, problem: asProblem(store, answer.problem) }
  const info = parseSessionInfo(jsonOf(answer.bytes))
  if (!info.ok) {
    const message = `What answers at ${store} is no central store of Skein, or one of another version`
    return { ok: false, problem: { kind: 'unsupported', message, file: store } }
  }
  const warning = warningOf(store)
  return { ok: true, value: { ...info.value, store, warning } }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
