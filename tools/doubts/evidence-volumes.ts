import { LRUCache } from 'lru-cache'
import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import { evidenceScale, voxelsOf } from '../../shared/doubts/evidence/evidence-box.ts'
import type { PlacedChunk, ReadableVolume } from '../../shared/doubts/evidence/read-around.ts'
import { storedVolumeOf } from '../../shared/formats/described-volume.ts'
import { FORMATS } from '../../shared/formats/format-list.ts'
import type { Box3, Vec3 } from '../../shared/geometry.ts'
import { ProblemError, unwrap } from '../../shared/problem.ts'
import { cellsOfBox, firstVoxelOf } from '../../shared/volume/chunk-grid.ts'
import { findVolume, readingOf } from '../import/inputs/stored-volume.ts'

/** Chunks of one volume in memory: 256 of 64^3 voxels are 64 to 128 MB. */
const KEPT_CHUNKS = 256

/** A volume of any format in a local folder, at the scale that evidence is read of. Rejects with a `ProblemError`. */
export async function openEvidenceVolume(folder: string, use: 'image' | 'labels'): Promise<ReadableVolume> {
  const spec = await findVolume(folder, use)
  if (spec === undefined) {
    throw new ProblemError({ kind: 'not-a-volume', message: `${folder} holds no volume`, file: folder })
  }
  const kind = use === 'labels' ? 'segmentation' : 'image'
  const stored = unwrap(storedVolumeOf({ ...spec, place: { location: folder, above: 0, kind } }, FORMATS))
  if (stored.volume.kind !== kind || stored.axes.length > 0) {
    const message = `${folder} is no ${kind} of x, y and z alone`
    throw new ProblemError({ kind: 'unsupported', message, file: folder })
  }
  const { scales } = stored.volume
  const number = evidenceScale(scales)
  const scale = scales[number] ?? scales[0]
  const reader = stored.chunks([])
  const reading = readingOf(folder)
  const kept = new LRUCache<string, { readonly chunk: DecodedChunk | undefined }>({ max: KEPT_CHUNKS })
  const chunkAt = async (cell: Vec3): Promise<PlacedChunk> => {
    const key = cell.join()
    const known = kept.get(key)
    if (known !== undefined) return { at: firstVoxelOf(scale, cell), ...known }
    const read = await reader.read(number, cell, reading)
    const chunk = read && unwrap(read)
    kept.set(key, { chunk })
    return { at: firstVoxelOf(scale, cell), chunk }
  }
  return { scale, chunksIn: (box) => Promise.all(cellsOfBox(scale, box).map(chunkAt)) }
}

/** Voxels in memory, x fastest. Each box comes as one chunk of its own, so that it has only the labels that are in it. */
export interface HeldVoxels {
  readonly size: Vec3
  /** Nanometres. */
  readonly voxelSize: Vec3
  readonly voxels: { readonly kind: 'grey'; readonly greys: Uint8Array } | HeldLabels
}

interface HeldLabels {
  readonly kind: 'labels'
  /** By voxel: a number. */
  readonly numbers: Uint16Array
  readonly idOf: (number: number) => bigint
}

/** Numbers of 16 bits. */
const NUMBERS = 2 ** 16

export function heldVolume({ size, voxelSize, voxels }: HeldVoxels): ReadableVolume {
  const scale = { key: '', size, resolution: voxelSize, voxelOffset: [0, 0, 0], chunkSize: size } as const
  const chunkOf = (box: Box3): DecodedChunk => {
    if (voxels.kind === 'grey') {
      const greys = new Uint8Array(voxelsOf(box))
      return { kind: 'grey', size: copyBox(voxels.greys, size, box, greys), voxels: greys }
    }
    const indices = new Uint16Array(voxelsOf(box))
    const ofBox = copyBox(voxels.numbers, size, box, indices)
    const places = new Int32Array(NUMBERS).fill(-1)
    const found: number[] = []
    for (let i = 0; i < indices.length; i++) {
      const number = indices[i]!
      if (places[number] === -1) places[number] = found.push(number) - 1
      indices[i] = places[number]!
    }
    return { kind: 'labels', size: ofBox, labels: BigUint64Array.from(found, voxels.idOf), indices }
  }
  return { scale, chunksIn: async (box) => [{ at: box.min, chunk: chunkOf(clipped(box, size)) }] }
}

/** The part of a box that lies in a volume. Its first voxel is that of the box, for no box begins before the volume. */
function clipped({ min, max }: Box3, size: Vec3): Box3 {
  return { min, max: [Math.min(max[0], size[0]), Math.min(max[1], size[1]), Math.min(max[2], size[2])] }
}

/** Copies a box out of a volume, and returns its size. */
function copyBox<T extends Uint8Array | Uint16Array>(from: T, size: Vec3, { min, max }: Box3, to: T): Vec3 {
  let at = 0
  for (let z = min[2]; z < max[2]; z++) {
    for (let y = min[1]; y < max[1]; y++) {
      const row = size[0] * (y + size[1] * z)
      to.set(from.subarray(row + min[0], row + max[0]), at)
      at += max[0] - min[0]
    }
  }
  return [max[0] - min[0], max[1] - min[1], max[2] - min[2]]
}
