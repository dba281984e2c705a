import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryAgglomeration } from '../../shared/agglomeration/testing/memory-agglomeration.ts'
import {
  SNAPSHOT_PATH,
  SNAPSHOT_SEQ_HEADER,
  SNAPSHOT_TYPE,
  type StoredEdit,
  storedEdit,
} from '../../shared/contracts/store-protocol.ts'
import { EDIT_SCHEMA, type Edit, type EditPoint, editKey } from '../../shared/edits/edit.ts'
import { runs } from '../../shared/edits/testing/test-runs.ts'
import { openPglite } from '../database/pglite-sql.ts'
import { type Store, startStore } from '../store.ts'
import { joinClient } from '../testing/test-client.ts'
import { foundTeam, TEAM_DATASET } from '../testing/test-team.ts'
import { createLogFolder } from './log-folder.ts'
import { openBase } from './open-base.ts'

/** Chains of supervoxels, each a base: 1-4, 11-15 and 21-23. 30 is a base alone. */
const CHAINS: readonly (readonly number[])[] = [
  [1, 2, 3, 4],
  [11, 12, 13, 14, 15],
  [21, 22, 23],
]
const VOXEL_SIZE = [1, 1, 1] as const
const ROWS = CHAINS.flatMap((chain) =>
  chain.slice(1).map((b, i) => ({ a: chain[i] ?? 0, b, affinity: 0.9, area: 5, x: b, y: 0, z: 0 })),
)

const source = memoryAgglomeration(
  ROWS.map(({ a, b, affinity, area, x, y, z }) => ({
    a: BigInt(a),
    b: BigInt(b),
    affinity,
    area,
    position: [x, y, z] as const,
  })),
  0.5,
  VOXEL_SIZE,
)

const ALL = [...CHAINS.flat(), 30]

function point(supervoxel: number): EditPoint {
  const base = CHAINS.find((chain) => chain.includes(supervoxel))?.[0] ?? supervoxel
  return { supervoxel: BigInt(supervoxel), base: BigInt(base), position: [supervoxel, 0, 0] }
}

