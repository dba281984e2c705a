import type { Vec3 } from '../../geometry.ts'
import { type Field, refuse } from '../../json-field.ts'
import { gridOf } from '../../volume/chunk-grid.ts'
import type { Scale, Volume } from '../../volume/volume.ts'
import {
  MAX_CHUNK_VOXELS,
  MAX_CHUNKS,
  MAX_OFFSET_VOXELS,
  MAX_VOLUME_VOXELS,
  MAX_VOXEL_NM,
} from '../../volume/volume-limits.ts'
import { isWholeType } from '../../volume/voxel-type.ts'
import type { Channel, OtherAxis, StoredVolume } from '../volume-format.ts'
import { createArrayReader } from './array-reader.ts'
import { usualKind } from './array-type.ts'
import type { StoredArray } from './stored-array.ts'

/** What an axis of an array is. */
export interface ArrayAxis {
  readonly name: string
  readonly kind: 'x' | 'y' | 'z' | OtherAxis['kind']
}

/** One array of a volume. Lists have an entry for each axis of the array; only those of x, y and z count. */
export interface ArrayScale {
  readonly array: StoredArray
  /** Nanometres per voxel. */
  readonly resolution: readonly number[]
  /** Where the first voxel begins: its lower corner, in nanometres. */
  readonly begin: readonly number[]
  /** What names this scale in problems. */
  readonly field: Field
}

export interface ArrayVolumeParts {
  /** In any order; the finest one becomes scale 0. */
  readonly scales: readonly ArrayScale[]
  readonly axes: readonly ArrayAxis[]
  /** Undefined where nothing says it: then the type of the values decides. */
  readonly kind: Volume['kind'] | undefined
  readonly channels: readonly Channel[]
  readonly beside: StoredVolume['beside']
  /** For messages. */
  readonly location: string
}

type SpaceAxes = readonly [number | undefined, number | undefined, number | undefined]

/** Puts a volume together from arrays. Throws a `MalformedField`. */
export function arrayVolume(parts: ArrayVolumeParts): StoredVolume {
  const { axes, channels, beside, location } = parts
  const space = [...'xyz']
    .map((name) => axes.findIndex(({ kind }) => kind === name))
    .map((at) => (at < 0 ? undefined : at))
  const scales = [...parts.scales].sort((a, b) => voxelNm(a, axes) - voxelNm(b, axes))
  const [base] = scales
  if (base === undefined) throw new Error('bug: a volume without scales')
  checkAlike(scales, base, axes)
  const { type: voxelType, shape } = base.array
  const kind = parts.kind ?? usualKind(voxelType)
  if (kind === 'segmentation' && !isWholeType(voxelType)) {
    return refuse(base.field, `holds ${voxelType}, but labels are whole numbers`, 'unsupported')
  }
  const xyz: SpaceAxes = [space[0], space[1], space[2]]
  const [first, ...others] = scales.map((scale) => scaleOf(scale, base, xyz))
  const volume: Volume = { kind, voxelType, scales: [first!, ...others] }
  const otherAxes = axes.flatMap(({ name, kind: axis }, at) => {
    const length = shape[at]!
    return axis === 'x' || axis === 'y' || axis === 'z' || length === 1 ? [] : [{ at, name, kind: axis, length }]
  })
  const arrays = scales.map(({ array }) => array)
  const stored = { volume, arrays, space: xyz, others: otherAxes.map(({ at }) => at), location }
  const channelCount = otherAxes.find((axis) => axis.kind === 'channel')?.length ?? 1
  return {
    volume,
    axes: otherAxes.map(({ name, kind: axis, length }) => ({ name, kind: axis, length })),
    channels: channels.slice(0, channelCount),
    beside,
    chunks: (at) => createArrayReader(stored, at),
  }
}

function voxelNm({ resolution }: ArrayScale, axes: readonly ArrayAxis[]): number {
  return resolution.reduce((product, nm, at) => ('xyz'.includes(axes[at]!.kind) ? product * nm : product), 1)
}

/** All scales hold the same type, and the same places on the axes beside x, y and z. */
function checkAlike(scales: readonly ArrayScale[], base: ArrayScale, axes: readonly ArrayAxis[]): void {
  for (const { array, field } of scales) {
    if (array.shape.length !== axes.length) {
      refuse(field, `names an array of ${array.shape.length} axes, but there are ${axes.length} axes`)
    }
    if (array.type !== base.array.type) {
      refuse(field, `holds ${array.type}, but the finest scale holds ${base.array.type}`, 'unsupported')
    }
    for (const [at, { name, kind }] of axes.entries()) {
      const [length, wanted] = [array.shape[at], base.array.shape[at]]
      if (kind === 'x' || kind === 'y' || kind === 'z' || length === wanted) continue
      refuse(field, `is ${length} long along ${name}, but the finest scale is ${wanted}`, 'unsupported')
    }
  }
}

/** Rounds offsets to whole voxels: a volume whose first voxel lies between two others would have no voxel numbers. */
function scaleOf({ array, resolution, begin, field }: ArrayScale, base: ArrayScale, space: SpaceAxes): Scale {
  const along = (read: (axis: number) => number, without: number): Vec3 => {
    const [x, y, z] = space.map((axis) => (axis === undefined ? without : read(axis)))
    return [x!, y!, z!]
  }
  // A missing axis is one voxel long, as wide as the finest voxel is along x.
  const width = base.resolution[space.find((axis) => axis !== undefined) ?? 0] ?? 1
  const scale = {
    key: array.key,
    size: along((axis) => array.shape[axis]!, 1),
    resolution: along((axis) => resolution[axis]!, width),
    chunkSize: along((axis) => Math.min(array.chunkShape[axis]!, array.shape[axis]!), 1),
    voxelOffset: along((axis) => {
      const nm = base.resolution[axis]!
      const first = Math.round(base.begin[axis]! / nm)
      const shift = base.begin[axis]! - first * nm
      // Adding 0 makes 0 of -0.
      return Math.round((begin[axis]! - shift) / resolution[axis]!) + 0
    }, 0),
  }
  checkScale(scale, field)
  return scale
}

function checkScale(scale: Scale, field: Field): void {
  const product = ([x, y, z]: Vec3) => x * y * z
  for (const nm of scale.resolution) {
    if (!(nm > 0)) refuse(field, `has voxels of ${nm} nanometres; turned axes are not read`, 'unsupported')
    if (nm > MAX_VOXEL_NM) refuse(field, `has voxels of ${nm} nanometres, more than a metre`, 'too-large')
  }
  if (product(scale.size) >= MAX_VOLUME_VOXELS) {
    refuse(field, `comes to ${product(scale.size)} voxels, more than any specimen has`, 'too-large')
  }
  if (product(scale.chunkSize) > MAX_CHUNK_VOXELS) {
    const chunk = product(scale.chunkSize)
    refuse(
      field,
      `has chunks of ${chunk} voxels, more than ${MAX_CHUNK_VOXELS}: a chunk is decoded as one`,
      'too-large',
    )
  }
  const chunks = product(gridOf(scale))
  if (chunks > MAX_CHUNKS) refuse(field, `is cut into ${chunks} chunks`, 'too-large')
  for (const offset of scale.voxelOffset) {
    if (!(Math.abs(offset) <= MAX_OFFSET_VOXELS)) {
      refuse(field, `begins ${offset} voxels from the origin: positions would no longer be exact`, 'too-large')
    }
  }
}
