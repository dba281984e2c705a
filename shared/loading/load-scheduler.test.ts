import { describe, expect, it } from 'vitest'
import type { Problem, ProblemKind } from '../problem.ts'
import type { NeededTier } from '../view/chunks/needed-chunks.ts'
import { BACKGROUND_MS, createLoadScheduler } from './load-scheduler.ts'
import type { LoadScheduler, NeededLoad, SchedulerAction, SchedulerCapacities } from './scheduler-events.ts'
import { MAX_REMEMBERED } from './scheduler-turn.ts'

const ROOMY: SchedulerCapacities = { downloads: 4, memoryBytes: 1e6, gpuBytes: 1e6 }
const need = (key: string, tier: NeededTier = 'visible', order = 0, bytes = 100): NeededLoad => ({
  key,
  tier,
  order,
  bytes,
})
const inOrder = (keys: readonly string[], tier: NeededTier = 'visible'): NeededLoad[] =>
  keys.map((key, order) => need(key, tier, order))
const said = (actions: readonly SchedulerAction[]): string[] => actions.map(({ kind, key }) => `${kind} ${key}`)
const network: Problem = { kind: 'network', message: 'no connection' }

/** Loads and uploads the keys, all at `bytes`. */
function fill(scheduler: LoadScheduler, keys: readonly string[], bytes = 100, capacities = ROOMY): void {
  for (const key of keys) {
    scheduler.schedule([need(key, 'visible', 0, bytes)], capacities, 0)
    expect(scheduler.loaded(key, bytes, bytes)).toBe(true)
    scheduler.schedule([need(key, 'visible', 0, bytes)], capacities, 0)
    expect(scheduler.phaseOf(key)).toBe('gpu')
  }
}

