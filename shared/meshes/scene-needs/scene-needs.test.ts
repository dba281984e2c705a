import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../../geometry.ts'
import { frustumOf } from '../../view/scene/frustum.ts'
import { initialSceneCamera } from '../../view/scene/scene-camera.ts'
import { sceneViewOf } from '../../view/scene/scene-view.ts'
import { cellOfIndex, firstShapeScale, indexOf } from './block-scale.ts'
import type { KnownBlock } from './known-block.ts'
import { MOST_SHAPE_BLOCKS, type NeededBlock, neededBlocks, type SceneSight } from './needed-blocks.ts'
import { FINEST_NM, randomFrom, toyLabels, toyScales, toyScene } from './testing/toy-scene.ts'

const FINEST = 16
const SCALES = toyScales(4, FINEST)
/** Outside of the toy volume, so that the camera's own place is no block. */
const BESIDE: Vec3 = [-1, -1, -1]
const ROOMY = Number.POSITIVE_INFINITY

/** `nmPerPixel`: 30 and more show all of the toy volume. */
function sightFrom(position: Vec3, nmPerPixel: number): SceneSight {
  const view = sceneViewOf(
    position,
    { ...initialSceneCamera(nmPerPixel), projection: 'orthographic' },
    { width: 600, height: 600 },
    1,
  )
  return { view, frustum: frustumOf(view) }
}
const FAR = sightFrom(BESIDE, 1000)
/** Close enough that the finest scale is asked for everywhere, with all in view. */
const CLOSE: SceneSight = { ...sightFrom(BESIDE, 1), frustum: { sides: [] } }

const keyOf = ({ level, cell }: NeededBlock): string => `${level}/${indexOf(SCALES[level]!, cell)}`

