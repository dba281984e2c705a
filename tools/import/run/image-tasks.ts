import { join } from 'node:path'
import { assert } from '../../../shared/assert.ts'
import type { PrecomputedScale } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { cellBoxVoxels, chunkSizeAt } from '../../../shared/volume/chunk-grid.ts'
import { coarserSize, downsampleMean } from '../../downsample.ts'
import { gzip } from '../../gzip.ts'
import type { ImagePlan, Staged } from '../plan/import-plan.ts'
import type { Shard } from '../plan/shards.ts'
import { cellsOf, copyShared, countOf, coveringCells, cutOut, shifted, sizeOf } from '../voxels/boxes.ts'
import { decodeJpeg, jpegEncoder } from '../voxels/jpeg.ts'
import { type ChunkFiles, openChunkFiles, packShard } from '../voxels/shard-file.ts'
import { bytesOf, emptyVoxels, type NumberArray, type VoxelArray, voxelsOf } from '../voxels/voxel-type.ts'
import { imageOf, plannedSource, type TaskContext } from './task-context.ts'

/** Writes one shard of the finest scale of the image. */
export async function runImageBlock(context: TaskContext, index: number, staged: Staged | undefined): Promise<void> {
  const image = imageOf(context.plan)
  const [scale] = image.scales
  const shard = context.shards(image, 0)[index]!
  const source = await plannedSource(context, image.input, staged)
  try {
    const voxels = asGrey(await source.read(shard.voxels))
    const from = { box: shard.voxels, voxels }
    await writeShard(context, image, scale, shard, async (box) => cutOut(from, box, image.voxelType))
  } finally {
    await source.close()
  }
}

/** Writes one shard of a coarser scale: each chunk is the mean of chunks of the next finer scale. */
export async function runImageScale(context: TaskContext, scaleIndex: number, index: number): Promise<void> {
  const image = imageOf(context.plan)
  const scale = image.scales[scaleIndex]!
  const fine = image.scales[scaleIndex - 1]!
  const factor = image.factors[scaleIndex - 1]!
  const shard = context.shards(image, scaleIndex)[index]!
  const files = openChunkFiles(image.folder, fine)
  try {
    await writeShard(context, image, scale, shard, async (box) => {
      const wanted = finerBox(box, factor, fine)
      const voxels = numbersIn(await readImageBox(image, fine, files, wanted))
      const size = sizeOf(wanted)
      const out = numbersIn(emptyVoxels(image.voxelType, countOf(coarserSize(size, factor))))
      return downsampleMean(voxels, size, factor, out)
    })
  } finally {
    await files.close()
  }
}

/** The voxels of the next finer scale that a box covers; offsets are not added. */
export function finerBox({ min, max }: Box3, factor: Vec3, fine: PrecomputedScale): Box3 {
  const end = (axis: 0 | 1 | 2) => Math.min(fine.size[axis], max[axis] * factor[axis])
  return { min: [min[0] * factor[0], min[1] * factor[1], min[2] * factor[2]], max: [end(0), end(1), end(2)] }
}

/** Reads a box of a scale that is written; offsets are not added. */
export async function readImageBox(
  image: ImagePlan,
  scale: PrecomputedScale,
  files: ChunkFiles,
  box: Box3,
): Promise<VoxelArray> {
  const voxels = emptyVoxels(image.voxelType, countOf(sizeOf(box)))
  const { chunkSize, voxelOffset } = scale
  for (const cell of cellsOf(coveringCells(box, chunkSize))) {
    const chunkBox = shifted(cellBoxVoxels(scale, cell), voxelOffset, -1)
    const bytes = await files.read(cell)
    const chunk =
      image.jpegQuality === undefined
        ? voxelsOf(image.voxelType, bytes)
        : await decodeJpeg(bytes, countOf(chunkSizeAt(scale, cell)), image.folder)
    copyShared({ box: chunkBox, voxels: chunk }, { box, voxels }, image.voxelType)
  }
  return voxels
}

async function writeShard(
  context: TaskContext,
  image: ImagePlan,
  scale: PrecomputedScale,
  shard: Shard,
  voxelsIn: (box: Box3) => Promise<VoxelArray>,
): Promise<void> {
  const chunks: { cell: Vec3; bytes: Uint8Array }[] = []
  for (const cell of cellsOf(shard.cells)) {
    const voxels = await voxelsIn(shifted(cellBoxVoxels(scale, cell), scale.voxelOffset, -1))
    chunks.push({ cell, bytes: await encode(image, scale, voxels, chunkSizeAt(scale, cell)) })
  }
  await context.files.write(join(image.folder, scale.key, shard.file), packShard(scale, chunks))
}

async function encode(image: ImagePlan, scale: PrecomputedScale, voxels: VoxelArray, size: Vec3): Promise<Uint8Array> {
  if (image.jpegQuality !== undefined) {
    assert(voxels instanceof Uint8Array, 'JPEG is planned for 8 bits alone')
    return (await jpegEncoder(image.jpegQuality))(voxels, size)
  }
  return scale.sharding?.dataEncoding === 'gzip' ? gzip(bytesOf(voxels)) : bytesOf(voxels)
}

/** Precomputed volumes have no floats of 64 bits, so they are rounded to 32. */
function asGrey(voxels: VoxelArray): VoxelArray {
  return voxels instanceof Float64Array ? Float32Array.from(voxels) : voxels
}

function numbersIn(voxels: VoxelArray): NumberArray {
  assert(!(voxels instanceof BigUint64Array || voxels instanceof BigInt64Array), 'no image of 64 bits is planned')
  return voxels
}
