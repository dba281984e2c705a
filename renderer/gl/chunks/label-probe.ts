import type { Vec3 } from '../../../shared/geometry.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { chunkKey, type OpenLayer } from '../open-layer.ts'
import type { ResidentChunk } from './resident-chunks.ts'

/**
 * Looks for the label of a surface at a place: in the voxel there, and in those just behind and before it, because a
 * surface runs between voxels. The finest scale in memory there comes first. Undefined where no voxel in memory has a label
 * that `accepts` takes. `inwards`: a unit vector that points into what the surface encloses. `dense`: the label's number in
 * the layer's palette.
 */
export type LabelProbe = (
  position: Vec3,
  inwards: Vec3,
  accepts: (label: bigint, dense: number) => boolean,
) => bigint | undefined

/** Voxels behind the surface, the likeliest first. */
const DEPTHS = [0, 0.5, 1, 2, -0.5, -1]

/** For one burst of calls: what is in memory must not change meanwhile. */
export function createLabelProbe(open: OpenLayer, residentAt: (key: string) => ResidentChunk | undefined): LabelProbe {
  const { scales } = open.layer.volume
  const chunksAt = scales.map((scale, level) => createChunkFinder(open, scale, level, residentAt))
  return ([x, y, z], [dx, dy, dz], accepts) => {
    for (const [level, chunkAt] of chunksAt.entries()) {
      const scale = scales[level]!
      const [width, height, depth] = scale.resolution
      for (const voxels of DEPTHS) {
        const at: Vec3 = [x / width + dx * voxels, y / height + dy * voxels, z / depth + dz * voxels]
        const voxel: Vec3 = [Math.floor(at[0]), Math.floor(at[1]), Math.floor(at[2])]
        const found = chunkAt(voxel)
        if (found?.dense === undefined || found.chunk.kind !== 'labels') continue
        const index = found.chunk.indices[placeIn(scale, voxel, found.chunk.size)]!
        const label = found.chunk.labels[index]!
        if (label !== 0n && accepts(label, found.dense[index]!)) return label
      }
    }
    return undefined
  }
}

function placeIn({ voxelOffset, chunkSize }: Scale, voxel: Vec3, [width, height]: Vec3): number {
  const within = (axis: 0 | 1 | 2) => (voxel[axis] - voxelOffset[axis]) % chunkSize[axis]
  return within(0) + width * (within(1) + height * within(2))
}

/** The chunk in memory that holds a voxel of a scale. Places that follow on each other lie in the same chunk for the most part. */
function createChunkFinder(
  open: OpenLayer,
  { voxelOffset, size, chunkSize }: Scale,
  level: number,
  residentAt: (key: string) => ResidentChunk | undefined,
): (voxel: Vec3) => ResidentChunk | undefined {
  let last: readonly [number, number, number] = [-1, -1, -1]
  let found: ResidentChunk | undefined
  return (voxel) => {
    const cellAlong = (axis: 0 | 1 | 2): number => {
      const at = voxel[axis] - voxelOffset[axis]
      return at >= 0 && at < size[axis] ? Math.floor(at / chunkSize[axis]) : -1
    }
    const cell = [cellAlong(0), cellAlong(1), cellAlong(2)] as const
    if (cell[0] === last[0] && cell[1] === last[1] && cell[2] === last[2]) return found
    last = cell
    found = cell.includes(-1) ? undefined : residentAt(chunkKey(open, level, cell))
    return found
  }
}
