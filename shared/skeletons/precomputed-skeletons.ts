import { readSharding } from '../formats/precomputed/precomputed-sharding.ts'
import type { Sharding } from '../formats/precomputed/sharding.ts'
import { choiceOf, type Field, listOf, member, refuse, resultOf, textOf, wholeOf } from '../json-field.ts'
import { badMesh } from '../meshes/bad-mesh.ts'
import { type Transform, transformed, transformOf } from '../meshes/stored/transform.ts'
import { mapResult, type Result } from '../problem.ts'
import type { Skeleton, SkeletonAttribute, SkeletonReader } from './skeleton.ts'
import { treesOf } from './skeleton-trees.ts'

const TYPE = 'neuroglancer_skeletons'
const MAX_ATTRIBUTES = 64
const MAX_COMPONENTS = 16
const MAX_NAME = 1000

const VALUE_BYTES = { float32: 4, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4 } as const
type ValueType = keyof typeof VALUE_BYTES
const VALUE_TYPES: readonly ValueType[] = ['float32', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32']

interface StoredAttribute {
  readonly name: string
  readonly type: ValueType
  readonly components: number
}

/** What the `info` of skeletons says (neuroglancer, datasource/precomputed/skeletons.md). */
interface SkeletonsInfo {
  readonly transform: Transform
  readonly attributes: readonly StoredAttribute[]
  readonly sharding: Sharding | undefined
}

/** Reads skeletons by the `info` of their folder. A problem names file and field. */
export function precomputedSkeletons(info: unknown, location: string): Result<SkeletonReader> {
  return mapResult(resultOf(info, `${location}/info`, readInfo), (read) => createReader(read, location))
}

function readInfo(whole: Field): SkeletonsInfo {
  const type = member(whole, '@type')
  if (type.value !== undefined && type.value !== TYPE) refuse(type, `must be "${TYPE}"`, 'unsupported')
  const attributes = member(whole, 'vertex_attributes')
  const sharding = member(whole, 'sharding')
  return {
    transform: transformOf(member(whole, 'transform')),
    attributes: attributes.value === undefined ? [] : listOf(attributes, MAX_ATTRIBUTES, readAttribute),
    sharding: sharding.value === undefined || sharding.value === null ? undefined : readSharding(sharding),
  }
}

function readAttribute(field: Field): StoredAttribute {
  return {
    name: textOf(member(field, 'id'), MAX_NAME, 0),
    type: choiceOf(member(field, 'data_type'), VALUE_TYPES),
    components: wholeOf(member(field, 'num_components'), 1, MAX_COMPONENTS),
  }
}

function createReader(info: SkeletonsInfo, location: string): SkeletonReader {
  return {
    async skeleton(segment, { bytes, signal }) {
      const { sharding } = info
      const read =
        sharding === undefined
          ? await bytes.get(`${segment}`, { signal })
          : await bytes.get('', { entry: { sharding, chunkKey: segment }, signal })
      return read && decodeSkeleton(read, info, `${location}/${segment}`)
    },
  }
}

const HEAD_BYTES = 8
const POSITION_BYTES = 12
const EDGE_BYTES = 8

function decodeSkeleton(bytes: Uint8Array, info: SkeletonsInfo, file: string): Result<Skeleton> {
  if (bytes.length < HEAD_BYTES) return badMesh(file, `it has ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const vertices = view.getUint32(0, true)
  const edges = view.getUint32(4, true)
  const attributeBytes = info.attributes.reduce((sum, { type, components }) => sum + VALUE_BYTES[type] * components, 0)
  const needed = HEAD_BYTES + vertices * (POSITION_BYTES + attributeBytes) + edges * EDGE_BYTES
  if (needed !== bytes.length) {
    const what = `${vertices} vertices and ${edges} edges need ${needed} bytes, but it has ${bytes.length}`
    return badMesh(file, what)
  }
  const stored = (i: number) => view.getFloat32(HEAD_BYTES + 4 * i, true)
  const positions = new Float32Array(3 * vertices)
  for (let i = 0; i < positions.length; i += 3) {
    positions.set(transformed(info.transform, [stored(i), stored(i + 1), stored(i + 2)]), i)
  }
  const edgesAt = HEAD_BYTES + vertices * POSITION_BYTES
  const ends = Uint32Array.from({ length: 2 * edges }, (_, i) => view.getUint32(edgesAt + 4 * i, true))
  const trees = treesOf(positions, ends, file)
  const all = attributesOf(view, edgesAt + edges * EDGE_BYTES, vertices, info.attributes)
  const isRadius = ({ name, components }: SkeletonAttribute) => name === 'radius' && components === 1
  const attributes = all.filter((one) => !isRadius(one))
  return { ok: true, value: { ...trees, radii: all.find(isRadius)?.values, attributes } }
}

function attributesOf(
  view: DataView,
  start: number,
  vertices: number,
  stored: readonly StoredAttribute[],
): readonly SkeletonAttribute[] {
  let at = start
  return stored.map(({ name, type, components }) => {
    const first = at
    const size = VALUE_BYTES[type]
    const values = Float32Array.from({ length: vertices * components }, (_, i) => valueAt(view, first + size * i, type))
    at += values.length * size
    return { name, components, values }
  })
}

function valueAt(view: DataView, at: number, type: ValueType): number {
  switch (type) {
    case 'float32':
      return view.getFloat32(at, true)
    case 'int8':
      return view.getInt8(at)
    case 'uint8':
      return view.getUint8(at)
    case 'int16':
      return view.getInt16(at, true)
    case 'uint16':
      return view.getUint16(at, true)
    case 'int32':
      return view.getInt32(at, true)
    case 'uint32':
      return view.getUint32(at, true)
  }
}
