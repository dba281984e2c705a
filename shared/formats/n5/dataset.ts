import type { PackStep } from '../../codec/packed/unpack.ts'
import { type Field, isRecord, listOf, member, refuse, textOf } from '../../json-field.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { checkChunkBytes, checkEntries, lengthOf, MAX_AXES } from '../arrays/array-limits.ts'
import { VALUE_TYPES } from '../arrays/array-type.ts'
import type { StoredArray } from '../arrays/stored-array.ts'
import { headerBytes, openBlock } from './block.ts'

/** Reads the `attributes.json` of a dataset (N5, "File-system specification"). `key` is its folder. */
export function readDataset(attributes: Field, key: string): StoredArray {
  refuseMultiset(attributes)
  const shape = listOf(member(attributes, 'dimensions'), MAX_AXES, lengthOf, 1)
  const blockSize = member(attributes, 'blockSize')
  const chunkShape = listOf(blockSize, MAX_AXES, lengthOf, 1)
  checkEntries(blockSize, chunkShape, shape.length)
  const type = readType(member(attributes, 'dataType'))
  checkChunkBytes(blockSize, chunkShape, type)
  return {
    ...{ key, type, shape, chunkShape, isBigEndian: true, fill: 0 },
    // The first axis is the fastest.
    order: shape.map((_, axis) => axis).reverse(),
    steps: readCompression(attributes),
    fileOf: (place) => place.join('/'),
    headerBytes: headerBytes(chunkShape.length),
    openBlock: (bytes) => openBlock(bytes, chunkShape),
  }
}

/** Whether attributes are those of a dataset, and not of a group. */
export function isDataset(json: unknown): boolean {
  return isRecord(json) && (json['dimensions'] !== undefined || json['blockSize'] !== undefined)
}

/** Paintera stores a list of labels for each voxel, which is no array of numbers. */
export function refuseMultiset(attributes: Field): void {
  const field = member(attributes, 'isLabelMultiset')
  if (field.value === true) {
    refuse(field, 'is true: Skein reads no label multisets; Paintera can export them as plain labels', 'unsupported')
  }
}

function readType(field: Field): VoxelType {
  const text = textOf(field)
  const type = VALUE_TYPES.find((known) => known === text)
  const known = VALUE_TYPES.join(', ')
  return (
    type ?? refuse(field, `is ${JSON.stringify(text)}, which Skein does not read; it reads ${known}`, 'unsupported')
  )
}

/** Before N5 2.0, `compressionType` held the name alone. */
function readCompression(attributes: Field): readonly PackStep[] {
  const [now, before] = [member(attributes, 'compression'), member(attributes, 'compressionType')]
  const field = now.value === undefined ? before : member(now, 'type')
  const name = textOf(field)
  switch (name) {
    case 'raw':
      return []
    case 'gzip': {
      const isZlib = now.value !== undefined && member(now, 'useZlib').value === true
      return [{ kind: isZlib ? 'zlib' : 'gzip' }]
    }
    case 'zstd':
    case 'blosc':
      return [{ kind: name }]
    case 'lz4':
      return [{ kind: 'lz4-java' }]
    default: {
      const known = 'raw, gzip, zstd, blosc and lz4'
      return refuse(field, `is ${JSON.stringify(name)}, which Skein does not read; it reads ${known}`, 'unsupported')
    }
  }
}
