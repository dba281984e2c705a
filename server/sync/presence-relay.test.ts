import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PRESENCE_EVERY_MS } from '../../shared/contracts/store-protocol.ts'
import { formatNotice, type Notice, parseNotice } from './notices.ts'
import { createPresenceRelay } from './presence-relay.ts'

/** Bytes that PostgreSQL takes in a notice. */
const POSTGRES_BYTES_MAX = 8_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function bench() {
  const payloads: string[] = []
  const notify = async (payload: string) => void payloads.push(payload)
  const relay = createPresenceRelay('here', notify, () => Date.now())
  const notices = () => payloads.splice(0).map((payload) => parseNotice(payload))
  return { relay, payloads, notices, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) }
}

const at = (x: number) => ({ cursor: [x, 0, 0] as const, selection: [2n ** 64n - 1n] })

describe('presence between processes', () => {
  it('[SV17] sends only the latest place of a client, once in a while', async () => {
    const { relay, notices, pass } = bench()
    for (let x = 0; x < 50; x++) relay.moved(1, 'c', 'ann', at(x))
    expect(notices()).toEqual([])
    await pass(PRESENCE_EVERY_MS)
    const moved = [{ client: 'c', user: 'ann', ...at(49) }]
    expect(notices()).toEqual([{ kind: 'presence', process: 'here', dataset: 1, moved, left: [] }])
    await pass(10 * PRESENCE_EVERY_MS)
    expect(notices()).toEqual([])
    relay.left(1, 'c')
    relay.left(1, 'never came')
    await pass(PRESENCE_EVERY_MS)
    expect(notices()).toEqual([{ kind: 'presence', process: 'here', dataset: 1, moved: [], left: ['c'] }])
  })

  it('[SV18] cuts what is too long for one notice, and loses nothing', async () => {
    const { relay, payloads, pass } = bench()
    const selection = Array.from({ length: 16 }, (_, i) => 2n ** 64n - 1n - BigInt(i))
    const names = Array.from({ length: 60 }, (_, i) => `${'ü'.repeat(60)}${i}`)
    for (const name of names)
      relay.moved(7, name, '\u{1f9e0}'.repeat(128), { cursor: [1 / 3, -1e-300, 1e300], selection })
    await pass(PRESENCE_EVERY_MS)
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(POSTGRES_BYTES_MAX)
    const told = payloads.flatMap((payload) => {
      const notice = parseNotice(payload)
      return notice?.kind === 'presence' ? notice.moved.map(({ client }) => client) : []
    })
    expect(told).toEqual(names)
  })

  it('[SV19] sends everything again for new processes, and finds clients that nobody reports any more', async () => {
    const { relay, notices, pass } = bench()
    relay.moved(1, 'c', 'ann', at(1))
    relay.heard(2, 'elsewhere')
    await pass(PRESENCE_EVERY_MS)
    notices()
    expect(relay.tidy()).toEqual([])
    await pass(PRESENCE_EVERY_MS)
    expect(notices()).toMatchObject([{ moved: [{ client: 'c' }] }])
    await pass(60_000)
    expect(relay.tidy()).toEqual([{ dataset: 2, client: 'elsewhere' }])
    expect(relay.tidy()).toEqual([])
  })
})

describe('notices', () => {
  const all: readonly Notice[] = [
    { kind: 'head', process: 'p', dataset: 3, head: 9 },
    { kind: 'snapshot', dataset: 3, seq: 9 },
    { kind: 'role', dataset: 3, user: 'o\'b"', role: 'admin' },
    { kind: 'role', dataset: 3, user: 'x', role: undefined },
    { kind: 'revoked', tokenHash: 'f'.repeat(64) },
  ]
  it.each(all)('[SV19] reads back $kind', (notice) => {
    expect(parseNotice(formatNotice(notice))).toEqual(notice)
  })

  it.each(['', '{', '[]', '{"kind":"other"}', '{"kind":"head"}', '{"kind":"revoked","tokenHash":"a","x":1}'])(
    '[SV19] passes over what is none: %s',
    (payload) => expect(parseNotice(payload)).toBeUndefined(),
  )
})
