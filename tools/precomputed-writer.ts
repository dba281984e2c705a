import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import createJpegModule from '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs'
import { assert } from '../shared/assert.ts'
import { encodeCompressedSegmentation } from '../shared/codec/encode-compressed-segmentation.ts'
import { chunkFileName } from '../shared/formats/precomputed/chunk-file-name.ts'
import { infoOf } from '../shared/formats/precomputed/info-of.ts'
import { mortonKey } from '../shared/formats/precomputed/morton.ts'
import type { PrecomputedScale, PrecomputedVolume } from '../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../shared/geometry.ts'
import { cellBoxVoxels, chunkSizeAt, gridOf } from '../shared/volume/chunk-grid.ts'
import { coarserSize } from './downsample.ts'
import { gzip } from './gzip.ts'
import { createShardWriter } from './shard-writer.ts'

/** Takes the encoded chunks of one scale, and writes files or shards. */
export interface ChunkSink {
  readonly put: (cell: Vec3, bytes: Uint8Array) => void
  /** To be called after the last chunk. */
  readonly finish: () => void
}

/** The scales of a volume. The first has `size` voxels. Each next one is coarser by the next of `factors`. */
export function planScales(
  size: Vec3,
  voxelSize: Vec3,
  factors: readonly Vec3[],
  rest: Pick<PrecomputedScale, 'chunkSize' | 'encoding' | 'sharding'>,
): PrecomputedScale[] {
  const scales: PrecomputedScale[] = []
  let extent = size
  let resolution = voxelSize
  for (const factor of [[1, 1, 1] as const, ...factors]) {
    extent = coarserSize(extent, factor)
    resolution = [resolution[0] * factor[0], resolution[1] * factor[1], resolution[2] * factor[2]]
    scales.push({ key: resolution.join('_'), size: extent, resolution, voxelOffset: [0, 0, 0], ...rest })
  }
  return scales
}

/** Writes `info`, the description of a precomputed volume (neuroglancer, datasource/precomputed/volume.md). */
export function writeInfo(folder: string, volume: PrecomputedVolume): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'info'), infoText(volume))
}

/** The text of an `info`. */
export function infoText(volume: PrecomputedVolume): string {
  return `${JSON.stringify(infoOf(volume), null, 1)}\n`
}

/** Writes chunks as files. If `isZipped`, they are gzipped and named `.gz`, as in local folders of this format. */
export function createFileSink(folder: string, scale: PrecomputedScale, isZipped: boolean): ChunkSink {
  mkdirSync(join(folder, scale.key), { recursive: true })
  return {
    put: (cell, bytes) => {
      const file = join(folder, chunkFileName(scale, cell))
      if (isZipped) writeFileSync(`${file}.gz`, gzip(bytes))
      else writeFileSync(file, bytes)
    },
    finish: () => {},
  }
}

/** Writes chunks into shards. The scale must say how it is sharded. */
export function createShardSink(folder: string, scale: PrecomputedScale): ChunkSink {
  assert(scale.sharding !== undefined, 'a shard sink is for a scale with sharding')
  const writer = createShardWriter(join(folder, scale.key), scale.sharding)
  const grid = gridOf(scale)
  return {
    put: (cell, bytes) => writer.put(mortonKey(cell, grid), bytes),
    finish: () => {
      writer.finish()
    },
  }
}

/** Cuts one scale of grey voxels (x fastest) into chunks, encodes each with `encode`, and gives it to all sinks. */
export function writeGreyScale(
  voxels: Uint8Array,
  scale: PrecomputedScale,
  encode: (chunk: Uint8Array, size: Vec3) => Uint8Array,
  sinks: readonly ChunkSink[],
): void {
  eachCell(scale, (cell) => {
    const size = chunkSizeAt(scale, cell)
    const chunk = new Uint8Array(size[0] * size[1] * size[2])
    eachRow(scale, cell, (from, to, width) => chunk.set(voxels.subarray(from, from + width), to))
    const bytes = encode(chunk, size)
    for (const sink of sinks) sink.put(cell, bytes)
  })
  for (const sink of sinks) sink.finish()
}

/** The id of each label number, as low and high words. */
export interface LabelIds {
  readonly low: Uint32Array
  readonly high: Uint32Array
}

/**
 * Cuts one scale of label numbers (x fastest) into chunks of `compressed_segmentation`, with the ids of the numbers.
 */
export function writeLabelScale(
  labels: Uint16Array,
  ids: LabelIds,
  scale: PrecomputedScale,
  sinks: readonly ChunkSink[],
): void {
  const { encoding } = scale
  assert(encoding.kind === 'compressed_segmentation', 'labels are written as compressed_segmentation')
  eachCell(scale, (cell) => {
    const size = chunkSizeAt(scale, cell)
    const chunk = new BigUint64Array(size[0] * size[1] * size[2])
    const words = new Uint32Array(chunk.buffer)
    eachRow(scale, cell, (from, to, width) => {
      for (let k = 0; k < width; k += 1) {
        const number = labels[from + k]!
        words[2 * (to + k)] = ids.low[number]!
        words[2 * (to + k) + 1] = ids.high[number]!
      }
    })
    const bytes = encodeCompressedSegmentation(chunk, size, encoding.blockSize, 'uint64')
    for (const sink of sinks) sink.put(cell, bytes)
  })
  for (const sink of sinks) sink.finish()
}

function eachCell(scale: PrecomputedScale, visit: (cell: Vec3) => void): void {
  const [gx, gy, gz] = gridOf(scale)
  for (let z = 0; z < gz; z += 1) {
    for (let y = 0; y < gy; y += 1) {
      for (let x = 0; x < gx; x += 1) visit([x, y, z])
    }
  }
}

/** Visits the rows of a chunk, with the index of the first voxel in the volume, that in the chunk, and the width. */
function eachRow(scale: PrecomputedScale, cell: Vec3, visit: (from: number, to: number, width: number) => void): void {
  const { min, max } = cellBoxVoxels(scale, cell)
  const width = max[0] - min[0]
  let to = 0
  for (let z = min[2]; z < max[2]; z += 1) {
    for (let y = min[1]; y < max[1]; y += 1) {
      visit(min[0] + scale.size[0] * (y + scale.size[1] * z), to, width)
      to += width
    }
  }
}

/** An encoder of chunks as grey JPEG of width X and height Y*Z (neuroglancer, datasource/precomputed/volume.md). */
export async function createJpegEncoder(quality: number): Promise<(chunk: Uint8Array, size: Vec3) => Uint8Array> {
  const { JPEGEncoder } = await createJpegModule()
  const encoder = new JPEGEncoder()
  encoder.setQuality(quality)
  encoder.setProgressive(false)
  return (chunk, size) => {
    const frame = { width: size[0], height: size[1] * size[2], bitsPerSample: 8, componentCount: 1, isSigned: false }
    encoder.getDecodedBuffer(frame).set(chunk)
    encoder.encode()
    const bytes = Uint8Array.from(encoder.getEncodedBuffer())
    // The package reserves as many bytes as there are voxels, and cuts the file of a tiny chunk, whose tables need
    // more.
    assert(bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9, 'a JPEG file ends with its end marker')
    return bytes
  }
}