describe('chunk scheduler', () => {
  it('[SC1] starts overview, then visible, then prefetch, each by its order, whatever the order of the list', () => {
    const scheduler = createLoadScheduler()
    const needed = [
      need('p', 'prefetch', 0),
      need('v1', 'visible', 1),
      need('o', 'overview', 5),
      need('v0', 'visible', 0),
    ]
    expect(said(scheduler.schedule(needed, ROOMY, 0))).toEqual(['start o', 'start v0', 'start v1', 'start p'])
  })

  it('[SC2] never has more loads in flight than downloads, and goes on as they end', () => {
    const scheduler = createLoadScheduler()
    const needed = inOrder(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(scheduler.schedule(needed, ROOMY, 0)).toHaveLength(4)
    expect(scheduler.schedule(needed, ROOMY, 1)).toEqual([])
    scheduler.loaded('b', 100, 100)
    expect(said(scheduler.schedule(needed, ROOMY, 2))).toEqual(['start e', 'upload b'])
    expect(scheduler.totals().loading).toBe(4)
  })

  it('[SC3] moving on cancels loads that are no longer needed; a late answer to one is refused', () => {
    const scheduler = createLoadScheduler()
    scheduler.schedule(inOrder(['a', 'b']), ROOMY, 0)
    expect(said(scheduler.schedule(inOrder(['b', 'c']), ROOMY, 1))).toEqual(['cancel a', 'start c'])
    expect(scheduler.loaded('a', 100, 100)).toBe(false)
    expect(scheduler.phaseOf('a')).toBeUndefined()
  })

  it('[SC4] what is in view takes the download of a prefetch, the last one first, but not of another chunk in view', () => {
    const scheduler = createLoadScheduler()
    const two = { ...ROOMY, downloads: 2 }
    const ahead = inOrder(['p0', 'p1', 'p2'], 'prefetch')
    scheduler.schedule(ahead, two, 0)
    expect(said(scheduler.schedule([...ahead, ...inOrder(['v0'])], two, 1))).toEqual(['cancel p1', 'start v0'])
    expect(said(scheduler.schedule([...ahead, ...inOrder(['v0', 'v1', 'v2'])], two, 2))).toEqual([
      'cancel p0',
      'start v1',
    ])
    expect(said(scheduler.schedule([need('o', 'overview'), ...inOrder(['v0', 'v1', 'v2'])], two, 3))).toEqual([])
  })

  it('[SC5] makes room by dropping the chunk that was needed longest ago', () => {
    const scheduler = createLoadScheduler()
    const small = { downloads: 4, memoryBytes: 300, gpuBytes: 300 }
    fill(scheduler, ['a', 'b', 'c'], 100, small)
    scheduler.schedule([need('a')], small, 1)
    expect(said(scheduler.schedule([need('d')], small, 2))).toEqual(['dropGpu b', 'dropMemory b', 'start d'])
    expect(scheduler.phaseOf('a')).toBe('gpu')
  })

  it('[SC6] the GPU has its own budget: what leaves it stays in memory and comes back without a load', () => {
    const scheduler = createLoadScheduler()
    const small = { downloads: 4, memoryBytes: 1000, gpuBytes: 200 }
    fill(scheduler, ['a', 'b'], 100, small)
    scheduler.schedule([need('c')], small, 1)
    scheduler.loaded('c', 100, 100)
    expect(said(scheduler.schedule([need('c')], small, 2))).toEqual(['dropGpu a', 'upload c'])
    expect(scheduler.phaseOf('a')).toBe('memory')
    expect(said(scheduler.schedule([need('a')], small, 3))).toEqual(['dropGpu b', 'upload a'])
  })

  it('[SC7] a chunk in view is never dropped for another; it waits in memory, or in the queue, until there is room', () => {
    const scheduler = createLoadScheduler()
    const small = { downloads: 4, memoryBytes: 300, gpuBytes: 200 }
    const needed = inOrder(['a', 'b', 'c', 'd'])
    expect(said(scheduler.schedule(needed, small, 0))).toEqual(['start a', 'start b', 'start c'])
    for (const key of ['a', 'b', 'c']) scheduler.loaded(key, 100, 100)
    expect(said(scheduler.schedule(needed, small, 1))).toEqual(['upload a', 'upload b'])
    expect(scheduler.schedule(needed, small, 2)).toEqual([])
    expect(said(scheduler.schedule([need('c'), need('d')], small, 3))).toEqual([
      'dropGpu b',
      'dropMemory b',
      'start d',
      'upload c',
    ])
  })

  it('[SC8] a prefetched chunk yields its memory and its place on the GPU to one in view', () => {
    const scheduler = createLoadScheduler()
    const small = { downloads: 4, memoryBytes: 200, gpuBytes: 100 }
    const ahead = inOrder(['p', 'q'], 'prefetch')
    scheduler.schedule(ahead, small, 0)
    scheduler.loaded('p', 100, 100)
    scheduler.loaded('q', 100, 100)
    scheduler.schedule(ahead, small, 1)
    expect(scheduler.phaseOf('p')).toBe('gpu')
    expect(said(scheduler.schedule([need('v'), ...ahead], small, 2))).toEqual(['dropMemory q', 'start v'])
    scheduler.loaded('v', 100, 100)
    expect(said(scheduler.schedule([need('v'), ...ahead], small, 3))).toEqual(['dropGpu p', 'upload v'])
    expect(scheduler.schedule([need('v'), ...ahead], small, 4)).toEqual([])
  })

  it('[SC9] a smaller budget is kept at once, from the worst place on; a chunk larger than said is not loaded again and again', () => {
    const scheduler = createLoadScheduler()
    const needed = inOrder(['a', 'b', 'c'])
    scheduler.schedule(needed, ROOMY, 0)
    for (const key of ['a', 'b', 'c']) scheduler.loaded(key, 400, 100)
    scheduler.schedule(needed, ROOMY, 1)
    const small = { ...ROOMY, memoryBytes: 1000 }
    expect(said(scheduler.schedule(needed, small, 2))).toEqual(['dropGpu c', 'dropMemory c'])
    for (let ms = 3; ms < 10; ms++) expect(scheduler.schedule(needed, small, ms)).toEqual([])
    scheduler.sized('b', 100, 100)
    expect(said(scheduler.schedule(needed, small, 10))).toEqual(['start c'])
  })

  it('[SC10] a failed chunk is tried again after 1 s, 2 s, 4 s ... at most 60 s, shows as failed meanwhile, and only while needed', () => {
    const scheduler = createLoadScheduler()
    const needed = inOrder(['a'])
    let now = 0
    const waits: number[] = []
    scheduler.schedule(needed, ROOMY, now)
    for (let i = 0; i < 9; i++) {
      scheduler.failed('a', network, now)
      const due = scheduler.nextRetryMs()
      waits.push(due - now)
      expect(scheduler.schedule(needed, ROOMY, due - 1)).toEqual([])
      expect(said(scheduler.schedule(needed, ROOMY, due))).toEqual(['start a'])
      expect(scheduler.stateOf('a')).toBe('failed')
      now = due
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000))
    expect(said(scheduler.schedule([], ROOMY, now))).toEqual(['cancel a'])
    expect(scheduler.schedule([], ROOMY, now + 1e9)).toEqual([])
    expect(scheduler.nextRetryMs()).toBe(Infinity)
    scheduler.schedule(needed, ROOMY, now + 1e9)
    scheduler.loaded('a', 100, 100)
    expect(scheduler.failureOf('a')).toBeUndefined()
  })

  it('[SC11] how soon depends on the kind of problem; what cannot mend itself is never tried again', () => {
    const firstWait = (problem: Problem): number => {
      const scheduler = createLoadScheduler()
      scheduler.schedule(inOrder(['a']), ROOMY, 0)
      scheduler.failed('a', problem, 0)
      return scheduler.nextRetryMs()
    }
    const of = (kind: ProblemKind, more: Partial<Problem> = {}): number => firstWait({ kind, message: '', ...more })
    expect([of('network'), of('stalled'), of('disk'), of('http-status', { status: 503 })]).toEqual([
      1000, 1000, 1000, 1000,
    ])
    expect(of('rate-limited')).toBe(4000)
    expect(of('rate-limited', { retryAfterMs: 30_000 })).toBe(30_000)
    expect([of('not-found'), of('forbidden'), of('bad-chunk'), of('bad-shard')]).toEqual([5_000, 5_000, 5_000, 5_000])
    expect(of('http-status', { status: 400 })).toBe(5_000)
    expect([of('unsupported'), of('too-large'), of('outside')]).toEqual([Infinity, Infinity, Infinity])
    expect(of('cancelled')).toBe(250)
  })

  it('[SC12] a missing chunk is background for ten minutes, then asked for again, and stays background meanwhile', () => {
    const scheduler = createLoadScheduler()
    const needed = inOrder(['a'])
    scheduler.schedule(needed, ROOMY, 0)
    scheduler.missing('a', 0)
    expect(scheduler.stateOf('a')).toBe('background')
    scheduler.schedule([], ROOMY, 1)
    expect(scheduler.schedule(needed, ROOMY, BACKGROUND_MS - 1)).toEqual([])
    expect(said(scheduler.schedule(needed, ROOMY, BACKGROUND_MS))).toEqual(['start a'])
    expect(scheduler.stateOf('a')).toBe('background')
    scheduler.loaded('a', 100, 100)
    expect(said(scheduler.schedule(needed, ROOMY, BACKGROUND_MS + 1))).toEqual(['upload a'])
    expect(scheduler.stateOf('a')).toBe('loaded')
  })

  it('[SC13] remembers a bounded number of background chunks that nobody needs', () => {
    const scheduler = createLoadScheduler()
    const wide = { ...ROOMY, downloads: 1000, memoryBytes: 1e9 }
    for (let page = 0; page < 25; page++) {
      const keys = Array.from({ length: 1000 }, (_, i) => `${page}/${i}`)
      scheduler.schedule(inOrder(keys), wide, page)
      for (const key of keys) scheduler.missing(key, page)
    }
    scheduler.schedule([], wide, 26)
    expect(scheduler.totals().known).toBe(MAX_REMEMBERED)
    expect(scheduler.stateOf('0/0')).toBe('absent')
    expect(scheduler.stateOf('24/999')).toBe('background')
  })

  it('[SC14] uploads at most as many chunks a call as it is told, the best first', () => {
    const scheduler = createLoadScheduler()
    const needed = inOrder(['a', 'b', 'c'])
    scheduler.schedule(needed, ROOMY, 0)
    for (const key of ['c', 'b', 'a']) scheduler.loaded(key, 100, 100)
    const few = { ...ROOMY, uploads: 2 }
    expect(said(scheduler.schedule(needed, few, 1))).toEqual(['upload a', 'upload b'])
    expect(said(scheduler.schedule(needed, few, 2))).toEqual(['upload c'])
  })

  it('[SC15] a chunk that several layers of the list name is loaded once, at its best place', () => {
    const scheduler = createLoadScheduler()
    const needed = [need('p', 'prefetch', 0), need('a', 'prefetch', 1), need('a', 'visible', 7)]
    expect(said(scheduler.schedule(needed, ROOMY, 0))).toEqual(['start a', 'start p'])
  })

  it('[SC16] a closed layer leaves nothing behind; a lost context leaves everything in memory', () => {
    const scheduler = createLoadScheduler()
    fill(scheduler, ['x/1', 'y/1'])
    scheduler.schedule([need('x/2')], ROOMY, 1)
    scheduler.gpuLost()
    expect(scheduler.totals()).toMatchObject({ gpuBytes: 0, memoryBytes: 200 })
    expect(said(scheduler.schedule([need('x/1'), need('x/2')], ROOMY, 2))).toEqual(['upload x/1'])
    expect(said(scheduler.forget('x/')).sort()).toEqual(['cancel x/2', 'dropGpu x/1', 'dropMemory x/1'])
    expect(scheduler.totals()).toMatchObject({ loading: 0, gpuBytes: 0, memoryBytes: 100, known: 1, wanted: 0 })
  })

  it('[SC17] counts what is wanted, ready and failed, without prefetch', () => {
    const scheduler = createLoadScheduler()
    const needed = [...inOrder(['a', 'b', 'c', 'd']), need('p', 'prefetch')]
    scheduler.schedule(needed, { ...ROOMY, downloads: 9 }, 0)
    scheduler.loaded('a', 100, 100)
    scheduler.missing('b', 0)
    scheduler.failed('c', network, 0)
    scheduler.schedule(needed, ROOMY, 1)
    expect(scheduler.totals()).toMatchObject({ wanted: 4, ready: 2, failed: 1, loading: 2 })
  })
})
