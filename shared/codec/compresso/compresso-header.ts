import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { BYTES_PER_VOXEL } from '../../volume/voxel-type.ts'
import { badChunk, sizeText } from '../bad-chunk.ts'

/** The first part of a compresso stream (github.com/seung-lab/compresso), and where its other parts lie. */
export interface CompressoHeader {
  readonly labelBytes: number
  /** Voxels of one window of the boundary map. */
  readonly step: Vec3
  /** Bytes that hold one bit for each voxel of a window. */
  readonly windowBytes: number
  readonly connectivity: 4 | 6
  readonly ids: Section
  readonly windowValues: Section
  readonly locations: Section
  readonly windows: Section
  /** Only in version 1: for each slice two numbers of `bytes` bytes each. */
  readonly sliceIndex?: Section
}

/** `count` unsigned little-endian numbers of `bytes` bytes, from byte `start` on. */
export interface Section {
  readonly start: number
  readonly count: number
  readonly bytes: number
}

const HEADER_BYTES = 36
/** "cpso", read as a big-endian word. */
const MAGIC = 0x6370736f
const MOST_WINDOW_VOXELS = 64

/** Reads and checks the header; every section of the result lies within the bytes. */
export function readCompressoHeader(
  bytes: Uint8Array,
  voxelType: VoxelType,
  size: Vec3,
  file: string,
): Result<CompressoHeader> {
  if (bytes.byteLength < HEADER_BYTES) return badChunk(file, `it has ${bytes.byteLength} bytes, less than its header`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0) !== MAGIC) return badChunk(file, 'it does not begin with "cpso", as compresso does')
  const version = bytes[4]!
  if (version > 1) return badChunk(file, `it is of compresso version ${version}; Skein reads 0 and 1`)
  const labelBytes = bytes[5]!
  if (![1, 2, 4, 8].includes(labelBytes)) return badChunk(file, `it says that a label has ${labelBytes} bytes`)
  if (labelBytes > BYTES_PER_VOXEL[voxelType]) {
    return badChunk(file, `its labels have ${labelBytes} bytes, but data_type is ${voxelType}`)
  }
  const said: Vec3 = [view.getUint16(6, true), view.getUint16(8, true), view.getUint16(10, true)]
  if (said.some((extent, axis) => extent !== size[axis])) {
    return badChunk(file, `it says that it has ${sizeText(said)} voxels, but it should have ${sizeText(size)}`)
  }
  const step: Vec3 = [bytes[12]!, bytes[13]!, bytes[14]!]
  const windowVoxels = step[0] * step[1] * step[2]
  if (windowVoxels < 1 || windowVoxels > MOST_WINDOW_VOXELS) {
    return badChunk(file, `it says that its windows have ${sizeText(step)} voxels`)
  }
  const connectivity = bytes[35]!
  if (connectivity !== 4 && connectivity !== 6) {
    return badChunk(file, `it says that its regions are ${connectivity}-connected; Skein reads 4 and 6`)
  }
  const counts = {
    ids: wideNumberAt(view, 15),
    windowValues: view.getUint32(23, true),
    locations: wideNumberAt(view, 27),
  }
  const windowBytes = [1, 2, 4, 8].find((width) => width * 8 >= windowVoxels) ?? 8
  const indexBytes = version === 1 ? indexBytesFor(size) : 0
  const windowsAt = HEADER_BYTES + (counts.ids + counts.locations) * labelBytes + counts.windowValues * windowBytes
  const windowsEnd = bytes.byteLength - 2 * size[2] * indexBytes
  if (windowsAt > windowsEnd || (windowsEnd - windowsAt) % windowBytes !== 0) {
    return badChunk(file, `its parts up to byte ${windowsAt} do not fit its ${bytes.byteLength} bytes`)
  }
  const ids = { start: HEADER_BYTES, count: counts.ids, bytes: labelBytes }
  const windowValues = { start: endOf(ids), count: counts.windowValues, bytes: windowBytes }
  const locations = { start: endOf(windowValues), count: counts.locations, bytes: labelBytes }
  const windows = { start: windowsAt, count: (windowsEnd - windowsAt) / windowBytes, bytes: windowBytes }
  const header = { labelBytes, step, windowBytes, connectivity, ids, windowValues, locations, windows } as const
  if (version === 0) return { ok: true, value: header }
  return { ok: true, value: { ...header, sliceIndex: { start: windowsEnd, count: 2 * size[2], bytes: indexBytes } } }
}

/** Numbers of a section as halves; the high ones are zero where they are narrower than 8 bytes. */
export function readSection(bytes: Uint8Array, section: Section): { low: Uint32Array; high: Uint32Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const low = new Uint32Array(section.count)
  const high = new Uint32Array(section.count)
  for (let i = 0, at = section.start; i < section.count; i++, at += section.bytes) {
    switch (section.bytes) {
      case 1:
        low[i] = view.getUint8(at)
        break
      case 2:
        low[i] = view.getUint16(at, true)
        break
      case 4:
        low[i] = view.getUint32(at, true)
        break
      default:
        low[i] = view.getUint32(at, true)
        high[i] = view.getUint32(at + 4, true)
    }
  }
  return { low, high }
}

/** The slice index uses the smallest type whose largest value is above twice the voxels of a slice. */
function indexBytesFor(size: Vec3): number {
  const most = 2 * size[0] * size[1]
  return [1, 2, 4].find((width) => most < 2 ** (8 * width) - 1) ?? 8
}

function endOf(section: Section): number {
  return section.start + section.count * section.bytes
}

/** An unsigned 64-bit number; inexact above 2^53, which no section can be long enough for. */
function wideNumberAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
}
