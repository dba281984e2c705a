import { describe, expect, it } from 'vitest'
import { createLoadScheduler } from './load-scheduler.ts'
import type { LoadTier, NeededLoad, SchedulerCapacities } from './scheduler-events.ts'
import { poolOf } from './tiers.ts'

const CAPACITIES: SchedulerCapacities = {
  ...{ downloads: 16, memoryBytes: 40_000, gpuBytes: 25_000 },
  meshes: { memoryBytes: 36_000, gpuBytes: 28_000 },
}
const MESHES = CAPACITIES.meshes!
const TIERS: readonly LoadTier[] = ['overview', 'visible', 'prefetch', 'shape', 'detail']

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A window over the keys of each tier, which wanders and at times jumps. */
function randomNeeds(random: () => number): () => NeededLoad[] {
  const starts = TIERS.map(() => 0)
  return () =>
    TIERS.flatMap((tier, which) => {
      starts[which]! += random() < 0.02 ? 1000 : Math.floor(random() * 3)
      return Array.from({ length: 30 }, (_, order): NeededLoad => {
        const place = starts[which]! + order
        return { key: `${tier}/${place}`, tier, order, bytes: 200 + ((place * 7919) % 500) }
      })
    })
}

function must(condition: boolean): void {
  if (!condition) throw new Error('the caller was told something impossible, or a capacity was exceeded')
}

/** A caller with its own books. Returns a frame, and what it has seen. */
function world(random: () => number) {
  const scheduler = createLoadScheduler()
  const flights = new Map<string, number>()
  const memory = new Map<string, number>()
  const gpu = new Set<string>()
  const bytesOf = (pool: string, keys: Iterable<string>) =>
    [...keys].reduce((sum, key) => sum + (poolOfKey(key) === pool ? memory.get(key)! : 0), 0)
  const poolOfKey = (key: string) => poolOf(TIERS.find((tier) => key.startsWith(`${tier}/`))!)
  const seen = { meshStarts: 0, cancels: 0, drops: 0 }
  const frame = (needed: readonly NeededLoad[], nowMs: number): number => {
    for (const [key, bytes] of flights) {
      if (random() < 0.6) continue
      flights.delete(key)
      if (random() < 0.05) scheduler.failed(key, { kind: 'network', message: '' }, nowMs)
      else if (scheduler.loaded(key, bytes, bytes)) memory.set(key, bytes)
    }
    const actions = scheduler.schedule(needed, CAPACITIES, nowMs)
    for (const { kind, key } of actions) {
      if (kind === 'start') {
        must(!flights.has(key) && !memory.has(key))
        flights.set(key, Math.ceil(needed.find((each) => each.key === key)!.bytes * (0.5 + random() / 2)))
        if (poolOfKey(key) === 'meshes') seen.meshStarts++
      } else if (kind === 'cancel') {
        must(flights.delete(key))
        seen.cancels++
      } else if (kind === 'upload') must(memory.has(key) && gpu.add(key) !== undefined)
      else if (kind === 'dropGpu') must(gpu.delete(key))
      else {
        must(memory.delete(key) && !gpu.has(key))
        seen.drops++
      }
    }
    must(flights.size <= CAPACITIES.downloads)
    must(bytesOf('chunks', memory.keys()) <= CAPACITIES.memoryBytes && bytesOf('chunks', gpu) <= CAPACITIES.gpuBytes)
    must(bytesOf('meshes', memory.keys()) <= MESHES.memoryBytes && bytesOf('meshes', gpu) <= MESHES.gpuBytes)
    return actions.length
  }
  const check = () => {
    const of = (pool: string) => ({ memoryBytes: bytesOf(pool, memory.keys()), gpuBytes: bytesOf(pool, gpu) })
    expect(scheduler.totals()).toMatchObject({ ...of('chunks'), meshes: of('meshes') })
  }
  return { scheduler, frame, check, seen, flights }
}

describe('chunks and meshes under random flight, simulated', () => {
  it('[SL5] budgets and downloads hold at all times, meshes go on loading, and at rest everything completes', () => {
    const total = { meshStarts: 0, cancels: 0, drops: 0 }
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomFrom(seed)
      const { scheduler, frame, check, seen, flights } = world(random)
      const needs = randomNeeds(random)
      for (let i = 0; i < 400; i++) {
        frame(needs(), i * 100)
        if (i % 20 === 0) check()
      }
      const rest = needs()
      const shapes = rest.filter(({ tier }) => tier !== 'prefetch')
      for (let i = 0; i < 800; i++) frame(shapes, 40_000 + i * 1000)
      const { wanted, ready, meshes } = scheduler.totals()
      expect([wanted, ready, meshes.wanted, meshes.ready]).toEqual([60, 60, 60, 60])
      expect(flights.size).toBe(0)
      expect(frame(shapes, 840_001)).toBe(0)
      for (const what of ['meshStarts', 'cancels', 'drops'] as const) total[what] += seen[what]
    }
    expect(Math.min(total.meshStarts, total.cancels, total.drops)).toBeGreaterThan(2000)
  })
})
