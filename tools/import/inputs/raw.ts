import { type FileHandle, open, stat } from 'node:fs/promises'
import type { Box3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { countOf, cutOut, sizeOf } from '../voxels/boxes.ts'
import { bytesPerVoxel, type VoxelArray, voxelsOf } from '../voxels/voxel-type.ts'
import type { RawSpec, VoxelSource } from './voxel-source.ts'

/** Sections that are read at once: a part of a shard, so that a worker never holds its 64-bit voxels as a whole. */
const SECTIONS = 16

/** A box is read as whole rows of the volume if it has at least this part of them: fewer reads, more bytes. */
const LEAST_PART_OF_ROW = 0.2

/** Voxels one after the other, x fastest, little-endian. */
export async function openRaw(spec: RawSpec): Promise<VoxelSource> {
  const { file, size, type, skip } = spec
  const wanted = skip + countOf(size) * bytesPerVoxel(type)
  const { size: found } = await stat(file)
  if (found !== wanted) {
    const shape = `${size.join(' x ')} voxels of ${type}${skip > 0 ? ` after ${skip} bytes` : ''}`
    const message = `${file} has ${found} bytes, but ${shape} are ${wanted}`
    throw new ProblemError({ kind: 'bad-description', message, file })
  }
  const handle = await open(file, 'r')
  const rows: Rows = { bytes: new Uint8Array(0) }
  return {
    size,
    type,
    sectionsAtOnce: SECTIONS,
    readBox: (box) => readBox(handle, spec, box, rows),
    close: () => handle.close(),
  }
}

/** Room for rows that are cut, which is used again and again. */
interface Rows {
  bytes: Uint8Array
}

async function readBox(handle: FileHandle, spec: RawSpec, box: Box3, rows: Rows): Promise<VoxelArray> {
  const { size, type } = spec
  const extent = sizeOf(box)
  const isWide = extent[0] >= LEAST_PART_OF_ROW * size[0]
  // Whole rows lie one after the other, so the rows of a section are one read.
  const read: Box3 = isWide ? { min: [0, box.min[1], box.min[2]], max: [size[0], box.max[1], box.max[2]] } : box
  const isCut = extent[0] < sizeOf(read)[0]
  const step = bytesPerVoxel(type)
  const count = step * countOf(sizeOf(read))
  if (isCut && rows.bytes.length < count) rows.bytes = new Uint8Array(count)
  const bytes = isCut ? rows.bytes.subarray(0, count) : new Uint8Array(count)
  const rowsAtOnce = isWide ? extent[1] : 1
  const length = step * rowsAtOnce * (read.max[0] - read.min[0])
  let at = 0
  for (let z = box.min[2]; z < box.max[2]; z += 1) {
    for (let y = box.min[1]; y < box.max[1]; y += rowsAtOnce) {
      const from = spec.skip + step * (read.min[0] + size[0] * (y + size[1] * z))
      await readWhole(handle, spec.file, bytes.subarray(at, at + length), from)
      at += length
    }
  }
  const voxels = voxelsOf(type, bytes)
  return isCut ? cutOut({ box: read, voxels }, box, type) : voxels
}

async function readWhole(handle: FileHandle, file: string, bytes: Uint8Array, from: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done)
    if (bytesRead === 0) {
      throw new ProblemError({ kind: 'bad-chunk', message: `${file} ends at byte ${from + done}`, file })
    }
    done += bytesRead
  }
}
