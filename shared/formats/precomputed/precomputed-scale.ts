import { readKey } from '../../bytes/key.ts'
import type { Vec3 } from '../../geometry.ts'
import { type Field, listOf, member, numberOf, refuse, textOf, vectorOf, wholeOf } from '../../json-field.ts'
import { gridOf } from '../../volume/chunk-grid.ts'
import type { Volume, VoxelType } from '../../volume/volume.ts'
import {
  MAX_AXIS_VOXELS,
  MAX_CHUNK_VOXELS,
  MAX_CHUNKS,
  MAX_OFFSET_VOXELS,
  MAX_VOLUME_VOXELS,
  MAX_VOXEL_NM,
} from '../../volume/volume-limits.ts'
import { mortonBits } from './morton.ts'
import { readSharding } from './precomputed-sharding.ts'
import type { Encoding, PrecomputedScale } from './precomputed-volume.ts'
import type { Sharding } from './sharding.ts'

/** Voxels of a block of compressed_segmentation; real ones have 512. */
const MAX_BLOCK_VOXELS = 2 ** 20

/** How many different chunkings one scale may list; only the first is used. */
const MAX_CHUNK_SIZES = 64

const ENCODINGS = ['raw', 'jpeg', 'png', 'compresso', 'compressed_segmentation'] as const

/**
 * Reads one entry of `scales` (neuroglancer, datasource/precomputed/volume.md). Its key may lead `above` folders out of
 * the volume's. Throws a `ProblemError` that names the field.
 */
export function readScale(field: Field, kind: Volume['kind'], voxelType: VoxelType, above: number): PrecomputedScale {
  const key = readScaleKey(member(field, 'key'), above)
  const size = vectorOf(member(field, 'size'), (axis) =>
    wholeOf(axis, 1, MAX_AXIS_VOXELS, 'no volume has so many voxels along an axis'),
  )
  const voxels = size[0] * size[1] * size[2]
  if (voxels >= MAX_VOLUME_VOXELS) {
    refuse(member(field, 'size'), `comes to ${voxels} voxels, more than any specimen has`, 'too-large')
  }
  const resolution = vectorOf(member(field, 'resolution'), readResolution)
  const voxelOffset = readOffset(member(field, 'voxel_offset'))
  const shardingField = member(field, 'sharding')
  // Some writers put null where there is no sharding.
  const sharded = shardingField.value !== undefined && shardingField.value !== null
  const chunkSize = readChunkSize(member(field, 'chunk_sizes'), size, sharded)
  const encoding = readEncoding(field, kind, voxelType)
  const scale = { key, size, resolution, voxelOffset, chunkSize, encoding }
  const chunks = gridOf(scale).reduce((product, cells) => product * cells, 1)
  if (chunks > MAX_CHUNKS) refuse(member(field, 'chunk_sizes'), `cuts the volume into ${chunks} chunks`, 'too-large')
  if (!sharded) return scale
  const sharding: Sharding = readSharding(shardingField)
  const bits = mortonBits(gridOf(scale))
  if (bits > 64) refuse(shardingField, `needs chunk keys of ${bits} bits, but they have 64`, 'too-large')
  return { ...scale, sharding }
}

/** A relative folder in its plain form. The format allows `../`, for scales beside the volume. */
function readScaleKey(field: Field, above: number): string {
  const text = textOf(field)
  if (text === '') refuse(field, 'must name a folder')
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) refuse(field, 'must be a folder relative to the volume', 'outside')
  const key = readKey(text, above)
  if (!key.ok) {
    const beside = readKey(text, Number.POSITIVE_INFINITY).ok
    const help = beside ? '; open a folder further up, with a skein.json that names this volume as a layer' : ''
    return refuse(field, `cannot be followed: ${key.problem.message}${help}`, key.problem.kind)
  }
  const { up, parts } = key.value
  if (parts.length === 0) refuse(field, 'must name a folder')
  return [...Array.from({ length: up }, () => '..'), ...parts].join('/')
}

function readResolution(field: Field): number {
  const value = numberOf(field)
  if (!(value > 0)) refuse(field, `must be above zero nanometres, but is ${value}`)
  if (value > MAX_VOXEL_NM) refuse(field, `is ${value} nanometres, more than a metre`, 'too-large')
  return value
}

function readOffset(field: Field): Vec3 {
  if (field.value === undefined) return [0, 0, 0]
  return vectorOf(field, (axis) =>
    wholeOf(axis, -MAX_OFFSET_VOXELS, MAX_OFFSET_VOXELS, 'positions would no longer be exact'),
  )
}

/** Cut off at the volume's end, as its files are: grid, names and shards are the same. */
function readChunkSize(field: Field, size: Vec3, sharded: boolean): Vec3 {
  const choices = listOf(field, MAX_CHUNK_SIZES, (item) => item, 1)
  if (sharded && choices.length > 1) refuse(field, 'must have one entry where there is sharding')
  const sizes = choices.map((choice) => {
    const [x, y, z] = vectorOf(choice, (axis) =>
      wholeOf(axis, 1, MAX_AXIS_VOXELS, 'no volume has so many voxels along an axis'),
    )
    const held: Vec3 = [Math.min(x, size[0]), Math.min(y, size[1]), Math.min(z, size[2])]
    checkVoxels(choice, held, MAX_CHUNK_VOXELS, 'a chunk is decoded as one')
    return held
  })
  const [first] = sizes
  return first ?? refuse(field, 'must have an entry')
}

function readBox(field: Field, most: number, reason: string): Vec3 {
  const size = vectorOf(field, (axis) => wholeOf(axis, 1, most, reason))
  checkVoxels(field, size, most, reason)
  return size
}

function checkVoxels(field: Field, size: Vec3, most: number, reason: string): void {
  const voxels = size[0] * size[1] * size[2]
  if (voxels > most) refuse(field, `comes to ${voxels} voxels, more than ${most}: ${reason}`, 'too-large')
}

function readEncoding(scale: Field, kind: Volume['kind'], voxelType: VoxelType): Encoding {
  const field = member(scale, 'encoding')
  const text = textOf(field)
  const encoding = ENCODINGS.find((known) => known === text)
  if (encoding === undefined) {
    return refuse(field, `is ${JSON.stringify(text)}; Skein reads ${ENCODINGS.join(', ')}`, 'unsupported')
  }
  const fits = (types: readonly VoxelType[], kinds: readonly Volume['kind'][]) => {
    if (!types.includes(voxelType)) {
      refuse(field, `is ${encoding}, which holds ${types.join(' or ')}, but data_type is ${voxelType}`)
    }
    if (!kinds.includes(kind)) {
      refuse(field, `is ${encoding}, which does not hold a volume of type ${kind}`)
    }
  }
  switch (encoding) {
    case 'raw':
      return { kind: 'raw' }
    case 'jpeg':
      fits(['uint8'], ['image'])
      return { kind: 'jpeg' }
    case 'png':
      fits(['uint8', 'uint16'], ['image', 'segmentation'])
      return { kind: 'png' }
    case 'compresso':
      fits(['uint8', 'uint16', 'uint32', 'uint64'], ['segmentation'])
      return { kind: 'compresso' }
    case 'compressed_segmentation': {
      fits(['uint32', 'uint64'], ['segmentation'])
      const blockSize = readBox(
        member(scale, 'compressed_segmentation_block_size'),
        MAX_BLOCK_VOXELS,
        'real blocks have 512 voxels',
      )
      return { kind: 'compressed_segmentation', blockSize }
    }
  }
}
