import { assert } from '../../../shared/assert.ts'
import { mortonBits, mortonKey } from '../../../shared/formats/precomputed/morton.ts'
import type { PrecomputedScale } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import { type Sharding, shardLocation } from '../../../shared/formats/precomputed/sharding.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { gridOf } from '../../../shared/volume/chunk-grid.ts'

/**
 * A shard holds 2^5 chunks: 256 x 256 x 128 voxels for chunks of 64^3. It is what one worker makes at once, so its size
 * bounds the memory of a worker, and what is lost when an import is killed.
 */
const SHARD_CHUNK_BITS = 5

/** One file of a scale: a box of chunks, which no other file shares. */
export interface Shard {
  /** Its place among the shards of its scale, x fastest. */
  readonly index: number
  /** Its place in the grid of shards. */
  readonly place: Vec3
  /** Cells of the scale. */
  readonly cells: Box3
  /** Voxels of the scale, from 0: its offset is not added. */
  readonly voxels: Box3
  /** The name of its file inside the folder of the scale. */
  readonly file: string
}

/**
 * A sharding by which every shard is a box. Without a hash, the lowest bits of the Morton code are the place inside a
 * shard, and those of one shard fill a box (neuroglancer, datasource/precomputed/sharded.md).
 */
export function shardingOf(scale: Omit<PrecomputedScale, 'sharding'>, isZipped: boolean): Sharding {
  const bits = mortonBits(gridOf(scale))
  const preshiftBits = Math.min(SHARD_CHUNK_BITS, bits)
  return {
    preshiftBits,
    hash: 'identity',
    minishardBits: 0,
    shardBits: bits - preshiftBits,
    minishardIndexEncoding: 'raw',
    dataEncoding: isZipped ? 'gzip' : 'raw',
  }
}

/** All shards of a scale, x fastest. */
export function shardsOf(scale: PrecomputedScale): readonly Shard[] {
  const { sharding, size, chunkSize } = scale
  assert(sharding !== undefined && sharding.hash === 'identity', 'an import plans shards that are boxes')
  const grid = gridOf(scale)
  const side = shardSide(grid, sharding.preshiftBits)
  const [nx, ny, nz] = shardGrid(grid, side)
  const shards: Shard[] = []
  for (let z = 0; z < nz; z += 1) {
    for (let y = 0; y < ny; y += 1) {
      for (let x = 0; x < nx; x += 1) {
        const place: Vec3 = [x, y, z]
        const min = map3((axis) => place[axis]! * side[axis]!)
        const max = map3((axis) => Math.min(grid[axis]!, min[axis]! + side[axis]!))
        const voxels = {
          min: map3((axis) => min[axis]! * chunkSize[axis]!),
          max: map3((axis) => Math.min(size[axis]!, max[axis]! * chunkSize[axis]!)),
        }
        const { file } = shardLocation(sharding, mortonKey(min, grid))
        shards.push({ index: shards.length, place, cells: { min, max }, voxels, file })
      }
    }
  }
  return shards
}

/** Cells along each axis of a shard: the lowest `bits` of the Morton code, axis by axis. */
function shardSide(grid: Vec3, bits: number): Vec3 {
  const needed = grid.map((cells) => Math.ceil(Math.log2(cells)))
  const taken = [0, 0, 0]
  let left = bits
  for (let bit = 0; left > 0; bit += 1) {
    for (let axis = 0; axis < 3 && left > 0; axis += 1) {
      if (bit >= needed[axis]!) continue
      taken[axis]! += 1
      left -= 1
    }
  }
  return [2 ** taken[0]!, 2 ** taken[1]!, 2 ** taken[2]!]
}

function shardGrid(grid: Vec3, side: Vec3): Vec3 {
  return map3((axis) => Math.ceil(grid[axis]! / side[axis]!))
}

function map3(of: (axis: 0 | 1 | 2) => number): Vec3 {
  return [of(0), of(1), of(2)]
}