/** Of each label and block of the finest scale that holds it: at how many levels it is drawn there, and could be. */
function coverage(state: ReturnType<typeof toyScene>['state'], drawn: Map<KnownBlock, Uint32Array>) {
  const counts = new Map<string, number>()
  for (const [block, pieces] of drawn) {
    const side = 2 ** block.level
    for (const piece of pieces) {
      for (let part = 0; part < side ** 3; part++) {
        const at = [part % side, Math.floor(part / side) % side, Math.floor(part / side ** 2)]
        const cell = block.cell.map((place, axis) => place * side + at[axis]!) as unknown as Vec3
        const key = `${block.labels[piece]!}@${indexOf(state.scales[0]!, cell)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
  }
  return counts
}

/** Every shown label is drawn just once at each place where a block in memory has it at the first scale. */
function mustCover(
  scene: ReturnType<typeof toyScene>,
  holds: ReturnType<typeof toyLabels>,
  shown: ReadonlySet<number>,
  sight: SceneSight,
  most = ROOMY,
) {
  const drawn = scene.drawn(sight, most)
  const counts = coverage(scene.state, drawn)
  const first = firstShapeScale(SCALES)
  const part = 2 ** first
  for (const [index, labels] of holds[0]!) {
    const cell = cellOfIndex(SCALES[0]!, index)
    const over = indexOf(SCALES[first]!, cell.map((place) => Math.floor(place / part)) as unknown as Vec3)
    if (!scene.state.blocks[first]!.has(over)) continue
    for (const label of labels) {
      const drawnTimes = counts.get(`${label}@${index}`) ?? 0
      if (drawnTimes !== (shown.has(label) ? 1 : 0)) throw new Error(`label ${label} at ${index}: ${drawnTimes} times`)
    }
  }
  return drawn
}

/** Loads what is needed, some at a time, until nothing more is. Returns the loads in their order. */
function load(
  scene: ReturnType<typeof toyScene>,
  sight: SceneSight,
  random: () => number,
  each = (): void => undefined,
): string[] {
  const loaded: string[] = []
  for (let turn = 0; turn < 2000; turn++) {
    const missing = neededBlocks(scene.state, sight, () => 1, ROOMY).filter(
      ({ level, cell }) => !scene.state.blocks[level]!.has(indexOf(SCALES[level]!, cell)),
    )
    if (missing.length === 0) return loaded
    // One of the first few arrives.
    const next = missing[Math.floor(random() * Math.min(4, missing.length))]!
    scene.arrive(next.level, indexOf(SCALES[next.level]!, next.cell))
    loaded.push(keyOf(next))
    each()
  }
  throw new Error('the loads have no end')
}

describe('scene needs', () => {
  it('[SL6] a shape begins at the finest scale of few blocks, where a segment is known to be; then come finer blocks, and all of the few where nobody knows a place', () => {
    const random = randomFrom(1)
    const holds = toyLabels(random, SCALES, 1, 1)
    const scene = toyScene(SCALES, holds)
    scene.show((label) => label === 1)
    const [index] = [...holds[0]!.keys()]
    const at = cellOfIndex(SCALES[0]!, index!)
    scene.seed(at.map((place) => (place + 0.5) * FINEST_NM) as unknown as Vec3)
    expect(firstShapeScale(SCALES)).toBe(2)
    const needed = neededBlocks(scene.state, FAR, () => 1, ROOMY)
    expect(needed[0]).toMatchObject({
      level: 2,
      tier: 'shape',
      cell: at.map((place) => Math.floor(place / 4)),
      order: 0,
    })
    expect(needed).toHaveLength(1)
    // A finer block waits for the coarser one there, unless that cannot be had.
    const levels = () => neededBlocks(scene.state, CLOSE, () => 1, ROOMY).map(({ level }) => level)
    expect(levels()).toEqual([2])
    scene.arrive(2, indexOf(SCALES[2]!, needed[0]!.cell))
    expect(levels()).toEqual([2, 1])
    scene.fail(1, indexOf(SCALES[1]!, at.map((place) => Math.floor(place / 2)) as unknown as Vec3))
    expect(levels()).toEqual([2, 1, 0])
    // Nobody knows where it is.
    const lost = neededBlocks(toyScene(SCALES, holds).state, CLOSE, () => 1, ROOMY)
    expect(lost.map(({ level, tier }) => `${level} ${tier}`)).toEqual(Array.from({ length: 64 }, () => '2 detail'))
  })

  it('[SL6] follows a segment through the faces that its pieces touch, at every scale, and ends where it ends', () => {
    const large = toyScales(2, 16)
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomFrom(seed)
      const holds = toyLabels(random, large, 12, 30)
      const scene = toyScene(large, holds)
      scene.show((label) => label === 3)
      const own = [...holds[0]!].filter(([, labels]) => labels.has(3)).map(([index]) => index)
      scene.seed(cellOfIndex(large[0]!, own[0]!).map((place) => (place + 0.5) * FINEST_NM) as unknown as Vec3)
      const loaded = new Set<string>()
      for (let turn = 0; turn < 500; turn++) {
        const needed = neededBlocks(scene.state, CLOSE, () => 1, ROOMY)
        const next = needed.find(({ level, cell }) => !scene.state.blocks[level]!.has(indexOf(large[level]!, cell)))
        if (next === undefined) break
        scene.arrive(next.level, indexOf(large[next.level]!, next.cell))
        loaded.add(`${next.level}/${indexOf(large[next.level]!, next.cell)}`)
      }
      for (const [level, at] of holds.entries()) {
        const all = [...at].filter(([, labels]) => labels.has(3)).map(([index]) => `${level}/${index}`)
        expect(all.filter((key) => !loaded.has(key))).toEqual([])
      }
      expect(loaded.size).toBe(holds.reduce((sum, at) => sum + [...at.values()].filter((l) => l.has(3)).length, 0))
    }
  })

  it('[SL7] while finer blocks come and go in any order, each place of a shown segment is drawn just once', () => {
    let finest = 0
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomFrom(seed)
      const holds = toyLabels(random, SCALES, 20, 25)
      const scene = toyScene(SCALES, holds)
      const shown = new Set([1, 2, 3, 4])
      scene.show((label) => shown.has(label))
      load(scene, CLOSE, random, () => void mustCover(scene, holds, shown, CLOSE))
      for (const block of mustCover(scene, holds, shown, CLOSE).keys()) if (block.level === 0) finest++
      // Finer blocks leave for want of room.
      for (const level of [0, 1]) {
        for (const index of [...scene.state.blocks[level]!.keys()]) {
          if (random() < 0.5) scene.leave(level, index)
          mustCover(scene, holds, shown, CLOSE)
        }
      }
      mustCover(scene, holds, shown, FAR)
    }
    expect(finest).toBeGreaterThan(200)
  })

  it('[SL8] after any edit or choice of segments, all that is in memory of the shown ones is drawn at once, without a load', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomFrom(seed)
      const holds = toyLabels(random, SCALES, 20, 25)
      const scene = toyScene(SCALES, holds)
      scene.show((label) => label <= 4)
      load(scene, CLOSE, random)
      for (let edit = 0; edit < 40; edit++) {
        const shown = new Set(Array.from({ length: 20 }, (_, i) => i + 1).filter(() => random() < 0.3))
        scene.show((label) => shown.has(label))
        mustCover(scene, holds, shown, CLOSE)
      }
      // Taken back: what is needed is in memory.
      scene.show((label) => label <= 4)
      expect(load(scene, CLOSE, random)).toEqual([])
    }
  })

  it('[SL20] of a segment in thousands of blocks, what is seen or near is loaded, the nearest first, and no more than a bound', () => {
    const huge = toyScales(6, 1024)
    const first = firstShapeScale(huge)
    const edge = FINEST_NM * 2 ** first
    const [side, middle] = [huge[first]!.counts[0], huge[first]!.counts[0] / 2]
    // A sheet through the whole volume, and an axon that leads away from it.
    const holds = huge.map(() => new Map<number, Set<number>>())
    for (let x = 0; x < side; x++) {
      for (let y = 0; y < side; y++) holds[first]!.set(indexOf(huge[first]!, [x, y, middle]), new Set([1]))
      holds[first]!.set(indexOf(huge[first]!, [x, middle, 3]), new Set([2]))
    }
    const at = (x: number, z: number): Vec3 => [(x + 0.5) * edge, (middle + 0.5) * edge, (z + 0.5) * edge]
    const loadedFrom = (label: number, position: Vec3, nmPerPixel: number, scene = toyScene(huge, holds)) => {
      scene.show((each) => each === label)
      scene.seed(position)
      const sight = sightFrom(position, nmPerPixel)
      const distances: number[] = []
      for (;;) {
        const needed = neededBlocks(scene.state, sight, () => 1, ROOMY)
        const next = needed.find(({ level, cell }) => !scene.state.blocks[level]!.has(indexOf(huge[level]!, cell)))
        if (next === undefined) return { scene, distances }
        scene.arrive(next.level, indexOf(huge[next.level]!, next.cell))
        if (next.tier === 'shape')
          distances.push(Math.hypot(...next.cell.map((place, axis) => (place + 0.5) * edge - position[axis]!)) / edge)
      }
    }
    // The panel is two blocks wide: of the axon come those in it and two panels on both sides.
    const axon = loadedFrom(2, at(middle, 3), (2 * edge) / 600).distances
    expect(axon.length).toBeGreaterThan(8)
    expect(Math.max(...axon)).toBeLessThan(6)
    // All of the sheet is seen: the bound holds, and what is near the middle came.
    const sheet = loadedFrom(1, at(middle, middle), (side * edge) / 600)
    expect(sheet.distances).toHaveLength(MOST_SHAPE_BLOCKS)
    expect(Math.max(...sheet.distances)).toBeLessThan(2 * Math.sqrt(MOST_SHAPE_BLOCKS / Math.PI))
    // Elsewhere, what is near there comes, whatever is in memory.
    const beside = loadedFrom(1, at(10, middle), (2 * edge) / 600, sheet.scene).distances
    expect(beside.length).toBeGreaterThan(50)
    expect(Math.max(...beside)).toBeLessThan(10)
  })

  it('[SL9] draws finer levels only within the budget of triangles, and loads only within that of bytes', () => {
    const random = randomFrom(7)
    const holds = toyLabels(random, SCALES, 20, 25)
    const scene = toyScene(SCALES, holds)
    const shown = new Set([1, 2, 3, 4, 5])
    scene.show((label) => shown.has(label))
    load(scene, CLOSE, random)
    const count = (drawn: Map<KnownBlock, Uint32Array>): number =>
      [...drawn].reduce((sum, [block, pieces]) => sum + pieces.length * 10 * 2 ** block.level, 0)
    const least = count(mustCover(scene, holds, shown, CLOSE, 0))
    const all = count(mustCover(scene, holds, shown, CLOSE))
    expect(all).toBeGreaterThan(least)
    const most = Math.round((least + all) / 2)
    const some = count(mustCover(scene, holds, shown, CLOSE, most))
    expect(some).toBeLessThanOrEqual(most)
    expect(some).toBeGreaterThan(least)
    const needed = neededBlocks(scene.state, CLOSE, () => 100, 1050)
    expect(needed).toHaveLength(10)
    expect(needed).toEqual(neededBlocks(scene.state, CLOSE, () => 100, ROOMY).slice(0, 10))
  })
})
