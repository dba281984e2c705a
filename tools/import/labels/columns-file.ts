import { listOf, member, numberOf, parseJson, resultOf, textOf } from '../../../shared/json-field.ts'
import { ProblemError, unwrap } from '../../../shared/problem.ts'
import { bytesOf, bytesPerVoxel, isInputType, typeOfVoxels, type VoxelArray, voxelsOf } from '../voxels/voxel-type.ts'

/**
 * Arrays by name in one file: the length of a JSON list in bytes (uint32, little-endian), that list of `{name, type,
 * length}`, filled up with spaces to a multiple of 8, then the arrays, each filled up with zeros to a multiple of 8.
 */
export type Columns = Readonly<Record<string, VoxelArray>>

const ALIGNMENT = 8
const LENGTH_BYTES = 4

/** The most columns of a file that is read. */
const MAX_COLUMNS = 64

export function packColumns(columns: Columns): Uint8Array {
  const list = Object.entries(columns).map(([name, values]) => {
    return { name, type: typeOfVoxels(values), length: values.length }
  })
  const json = new TextEncoder().encode(JSON.stringify(list))
  const head = aligned(LENGTH_BYTES + json.length)
  const total = Object.values(columns).reduce((sum, values) => sum + aligned(values.byteLength), head)
  const bytes = new Uint8Array(total)
  new DataView(bytes.buffer).setUint32(0, head - LENGTH_BYTES, true)
  bytes.fill(0x20, LENGTH_BYTES, head)
  bytes.set(json, LENGTH_BYTES)
  let at = head
  for (const values of Object.values(columns)) {
    bytes.set(bytesOf(values), at)
    at += aligned(values.byteLength)
  }
  return bytes
}

/** Reads a whole file. Throws a `ProblemError` that names the file if it is damaged. */
export function unpackColumns(bytes: Uint8Array, file: string): ReadonlyMap<string, VoxelArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headBytes = bytes.byteLength < LENGTH_BYTES ? 0 : view.getUint32(0, true)
  const json = parseJson(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + headBytes)))
  const list = unwrap(
    resultOf(json, file, (whole) =>
      listOf(whole, MAX_COLUMNS, (item) => {
        return {
          name: textOf(member(item, 'name')),
          type: textOf(member(item, 'type')),
          length: numberOf(member(item, 'length')),
        }
      }),
    ),
  )
  const columns = new Map<string, VoxelArray>()
  let at = LENGTH_BYTES + headBytes
  for (const { name, type, length } of list) {
    if (!isInputType(type) || !Number.isInteger(length) || length < 0) throw damaged(file)
    const end = at + length * bytesPerVoxel(type)
    if (end > bytes.byteLength) throw damaged(file)
    columns.set(name, voxelsOf(type, bytes.subarray(at, end)))
    at += aligned(end - at)
  }
  return columns
}

function damaged(file: string): ProblemError {
  return new ProblemError({ kind: 'bad-chunk', message: `${file}, which this import wrote, is damaged`, file })
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}
