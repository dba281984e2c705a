import type { Encoding, PrecomputedScale } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { coarserSize } from '../../downsample.ts'
import { shardingOf } from './shards.ts'

/** Voxels along each side of a chunk: the usual size of precomputed volumes. */
export const CHUNK_SIDE = 64

/** No further scale is made once a volume is no longer than this many chunks along any axis. */
const COARSEST_CHUNKS = 2

/** An axis is halved while its voxels are less than this many times as long as those of the finest axis. */
const ANISOTROPY = 2

export interface ScalePlan {
  readonly scales: readonly [PrecomputedScale, ...PrecomputedScale[]]
  /** `factors[i]` leads from scale i to scale i + 1. */
  readonly factors: readonly Vec3[]
}

export interface ScaleWish {
  readonly size: Vec3
  /** Nanometres. */
  readonly voxelSize: Vec3
  /** The place of the first voxel, in voxels; a multiple of `totalFactor`. */
  readonly offset: Vec3
  readonly encoding: Encoding
  readonly isZipped: boolean
  readonly factors: readonly Vec3[]
  readonly chunkSide: number
}

/** The steps from scale to scale: the finer axes are halved first, so that voxels become cubes. */
export function planFactors(
  size: Vec3,
  voxelSize: Vec3,
  scaleCount = Number.POSITIVE_INFINITY,
  chunkSide = CHUNK_SIDE,
): readonly Vec3[] {
  const factors: Vec3[] = []
  let extent = size
  let resolution = voxelSize
  while (factors.length + 1 < scaleCount && Math.max(...extent) > COARSEST_CHUNKS * chunkSide) {
    const long = [0, 1, 2].filter((axis) => extent[axis]! > 1)
    const finest = Math.min(...long.map((axis) => resolution[axis]!))
    const factorOf = (axis: number) => (long.includes(axis) && resolution[axis]! < ANISOTROPY * finest ? 2 : 1)
    const factor: Vec3 = [factorOf(0), factorOf(1), factorOf(2)]
    factors.push(factor)
    extent = coarserSize(extent, factor)
    resolution = times(resolution, factor)
  }
  return factors
}

/** The product of all factors. */
export function totalFactor(factors: readonly Vec3[]): Vec3 {
  return factors.reduce<Vec3>(times, [1, 1, 1])
}

export function planScales(wish: ScaleWish): ScalePlan {
  const { factors } = wish
  const first = scaleOf(wish, wish.size, wish.voxelSize, wish.offset)
  const scales: [PrecomputedScale, ...PrecomputedScale[]] = [first]
  let last = first
  for (const factor of factors) {
    const { size, resolution, voxelOffset: at } = last
    const offset: Vec3 = [at[0] / factor[0], at[1] / factor[1], at[2] / factor[2]]
    last = scaleOf(wish, coarserSize(size, factor), times(resolution, factor), offset)
    scales.push(last)
  }
  return { scales, factors }
}

function scaleOf(wish: ScaleWish, size: Vec3, resolution: Vec3, voxelOffset: Vec3): PrecomputedScale {
  const chunkSize: Vec3 = [
    Math.min(wish.chunkSide, size[0]),
    Math.min(wish.chunkSide, size[1]),
    Math.min(wish.chunkSide, size[2]),
  ]
  const bare = { key: resolution.join('_'), size, resolution, voxelOffset, chunkSize, encoding: wish.encoding }
  return { ...bare, sharding: shardingOf(bare, wish.isZipped) }
}

function times(a: Vec3, b: Vec3): Vec3 {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]]
}
