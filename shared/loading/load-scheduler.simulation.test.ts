import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../geometry.ts'
import type { Camera, SliceKind } from '../view/camera.ts'
import { centredOn, dragged, stepped, turned, zoomedAt } from '../view/camera-moves.ts'
import { chunkBytes, chunkIndex } from '../view/chunks/cell-ranges.ts'
import { neededChunks } from '../view/chunks/needed-chunks.ts'
import { estimateMotion, type PastPosition } from '../view/motion.ts'
import { planeOf } from '../view/slice/slice-plane.ts'
import { cameraAt, panel, pyramid } from '../view/testing/volume-fixture.ts'
import { createLoadScheduler } from './load-scheduler.ts'
import type { NeededLoad, SchedulerAction } from './scheduler-events.ts'

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

/** `expect` would be most of the work of a million checks. */
function must(condition: boolean): void {
  if (!condition) throw new Error('the simulated caller was told something impossible, or a capacity was exceeded')
}

const FRAME_MS = 100
const MB = 1024 * 1024
const KINDS: readonly SliceKind[] = ['xy', 'xz', 'yz']
const VOXEL: Vec3 = [8, 8, 40]

/** A caller that does what the scheduler says, and keeps its own books of what that takes. */
function world(random: () => number, capacities: { downloads: number; memoryBytes: number; gpuBytes: number }) {
  const layers = [
    pyramid([20_000, 20_000, 3_000], VOXEL, [64, 64, 64], 6, 'image'),
    pyramid([20_000, 20_000, 3_000], VOXEL, [64, 64, 64], 6, 'segmentation'),
  ]
  const scheduler = createLoadScheduler()
  const flights = new Map<string, { dueMs: number; bytes: number }>()
  const memory = new Map<string, number>()
  const gpu = new Set<string>()
  const starts = new Map<string, number>()
  const most = { memory: 0, gpu: 0, loading: 0 }
  const seen = { starts: 0, cancels: 0, dropGpu: 0, dropMemory: 0, failures: 0, missing: 0 }
  const sum = (keys: Iterable<string>): number => {
    let total = 0
    for (const key of keys) total += memory.get(key)!
    return total
  }
  let memoryBytes = 0
  let gpuBytes = 0

  const obey = (action: SchedulerAction, bytesOf: ReadonlyMap<string, number>, nowMs: number): void => {
    const { key } = action
    switch (action.kind) {
      case 'start':
        must(!(flights.has(key) || memory.has(key)))
        seen.starts++
        starts.set(key, (starts.get(key) ?? 0) + 1)
        flights.set(key, {
          dueMs: nowMs + 40 + random() * 400,
          bytes: Math.ceil(bytesOf.get(key)! * (0.4 + 0.6 * random())),
        })
        break
      case 'cancel':
        must(flights.delete(key))
        seen.cancels++
        break
      case 'upload':
        must(memory.has(key) && !gpu.has(key))
        gpu.add(key)
        gpuBytes += memory.get(key)!
        break
      case 'dropGpu':
        must(gpu.delete(key))
        gpuBytes -= memory.get(key)!
        seen.dropGpu++
        break
      case 'dropMemory':
        must(memory.has(key) && !gpu.has(key))
        memoryBytes -= memory.get(key)!
        memory.delete(key)
        seen.dropMemory++
    }
    most.loading = Math.max(most.loading, flights.size)
    most.gpu = Math.max(most.gpu, gpuBytes)
    must(flights.size <= capacities.downloads)
    must(gpuBytes <= capacities.gpuBytes)
  }

  const arrive = (nowMs: number): void => {
    for (const [key, { dueMs, bytes }] of flights) {
      if (dueMs > nowMs) continue
      flights.delete(key)
      const fate = random()
      if (fate < 0.03) {
        scheduler.failed(key, { kind: fate < 0.02 ? 'network' : 'bad-chunk', message: '' }, nowMs)
        seen.failures++
      } else if (fate < 0.1) {
        scheduler.missing(key, nowMs)
        seen.missing++
      } else {
        must(scheduler.loaded(key, bytes, bytes))
        memory.set(key, bytes)
        memoryBytes += bytes
      }
    }
    most.memory = Math.max(most.memory, memoryBytes)
    must(memoryBytes <= capacities.memoryBytes)
  }

  const frame = (camera: Camera, history: readonly PastPosition[], nowMs: number): NeededLoad[] => {
    arrive(nowMs)
    const planes = KINDS.map((kind) => planeOf(camera, kind, panel(320, 240), 1))
    const motion = estimateMotion(history, nowMs)
    const bytesOf = new Map<string, number>()
    const needed = layers.flatMap((volume, layer) =>
      neededChunks(volume, planes, motion, (capacities.gpuBytes * 0.9) / layers.length).map((chunk): NeededLoad => {
        const scale = volume.scales[chunk.scale]!
        const key = `${layer}/${chunk.scale}/${chunkIndex(scale, chunk.cell)}`
        bytesOf.set(key, chunkBytes(volume, scale))
        return { key, tier: chunk.tier, order: chunk.order, bytes: chunkBytes(volume, scale) }
      }),
    )
    for (const action of scheduler.schedule(needed, capacities, nowMs)) obey(action, bytesOf, nowMs)
    return needed
  }
  const check = (): void => {
    expect(scheduler.totals()).toMatchObject({ loading: flights.size, memoryBytes, gpuBytes })
    expect(sum(memory.keys())).toBe(memoryBytes)
    expect(sum(gpu)).toBe(gpuBytes)
  }
  return { frame, check, scheduler, most, seen, starts }
}

