import type { LabelChunk } from '../../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../../shared/geometry.ts'
import { addChunk, labelBoxOf, openLabelBox } from '../../../../shared/meshes/surfaces/label-box.ts'
import type { SurfaceBlock } from '../../../../shared/meshes/surfaces/surface-block.ts'
import { type EarlySurfaces, surfacesOf, surfaceVoxels } from '../../../../shared/meshes/surfaces/surfaces-of.ts'
import { unwrap } from '../../../../shared/problem.ts'
import type { Scale, Volume } from '../../../../shared/volume/volume.ts'

/** Nanometres: the edge of a voxel of the finest scale. */
export const VOXEL_NM = 8
/** Voxels along an axis: more than 64 blocks, so that shapes begin at the coarser scale. */
export const SIDE = 160
const STEPS: readonly Vec3[] = [
  ...([
    [-1, 0, 0],
    [1, 0, 0],
    [0, -1, 0],
    [0, 1, 0],
    [0, 0, -1],
    [0, 0, 1],
  ] as const),
]

/** A neuron of many supervoxels, branched and thick, in two scales; whatever is not of it is background. */
export interface NeuronVolume {
  readonly volume: Volume
  readonly supervoxels: readonly bigint[]
  /** Of a voxel of the finest scale; 0n outside. */
  labelAt(x: number, y: number, z: number): bigint
  /** `early`: what comes before the others. */
  surfaceOf(scale: number, cell: Vec3, early?: EarlySurfaces): SurfaceBlock
}

export function neuronVolume(random: () => number, count: number): NeuronVolume {
  const fine = grown(random, count)
  const coarse = halved(fine)
  const supervoxels = Array.from({ length: count }, (_, i) => BigInt(i + 1) * 1_000_003n)
  const labels = BigUint64Array.from([0n, ...supervoxels])
  const scales: readonly [Scale, Scale] = [scaleOf(SIDE, VOXEL_NM), scaleOf(SIDE / 2, 2 * VOXEL_NM)]
  return {
    volume: { kind: 'segmentation', voxelType: 'uint64', scales },
    supervoxels,
    labelAt: (x, y, z) => {
      const isInside = [x, y, z].every((at) => at >= 0 && at < SIDE)
      return isInside ? labels[fine[x + SIDE * (y + SIDE * z)]!]! : 0n
    },
    surfaceOf: (scale, cell, early) => {
      const open = openLabelBox(surfaceVoxels(scales[scale]!, cell))
      const indices = scale === 0 ? fine : coarse
      const chunk: LabelChunk = { kind: 'labels', size: scales[scale]!.size, labels, indices }
      addChunk(open, [0, 0, 0], chunk)
      const steps = surfacesOf(labelBoxOf(open), scales[scale]!, cell, { early })
      let step = steps.next()
      while (step.done !== true) step = steps.next()
      return unwrap(step.value)
    },
  }
}

function scaleOf(side: number, nm: number): Scale {
  return {
    ...{ key: `${nm}`, size: [side, side, side], resolution: [nm, nm, nm] },
    ...{ voxelOffset: [0, 0, 0], chunkSize: [32, 32, 32] },
  }
}

/** Supervoxels grow from places on a branched walk until they meet, as far as a few voxels. */
function grown(random: () => number, count: number): Uint16Array {
  const voxels = new Uint16Array(SIDE ** 3)
  const places: Vec3[] = [[SIDE / 2, SIDE / 2, SIDE / 2]]
  let edge: number[] = []
  while (places.length < count * 4) {
    const from = places[Math.floor(random() ** 0.3 * places.length)]!
    const next: Vec3 = [from[0] + jump(random), from[1] + jump(random), from[2] + jump(random)]
    if (next.every((at) => at >= 4 && at < SIDE - 4)) places.push(next)
  }
  let label = 0
  for (const [x, y, z] of places) {
    const at = x + SIDE * (y + SIDE * z)
    if (label === count || voxels[at] !== 0) continue
    voxels[at] = ++label
    edge.push(at)
  }
  for (let round = 0; round < 4; round++) {
    const reached: number[] = []
    for (const at of edge) {
      for (const [dx, dy, dz] of STEPS) {
        const next = at + dx + SIDE * (dy + SIDE * dz)
        if (voxels[next] !== 0) continue
        voxels[next] = voxels[at]!
        reached.push(next)
      }
    }
    edge = reached
  }
  return voxels
}

function jump(random: () => number): number {
  return Math.floor(random() * 13) - 6
}

/** Every other voxel of a scale. */
function halved(voxels: Uint16Array): Uint16Array {
  const side = SIDE / 2
  const half = new Uint16Array(side ** 3)
  for (let i = 0; i < half.length; i++) {
    const [x, y, z] = [i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)]
    half[i] = voxels[2 * x + SIDE * (2 * y + SIDE * 2 * z)]!
  }
  return half
}
