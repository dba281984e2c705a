import type { Vec3 } from '../../../shared/geometry.ts'
import { gridOf } from '../../../shared/volume/chunk-grid.ts'
import type { ResidentChunk, ResidentChunks } from './resident-chunks.ts'

/** Chunks that are looked at for a label once it was found: a shape needs no more places to begin at. */
const MOST_PLACES = 16

/** A place in each of some chunks in memory that hold a label: x, y, z in nanometres. `layer` begins the keys of its chunks. */
export function placesOfLabel(
  residents: Pick<ResidentChunks, 'keys' | 'at'>,
  layer: string,
  label: bigint,
): Float32Array {
  const places: number[] = []
  for (const key of residents.keys()) {
    if (!key.startsWith(layer) || places.length >= 3 * MOST_PLACES) continue
    const place = placeIn(key, residents.at(key)!, label)
    if (place !== undefined) places.push(...place)
  }
  return Float32Array.from(places)
}

function placeIn(key: string, { open, chunk }: ResidentChunk, label: bigint): Vec3 | undefined {
  if (chunk.kind !== 'labels') return undefined
  const which = chunk.labels.indexOf(label)
  const voxel = which < 0 ? -1 : chunk.indices.indexOf(which)
  if (voxel < 0) return undefined
  const [, level, index] = key.split('/').map(Number)
  const scale = open.layer.volume.scales[level!]!
  const cell = placeOf(index!, gridOf(scale))
  const within = placeOf(voxel, chunk.size)
  const nm = (axis: 0 | 1 | 2) =>
    (scale.voxelOffset[axis] + cell[axis] * scale.chunkSize[axis] + within[axis] + 0.5) * scale.resolution[axis]
  return [nm(0), nm(1), nm(2)]
}

/** Of a number that counts along x first, then y, then z. */
function placeOf(at: number, [x, y]: Vec3): Vec3 {
  return [at % x, Math.floor(at / x) % y, Math.floor(at / (x * y))]
}