/** One edit of a log: its kind, and two numbers that choose its points. */
const drawn = fc.record({
  kind: fc.constantFrom('merge', 'split', 'revert'),
  a: fc.nat(),
  b: fc.nat(),
  refused: fc.nat(9),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never

function logOf(all: readonly Drawn[]): readonly StoredEdit[] {
  const edits: Edit[] = []
  for (const [i, { kind, a, b }] of all.entries()) {
    const id = { client: 'ann', session: 's', counter: i + 1 }
    const common = { id, author: 'ann', madeAtMs: 0, basis: i, dataset: TEAM_DATASET, schema: EDIT_SCHEMA, expect: [] }
    const target = edits[a % Math.max(1, i)]
    if (kind === 'revert' && target !== undefined && (target.kind === 'merge' || target.kind === 'split')) {
      const points = target.kind === 'merge' ? [target.a, target.b] : [...target.sources, ...target.sinks]
      const bases = [...new Set(points.map(({ base }) => base))]
      edits.push({ ...common, kind, target: editKey(target.id), points, bases, overrides: [] })
    } else if (kind === 'split') {
      const chain = CHAINS[a % CHAINS.length] ?? []
      const at = 1 + (b % (chain.length - 1))
      const [left = 0, right = 0] = [chain[at - 1], chain[at]]
      const cut = {
        bases: [{ base: BigInt(chain[0] ?? 0), pairs: [[BigInt(left), BigInt(right)] as const] }],
        merges: [],
      }
      edits.push({ ...common, kind, sources: [point(left)], sinks: [point(right)], cut })
    } else {
      const from = a % ALL.length
      const to = (from + 1 + (b % (ALL.length - 1))) % ALL.length
      edits.push({ ...common, kind: 'merge', a: point(ALL[from] ?? 0), b: point(ALL[to] ?? 0), overrides: [] })
    }
  }
  return edits.map((edit, i) =>
    storedEdit({ edit, by: 'ann', ...(all[i]?.refused === 0 ? { refused: 'for a test' } : {}) }),
  )
}

const drawnLog = fc.array(drawn, { minLength: 1, maxLength: 40 })

describe('snapshots of the store', () => {
  it('[SV15] a snapshot and the tail give what the whole log gives, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(drawnLog, fc.nat(), async (all, cut) => {
        const log = logOf(all)
        const at = cut % (log.length + 1)
        const whole = createLogFolder(source, undefined)
        await whole.add(log)
        const first = createLogFolder(source, undefined)
        await first.add(log.slice(0, at))
        const then = createLogFolder(source, first.snapshot())
        expect(then.seq()).toBe(at)
        await then.add(log.slice(at))
        // A snapshot holds all verdicts and all that the fold knows, and is the same for the same fold once reopened.
        const reopened = createLogFolder(source, whole.snapshot())
        expect(createLogFolder(source, then.snapshot()).snapshot()).toEqual(reopened.snapshot())
      }),
      { seed: 3, numRuns: runs(60) },
    )
  })

  describe('in a running store', () => {
    let folder = ''
    let store: Store
    let tokens: Readonly<Record<string, string>>
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'skein-snapshots-'))
      const table = path.join(folder, 'edges.csv')
      const lines = ROWS.map(({ a, b, affinity, area, x, y, z }) => [a, b, affinity, area, x, y, z].join(','))
      writeFileSync(table, `sv_a,sv_b,affinity,contact_area,x,y,z\n${lines.join('\n')}\n`)
      const base = path.join(folder, 'base')
      const program = path.resolve(import.meta.dirname, '../../tools/make-agglomeration.ts')
      execFileSync(process.execPath, [program, table, base, '--threshold', '0.5', '--voxel-size', VOXEL_SIZE.join(',')])
      const sql = await openPglite(undefined)
      tokens = await foundTeam(sql, base)
      const here = {
        isShared: false,
        localUser: undefined,
        host: '127.0.0.1',
        port: 0,
        logLevel: 'silent',
        behindProxy: false,
      }
      store = await startStore({ sql, ...here, snapshotEvery: 10, snapshotLookMs: 20 })
    })
    afterAll(async () => {
      await store.stop()
      rmSync(folder, { recursive: true })
    })

    /** The latest snapshot, once it is of this seq. */
    async function snapshotOf(seq: number): Promise<Uint8Array> {
      for (;;) {
        const headers = { authorization: `Bearer ${tokens['vic'] ?? ''}` }
        const query = `?dataset=${encodeURIComponent(TEAM_DATASET)}`
        const reply = await fetch(store.url + SNAPSHOT_PATH + query, { headers })
        const bytes = new Uint8Array(await reply.arrayBuffer())
        if (reply.status === 200 && Number(reply.headers.get(SNAPSHOT_SEQ_HEADER)) >= seq) return bytes
      }
    }

    it('[SV16] it is made of the folder’s agglomeration every so many edits, goes on from the one before, and is served', async () => {
      const [all] = fc.sample(fc.array(drawn, { minLength: 60, maxLength: 60 }), { seed: 4, numRuns: 1 })
      const edits = logOf(all ?? []).map(({ editJson }) => editJson)
      const client = await joinClient(store.url, tokens['ann'] ?? '', { dataset: TEAM_DATASET, client: 'ann' })
      const push = (some: readonly string[]) => client.sendText(`{"kind":"push","edits":[${some.join(',')}]}`)

      push(edits.slice(0, 30))
      await client.edits(30)
      await snapshotOf(30)
      push(edits.slice(30))
      const committed = await client.edits(60)
      const bytes = await snapshotOf(60)

      const newcomer = await joinClient(store.url, tokens['vic'] ?? '', {
        dataset: TEAM_DATASET,
        client: 'v',
        head: 60,
      })
      expect(newcomer.received[0]).toMatchObject({ kind: 'welcome', head: 60, snapshot: 60 })

      const whole = createLogFolder(await openBase(path.join(folder, 'base')), undefined)
      await whole.add(committed.map(storedEdit))
      const reopened = (snapshot: Uint8Array) => createLogFolder(source, snapshot).snapshot()
      expect(reopened(bytes)).toEqual(reopened(whole.snapshot()))
    })

    it('[SV40] it is sent as it is kept to whoever asks for that, and inflated to whoever takes no gzip', async () => {
      const url = `${store.url}${SNAPSHOT_PATH}?dataset=${encodeURIComponent(TEAM_DATASET)}`
      const get = async (more: Readonly<Record<string, string>>) => {
        const reply = await fetch(url, { headers: { authorization: `Bearer ${tokens['vic'] ?? ''}`, ...more } })
        const bytes = new Uint8Array(await reply.arrayBuffer())
        return { bytes, type: reply.headers.get('content-type'), encoding: reply.headers.get('content-encoding') }
      }
      await snapshotOf(60)
      const kept = await get({ accept: SNAPSHOT_TYPE })
      expect(kept).toMatchObject({ type: SNAPSHOT_TYPE, encoding: null })
      const whole = new Uint8Array(gunzipSync(kept.bytes))
      expect((await get({})).bytes).toEqual(whole)
      expect(await get({ 'accept-encoding': 'identity' })).toMatchObject({ bytes: whole, encoding: null })
    })
  })
})
