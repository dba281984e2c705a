import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Grid } from '../../fixtures/small-reader.ts'
import type { Random } from '../../shared/sync/testing/simulation/random.ts'
import type { Vec3 } from './screen.ts'

/** Nanometres per voxel, along each axis. */
export const VOXEL_NM = 10

/** The longest side of a chunk, voxels. */
const MAX_SIDE = 40_000
/** Voxels of a volume: a chunk of labels has 8 bytes a voxel, and a soak makes thousands. */
const MAX_VOXELS = 2 ** 17
/** Chunks along an axis of the labels. */
const MAX_CHUNKS = 3

/** An image and labels of one extent, each in chunks of a shape of its own. */
export interface ShapeCase {
  readonly size: Vec3
  readonly imageChunk: Vec3
  readonly labelChunk: Vec3
}

/**
 * Sides of 1 to 40,000 voxels, none likelier to be the long one; the image's last chunk along an axis may be cut off.
 */
export function randomShape(random: Random): ShapeCase {
  const sides: number[] = []
  let left = MAX_VOXELS
  for (let i = 0; i < 3; i++) {
    const side = Math.max(1, Math.floor(Math.min(MAX_SIDE, left) ** random.unit()))
    sides.push(side)
    left = Math.floor(left / side)
  }
  const axes = random.pick([
    [0, 1, 2] as const,
    [0, 2, 1] as const,
    [1, 0, 2] as const,
    [1, 2, 0] as const,
    [2, 0, 1] as const,
    [2, 1, 0] as const,
  ])
  const imageChunk: Vec3 = [sides[axes[0]]!, sides[axes[1]]!, sides[axes[2]]!]
  const longer = random.below(3)
  const size = imageChunk.map((side, axis) => (axis === longer && left > 1 ? side + random.below(side) : side))
  const labelChunk = size.map((side) => Math.ceil(side / (1 + random.below(MAX_CHUNKS))))
  return { size: vec(size), imageChunk, labelChunk: vec(labelChunk) }
}

function vec([x = 0, y = 0, z = 0]: readonly number[]): Vec3 {
  return [x, y, z]
}

/** Writes `skein.json` with the layers `em` (uint8) and `seg` (uint64) into a new folder; answers all their voxels. */
export function writeShape(
  folder: string,
  { size, imageChunk, labelChunk }: ShapeCase,
): { readonly image: Grid; readonly labels: Grid } {
  const count = size[0] * size[1] * size[2]
  const image = new Uint8Array(count)
  const labels = new BigUint64Array(count)
  for (let i = 0; i < count; i++) {
    const hash = Math.imul(i + 1, 0x9e3779b1) >>> 0
    image[i] = hash >>> 24
    // Ids beyond 2^53, a hundred a volume, in runs.
    labels[i] = (1n << 60n) + (BigInt(Math.imul((i >>> 2) + 1, 0x85ebca6b) >>> 0) % 100n)
  }
  const layers = [
    { name: 'em', kind: 'image', source: 'em' },
    { name: 'seg', kind: 'segmentation', source: 'seg' },
  ]
  mkdirSync(folder)
  writeFileSync(join(folder, 'skein.json'), JSON.stringify({ name: 'shapes', layers }))
  writeVolume(join(folder, 'em'), 'image', size, imageChunk, image)
  writeVolume(join(folder, 'seg'), 'segmentation', size, labelChunk, labels)
  const resolution = [VOXEL_NM, VOXEL_NM, VOXEL_NM] as const
  const place = { size: [size[0], size[1], size[2]], offset: [0, 0, 0], resolution } as const
  return { image: { ...place, values: image }, labels: { ...place, values: labels } }
}

export type VolumeValues =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Float32Array

export function writeVolume(
  folder: string,
  type: 'image' | 'segmentation',
  size: Vec3,
  chunk: Vec3,
  values: VolumeValues,
): void {
  const scale = { key: 's', size, resolution: [VOXEL_NM, VOXEL_NM, VOXEL_NM], chunk_sizes: [chunk], encoding: 'raw' }
  // Uint8Array holds uint8, and BigUint64Array uint64.
  const data_type = values.constructor.name.replace(/^Big|Array$/g, '').toLowerCase()
  mkdirSync(join(folder, 's'), { recursive: true })
  writeFileSync(join(folder, 'info'), JSON.stringify({ type, data_type, num_channels: 1, scales: [scale] }))
  for (let z = 0; z < size[2]; z += chunk[2]) {
    for (let y = 0; y < size[1]; y += chunk[1]) {
      for (let x = 0; x < size[0]; x += chunk[0]) {
        const end = [x + chunk[0], y + chunk[1], z + chunk[2]].map((at, axis) => Math.min(at, size[axis]!))
        const [x1 = 0, y1 = 0, z1 = 0] = end
        const rows: Uint8Array[] = []
        for (let c = z; c < z1; c++) {
          for (let b = y; b < y1; b++) {
            const row = size[0] * (b + size[1] * c)
            const part = values.subarray(row + x, row + x1)
            rows.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
          }
        }
        writeFileSync(join(folder, 's', `${x}-${x1}_${y}-${y1}_${z}-${z1}`), Buffer.concat(rows))
      }
    }
  }
}
