import { describe, expect, it } from 'vitest'
import type { Secrets } from './secrets.ts'
import { normalStore, warningOf } from './store-address.ts'
import { createStoreSessions } from './store-sessions.ts'
import { started, TOKEN } from './testing/transport-fixture.ts'

function memorySecrets(): Secrets & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    tokenOf: async (store) => kept.get(store),
    keep: async (store, token) => {
      kept.set(store, token)
      return 'kept'
    },
    lend: (store, token) => kept.set(store, token),
    forget: async (store) => void kept.delete(store),
    howKept: () => 'kept',
  }
}

const ANN = { user: 'ann', datasets: [{ name: 'd', role: 'reviewer' }] }

describe('connecting to a central store', () => {
  it('[TK5] keeps a token once the store has said whose it is', async () => {
    const store = await started({ get: (_request, response) => void response.end(JSON.stringify(ANN)) })
    const secrets = memorySecrets()
    const sessions = createStoreSessions(secrets)
    expect(await sessions.session(store.store)).toEqual({ ok: true, value: null })
    expect(await sessions.connect(`${store.store}/`, ` ${TOKEN} `)).toEqual({
      ok: true,
      value: { ...ANN, store: store.store, kept: 'kept' },
    })
    expect(store.asked).toEqual([{ url: '/v1/session', authorization: `Bearer ${TOKEN}` }])
    expect(await sessions.session(store.store)).toMatchObject({ ok: true, value: { user: 'ann' } })
    await sessions.forget(`${store.store}/`)
    expect(secrets.kept.size).toBe(0)
  })

  it.each([
    ['a refusal', 401, JSON.stringify({ code: 'not-signed-in', message: `Not ${TOKEN}` })],
    ['something else', 200, '<html>'],
    ['another version', 200, JSON.stringify({ user: 'ann', datasets: [{ name: 'd', role: 'emperor' }] })],
    ['nothing there', 404, ''],
  ])('[TK6] keeps nothing after %s, and tells it without the token', async (_name, status, body) => {
    const store = await started({ get: (_request, response) => void response.writeHead(status).end(body) })
    const secrets = memorySecrets()
    const answer = await createStoreSessions(secrets).connect(store.store, TOKEN)
    expect(answer.ok).toBe(false)
    expect(JSON.stringify(answer)).not.toContain(TOKEN)
    expect(secrets.kept.size).toBe(0)
  })

  it('[TK6] asks nobody with what is no token or no address', async () => {
    const store = await started()
    const sessions = createStoreSessions(memorySecrets())
    for (const token of ['', 'two words', 'a\r\nb: c', 'ü']) {
      expect((await sessions.connect(store.store, token)).ok).toBe(false)
    }
    const user = 'https://ann:secret@store.example.org'
    for (const address of ['', 'store', 'ftp://store', `${store.store}/?a=b`, `${store.store}/#a`, user]) {
      const answer = await sessions.connect(address, TOKEN)
      expect(answer.ok).toBe(false)
      expect(JSON.stringify(answer)).not.toMatch(/secret|sk_/)
    }
    expect(store.asked).toEqual([])
  })

  it('[TK7] warns of http beyond this machine', () => {
    expect(normalStore(' HTTPS://Store.example.org:443/a/ ')).toEqual({
      ok: true,
      value: 'https://store.example.org/a',
    })
    for (const safe of [
      'https://a.b',
      'http://localhost:1',
      'http://127.0.0.1',
      'http://[::1]:7447',
      'http://x.localhost',
    ]) {
      expect(warningOf(safe)).toBeUndefined()
    }
    for (const plain of ['http://a.b', 'http://128.0.0.1', 'http://localhost.evil.org', 'http://10.0.0.1:7447']) {
      expect(warningOf(plain)).toMatch(/is not encrypted/)
    }
  })
})
