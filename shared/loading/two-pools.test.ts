import { describe, expect, it } from 'vitest'
import { createLoadScheduler } from './load-scheduler.ts'
import type { LoadScheduler, LoadTier, NeededLoad, SchedulerAction, SchedulerCapacities } from './scheduler-events.ts'

const ROOMY: SchedulerCapacities = {
  ...{ downloads: 8, memoryBytes: 1e6, gpuBytes: 1e6 },
  meshes: { memoryBytes: 1e6, gpuBytes: 1e6 },
}
const need = (key: string, tier: LoadTier, order = 0, bytes = 100): NeededLoad => ({ key, tier, order, bytes })
const many = (name: string, tier: LoadTier, count: number): NeededLoad[] =>
  Array.from({ length: count }, (_, order) => need(`${name}${order}`, tier, order))
const said = (actions: readonly SchedulerAction[]): string[] => actions.map(({ kind, key }) => `${kind} ${key}`)

function arrive(scheduler: LoadScheduler, keys: readonly string[], bytes = 100): void {
  for (const key of keys) expect(scheduler.loaded(key, bytes, bytes)).toBe(true)
}

describe('scheduler of chunks and meshes', () => {
  it('[SL1] meshes take at most half of the downloads, shapes before details, and chunks ahead of the flight the rest', () => {
    const scheduler = createLoadScheduler()
    const needed = [...many('d', 'detail', 3), ...many('s', 'shape', 2), ...many('p', 'prefetch', 9)]
    expect(said(scheduler.schedule(needed, ROOMY, 0))).toEqual([
      ...['start p0', 'start p1', 'start p2', 'start p3'],
      ...['start s0', 'start s1', 'start d0', 'start d1'],
    ])
  })

  it('[SL2] chunks that come into view get all downloads but a quarter at once: the worst mesh loads are cancelled', () => {
    const scheduler = createLoadScheduler()
    const meshes = [...many('s', 'shape', 2), ...many('d', 'detail', 2)]
    scheduler.schedule(meshes, ROOMY, 0)
    const needed = [...meshes, ...many('v', 'visible', 20)]
    const actions = said(scheduler.schedule(needed, ROOMY, 1))
    expect(actions.slice(0, 2)).toEqual(['cancel d1', 'cancel d0'])
    expect(actions.filter((action) => action.startsWith('start v'))).toHaveLength(6)
    expect(scheduler.totals()).toMatchObject({ loading: 6, meshes: { loading: 2 } })
  })

  it('[SL2] under chunks in view without end the scene goes on all the same, and ends', () => {
    const scheduler = createLoadScheduler()
    const meshes = many('s', 'shape', 30)
    let calls = 0
    for (; scheduler.totals().meshes.ready < 30 && calls < 100; calls++) {
      const needed = [...meshes, ...many(`v${calls}/`, 'visible', 50)]
      for (const { kind, key } of scheduler.schedule(needed, ROOMY, calls)) {
        if (kind === 'start' && key.startsWith('s')) arrive(scheduler, [key])
      }
      expect(scheduler.totals().loading + scheduler.totals().meshes.loading).toBeLessThanOrEqual(8)
    }
    expect(calls).toBeLessThan(30)
  })

  it('[SL3] each pool has its own budgets: no mesh makes a chunk leave, and no chunk a mesh', () => {
    const scheduler = createLoadScheduler()
    const small: SchedulerCapacities = {
      ...{ downloads: 8, memoryBytes: 200, gpuBytes: 200 },
      meshes: { memoryBytes: 300, gpuBytes: 200 },
    }
    const chunks = many('v', 'visible', 3)
    const meshes = many('s', 'shape', 4)
    scheduler.schedule([...chunks, ...meshes], small, 0)
    arrive(scheduler, ['v0', 'v1', 's0', 's1'])
    expect(said(scheduler.schedule([...chunks, ...meshes], small, 1))).toEqual([
      ...['upload v0', 'upload v1', 'upload s0', 'upload s1'],
    ])
    // Other meshes are shown: the old ones leave, and no chunk does.
    const others = many('t', 'shape', 2)
    expect(said(scheduler.schedule([...chunks, ...others], small, 2))).toEqual([
      ...['cancel s2', 'start t0', 'dropGpu s1', 'dropMemory s1', 'start t1'],
    ])
    expect(scheduler.totals()).toMatchObject({ gpuBytes: 200, ready: 2 })
  })

  it('[SL3] a shape takes the room of details; without a budget for meshes none is loaded', () => {
    const scheduler = createLoadScheduler()
    const small: SchedulerCapacities = { ...ROOMY, meshes: { memoryBytes: 200, gpuBytes: 200 } }
    const details = many('d', 'detail', 2)
    scheduler.schedule(details, small, 0)
    arrive(scheduler, ['d0', 'd1'])
    scheduler.schedule(details, small, 1)
    expect(said(scheduler.schedule([...details, need('s', 'shape')], small, 2))).toEqual([
      ...['dropGpu d1', 'dropMemory d1', 'start s'],
    ])
    const { meshes: _, ...none } = ROOMY
    expect(createLoadScheduler().schedule(details, none, 0)).toEqual([])
  })

  it('[SL19] details that nothing has room for are not waited for, until there is room', () => {
    const scheduler = createLoadScheduler()
    const room = (bytes: number): SchedulerCapacities => ({ ...ROOMY, meshes: { memoryBytes: bytes, gpuBytes: bytes } })
    const needed = [...many('s', 'shape', 1), ...many('d', 'detail', 4)]
    scheduler.schedule(needed, room(300), 0)
    expect(scheduler.totals().meshes).toMatchObject({ loading: 3, wanted: 3, ready: 0 })
    arrive(scheduler, ['s0', 'd0', 'd1'])
    scheduler.schedule(needed, room(300), 1)
    expect(scheduler.totals().meshes).toMatchObject({ loading: 0, wanted: 3, ready: 3 })
    scheduler.schedule(needed, { ...ROOMY, meshes: { memoryBytes: 500, gpuBytes: 400 } }, 2)
    arrive(scheduler, ['d2', 'd3'])
    scheduler.schedule(needed, { ...ROOMY, meshes: { memoryBytes: 500, gpuBytes: 400 } }, 3)
    expect(scheduler.totals().meshes, 'one of them finds no room on the GPU').toMatchObject({ wanted: 4, ready: 4 })
    scheduler.schedule(needed, room(500), 4)
    expect(scheduler.totals().meshes).toMatchObject({ wanted: 5, ready: 5 })
  })

  it('[SL4] counts chunks and meshes apart; a closed layer and a lost context concern both', () => {
    const scheduler = createLoadScheduler()
    const needed = [need('1/v', 'visible'), need('1/s', 'shape'), need('1/d', 'detail'), need('2/s', 'shape')]
    scheduler.schedule(needed, ROOMY, 0)
    arrive(scheduler, ['1/v', '1/s'])
    scheduler.failed('1/d', { kind: 'network', message: 'no connection' }, 0)
    scheduler.schedule(needed, ROOMY, 1)
    const meshes = { wanted: 3, ready: 1, failed: 1, failure: { kind: 'network' } }
    expect(scheduler.totals()).toMatchObject({ wanted: 1, ready: 1, failed: 0, meshes })
    scheduler.gpuLost()
    expect([scheduler.phaseOf('1/v'), scheduler.phaseOf('1/s')]).toEqual(['memory', 'memory'])
    expect(said(scheduler.forget('1/')).sort()).toEqual(['dropMemory 1/s', 'dropMemory 1/v'])
    expect(scheduler.totals()).toMatchObject({ known: 1, meshes: { wanted: 1 } })
  })
})
