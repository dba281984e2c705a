import type { Box3, Vec3 } from '../../../geometry.ts'
import { FACES } from '../../surfaces/surface-block.ts'
import { type BlockScale, cellOfIndex, indexOf, isCell } from '../block-scale.ts'
import { type KnownBlock, noDetail, noneShown } from '../known-block.ts'
import type { SceneSight, SceneState } from '../needed-blocks.ts'
import { createSceneBlocks } from '../scene-blocks.ts'
import { drawnAnew } from './drawn-anew.ts'

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Nanometres: the edge of a block of the finest scale. */
export const FINEST_NM = 1000

/** Scales whose blocks nest, each twice as coarse as the one before it. */
export function toyScales(levels: number, finest: number): BlockScale[] {
  return Array.from({ length: levels }, (_, scale): BlockScale => {
    const count = finest / 2 ** scale
    const edge = FINEST_NM * 2 ** scale
    return {
      scale,
      counts: [count, count, count],
      errorNm: 16 * 2 ** scale,
      boxOf: ([x, y, z]): Box3 => {
        return { min: [x * edge, y * edge, z * edge], max: [(x + 1) * edge, (y + 1) * edge, (z + 1) * edge] }
      },
      cellAt: (nm): Vec3 | undefined => {
        const cell: Vec3 = [Math.floor(nm[0] / edge), Math.floor(nm[1] / edge), Math.floor(nm[2] / edge)]
        return cell.every((place) => place >= 0 && place < count) ? cell : undefined
      },
    }
  })
}

/** Labels as walks over the blocks of the finest scale: which labels each block holds, per scale, by its number. */
export function toyLabels(random: () => number, scales: readonly BlockScale[], count: number, steps: number) {
  const holds = scales.map(() => new Map<number, Set<number>>())
  const side = scales[0]!.counts[0]
  for (let label = 1; label <= count; label++) {
    let cell: Vec3 = [Math.floor(random() * side), Math.floor(random() * side), Math.floor(random() * side)]
    for (let step = 0; step < steps; step++) {
      for (const [level, scale] of scales.entries()) {
        const part = 2 ** level
        const at = indexOf(scale, [Math.floor(cell[0] / part), Math.floor(cell[1] / part), Math.floor(cell[2] / part)])
        const labels = holds[level]!.get(at) ?? new Set()
        holds[level]!.set(at, labels.add(label))
      }
      const { at } = FACES[Math.floor(random() * 6)]!
      const next: Vec3 = [cell[0] + at[0], cell[1] + at[1], cell[2] + at[2]]
      if (isCell(scales[0]!, next)) cell = next
    }
  }
  return holds
}

/** A scene whose blocks are made of `holds`: a piece has 10 triangles for each block of the finest scale in it. */
export function toyScene(scales: readonly BlockScale[], holds: readonly ReadonlyMap<number, ReadonlySet<number>>[]) {
  const seeds = scales.map(() => new Set<number>())
  const failed = scales.map(() => new Set<number>())
  let isShown = (_label: number): boolean => false

  const children = (level: number, cell: Vec3, label: number): number[] => {
    const found: number[] = []
    for (let child = 0; child < 8 && level > 0; child++) {
      const at: Vec3 = [2 * cell[0] + (child & 1), 2 * cell[1] + ((child >> 1) & 1), 2 * cell[2] + (child >> 2)]
      const index = indexOf(scales[level - 1]!, at)
      if (holds[level - 1]!.get(index)?.has(label) === true) found.push(index)
    }
    return found
  }
  const finerOf = ({ level, cell, labels }: KnownBlock, piece: number) =>
    Uint32Array.from(children(level, cell, labels[piece]!))
  const scene = createSceneBlocks(scales, finerOf)
  const { blocks } = scene
  const state: SceneState = { scales, seeds, blocks, failed }
  const all = () => blocks.flatMap((level) => [...level.values()])
  return {
    state,
    arrive(level: number, index: number): void {
      const scale = scales[level]!
      const cell = cellOfIndex(scale, index)
      const labels = Uint32Array.from(holds[level]!.get(index) ?? [])
      const faces = Uint8Array.from(labels, (label) => {
        return FACES.reduce((bits, { at }, face) => {
          const next: Vec3 = [cell[0] + at[0], cell[1] + at[1], cell[2] + at[2]]
          const goesOn = isCell(scale, next) && holds[level]!.get(indexOf(scale, next))?.has(label) === true
          return goesOn ? bits | (1 << face) : bits
        }, 0)
      })
      const triangleStarts = Uint32Array.from({ length: labels.length + 1 }, (_, piece) => piece * 10 * 2 ** level)
      const known = { level, cell, index, box: scale.boxOf(cell), labels, faces, triangleStarts }
      const own = { isEarly: false, isDrawable: true, shown: noneShown(), detail: noDetail(labels.length) }
      scene.add({ ...known, ...own }, isShown)
    },
    fail: (level: number, index: number): void => void failed[level]!.add(index),
    leave(level: number, index: number): void {
      const block = blocks[level]!.get(index)
      if (block !== undefined) scene.remove(block)
    },
    setDrawable: scene.setDrawable,
    all,
    show(next: (label: number) => boolean): void {
      isShown = next
      for (const { labels } of all()) for (const label of labels) scene.setShown(label, next(label))
    },
    /** Of each block with pieces that are drawn, these. */
    drawn(sight: SceneSight, most: number): Map<KnownBlock, Uint32Array> {
      scene.choose(sight, most)
      const drawn = all().filter(({ detail }) => detail.drawn.length > 0)
      return new Map(drawn.map((block) => [block, block.detail.drawn]))
    },
    /** The same, found without anything kept. */
    drawnAnew: (sight: SceneSight, most: number) => drawnAnew({ scales, blocks, isShown, finerOf }, sight, most),
    seed(nm: Vec3): void {
      for (const [level, scale] of scales.entries()) {
        const cell = scale.cellAt(nm)
        if (cell !== undefined) seeds[level]!.add(indexOf(scale, cell))
      }
    },
  }
}