/** A flight as a person flies: runs of steps, pans, zooms, a turn, a jump, a rest. */
function nextMove(random: () => number): (camera: Camera) => Camera {
  const kind = KINDS[Math.floor(random() * 3)]!
  const speed = (random() - 0.5) * 2
  const act = random()
  if (act < 0.4) return (camera) => stepped(camera, kind, Math.round(speed * 4), VOXEL)
  if (act < 0.65) return (camera) => dragged(camera, kind, speed * 40, (random() - 0.5) * 40)
  if (act < 0.8) return (camera) => zoomedAt(camera, kind, 100, -50, 1 + speed * 0.04)
  if (act < 0.85) return (camera) => turned(camera, kind, { inPlane: speed * 0.03, right: 0.01 })
  if (act < 0.9) {
    let jumped = false
    return (camera) => {
      if (jumped) return camera
      jumped = true
      return { ...centredOn(camera, [random() * 160_000, random() * 160_000, random() * 120_000]), nmPerPixel: 8 }
    }
  }
  return (camera) => camera
}

function fly(seed: number, minutes: number, capacities: { downloads: number; memoryBytes: number; gpuBytes: number }) {
  const random = randomFrom(seed)
  const simulated = world(random, capacities)
  let camera = cameraAt([80_000, 80_000, 60_000], 8)
  let history: PastPosition[] = []
  let move = nextMove(random)
  const frames = (minutes * 60_000) / FRAME_MS
  for (let frame = 0; frame < frames; frame++) {
    const nowMs = frame * FRAME_MS
    if (frame % 20 === 0) move = nextMove(random)
    const next = move(camera)
    if (next !== camera) {
      camera = next
      if (camera.position.some((nm, axis) => nm < 0 || nm > [160_000, 160_000, 120_000][axis]!)) {
        camera = centredOn(camera, [80_000, 80_000, 60_000])
      }
      history = [...history.slice(-30), { atMs: nowMs, position: camera.position }]
    }
    simulated.frame(camera, history, nowMs)
    if (frame % 50 === 0) simulated.check()
  }
  return { ...simulated, camera, history, endMs: frames * FRAME_MS }
}

describe('an hour of random flight, simulated', () => {
  const capacities = { downloads: 16, memoryBytes: 120 * MB, gpuBytes: 64 * MB }

  it('[SC18] neither GPU nor memory bytes nor loads in flight ever exceed their capacities', () => {
    // Every action of the hour is checked inside; here, that the flight was worth it.
    const total = { starts: 0, cancels: 0, dropGpu: 0, dropMemory: 0, failures: 0, missing: 0 }
    let fullGpu = 0
    let fullMemory = 0
    for (let seed = 1; seed <= 15; seed++) {
      const { most, seen } = fly(seed, 4, capacities)
      for (const what of ['starts', 'cancels', 'dropGpu', 'dropMemory', 'failures', 'missing'] as const)
        total[what] += seen[what]
      if (most.gpu > 0.95 * capacities.gpuBytes) fullGpu++
      if (most.memory > 0.9 * capacities.memoryBytes) fullMemory++
    }
    expect(Math.min(total.cancels, total.dropGpu, total.dropMemory, total.failures, total.missing)).toBeGreaterThan(200)
    expect(Math.min(fullGpu, fullMemory)).toBeGreaterThan(5)
  }, 300_000)

  it('[SC19] at rest every view completes, and then nothing more is done', () => {
    for (let seed = 101; seed <= 105; seed++) {
      const { frame, scheduler, camera, endMs, seen, check } = fly(seed, 0.5, capacities)
      const now = endMs
      for (let i = 0; i < 1200; i++) frame(camera, [], now + i * FRAME_MS)
      const { wanted, ready, failed } = scheduler.totals()
      expect(ready + failed).toBe(wanted)
      expect(wanted).toBeGreaterThan(0)
      const before = { ...seen }
      for (let i = 0; i < 20; i++) frame(camera, [], now + 1200 * FRAME_MS)
      expect(seen).toEqual(before)
      check()
    }
  }, 120_000)

  it('[SC20] a dead origin is not hammered: each chunk is asked for at most 18 times in ten minutes', () => {
    const scheduler = createLoadScheduler()
    const needed = Array.from(
      { length: 200 },
      (_, order): NeededLoad => ({ key: `${order}`, tier: 'visible', order, bytes: 1000 }),
    )
    const asked = new Map<string, number>()
    for (let now = 0; now <= 600_000; now += FRAME_MS) {
      for (const { kind, key } of scheduler.schedule(needed, capacities, now)) {
        if (kind !== 'start') continue
        asked.set(key, (asked.get(key) ?? 0) + 1)
        scheduler.failed(key, { kind: 'network', message: '' }, now)
      }
    }
    expect(asked.size).toBe(200)
    expect(Math.max(...asked.values())).toBeLessThanOrEqual(18)
    expect(Math.min(...asked.values())).toBeGreaterThan(8)
  })
})
