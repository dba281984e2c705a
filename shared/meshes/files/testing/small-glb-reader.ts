import { assert } from '../../../assert.ts'
import { asciiOf } from '../ascii.ts'

/** For tests: what a GLB says of one mesh. Positions are those of the scene, after all nodes above it. */
export interface GlbMesh {
  readonly name: string
  readonly positions: readonly (readonly number[])[]
  readonly normals: readonly (readonly number[])[]
  readonly triangles: readonly number[]
  readonly colour: readonly number[]
}

/** A value of JSON at a path of names and places; undefined where there is none. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce(
    (inner: unknown, key): unknown => (Object(inner) === inner ? Reflect.get(Object(inner), key) : undefined),
    value,
  )
}

function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path)
  assert(typeof found === 'number', `a number at ${path.join('.')}`)
  return found
}

function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path) ?? []
  assert(Array.isArray(found), `a list at ${path.join('.')}`)
  return found
}

/**
 * For tests: a second reader of GLB, written by the specification (glTF 2.0, sections 3 and 4) and sharing no code with the
 * writer. It checks the header, chunks, alignment, bounds of views and accessors, min and max, and that indices are in range.
 */
export function readSmallGlb(bytes: Uint8Array): { readonly json: unknown; readonly meshes: readonly GlbMesh[] } {
  const { json, binary } = chunksOf(bytes)
  const root = at(json, 'nodes', numberAt(json, 'scenes', numberAt(json, 'scene'), 'nodes', 0))
  assert(listAt(root, 'rotation').join() === '1,0,0,0', 'the root turns half round x')
  const scale = [0, 1, 2].map((axis) => numberAt(root, 'scale', axis))
  const placed = (point: readonly number[]) => point.map((value, axis) => value * scale[axis]! * (axis === 0 ? 1 : -1))
  const meshes = listAt(root, 'children').map((child): GlbMesh => {
    const node = at(json, 'nodes', Number(child))
    const primitive = at(json, 'meshes', numberAt(node, 'mesh'), 'primitives', 0)
    const position = numberAt(primitive, 'attributes', 'POSITION')
    const points = triples(numbersOf(json, binary, position))
    const triangles = numbersOf(json, binary, numberAt(primitive, 'indices'))
    assert(
      triangles.every((vertex) => vertex < points.length),
      'indices in range',
    )
    for (const axis of [0, 1, 2]) {
      const values = points.map((point) => point[axis]!)
      const [min, max] = ['min', 'max'].map((end) => numberAt(json, 'accessors', position, end, axis))
      assert(Math.min(...values) === min && Math.max(...values) === max, 'min and max of positions')
    }
    const colour = ['materials', numberAt(primitive, 'material'), 'pbrMetallicRoughness', 'baseColorFactor'] as const
    return {
      name: String(at(node, 'name')),
      positions: points.map(placed),
      normals: triples(numbersOf(json, binary, numberAt(primitive, 'attributes', 'NORMAL'))),
      triangles,
      colour: listAt(json, ...colour).map(Number),
    }
  })
  return { json, meshes }
}

function chunksOf(bytes: Uint8Array): { readonly json: unknown; readonly binary: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (place: number) => view.getUint32(place, true)
  assert(word(0) === 0x46546c67 && word(4) === 2 && word(8) === bytes.length, 'a header of version 2 with the length')
  const jsonBytes = word(12)
  assert(word(16) === 0x4e4f534a && jsonBytes % 4 === 0, 'the first chunk is JSON, padded to 4')
  const json: unknown = JSON.parse(asciiOf(bytes.subarray(20, 20 + jsonBytes)))
  assert(at(json, 'asset', 'version') === '2.0', 'glTF 2.0')
  const next = 20 + jsonBytes
  if (next === bytes.length) return { json, binary: new Uint8Array(0) }
  const binary = bytes.subarray(next + 8)
  assert(word(next + 4) === 0x004e4942 && word(next) === binary.length && binary.length % 4 === 0, 'a binary chunk')
  assert(listAt(json, 'buffers').length === 1, 'one buffer')
  assert(numberAt(json, 'buffers', 0, 'byteLength') === binary.length, 'as long as the chunk')
  return { json, binary }
}

function numbersOf(json: unknown, binary: Uint8Array, index: number): number[] {
  const accessor = at(json, 'accessors', index)
  const bufferView = at(json, 'bufferViews', numberAt(accessor, 'bufferView'))
  const count = numberAt(accessor, 'count') * (at(accessor, 'type') === 'VEC3' ? 3 : 1)
  const [from, length] = [numberAt(bufferView, 'byteOffset'), numberAt(bufferView, 'byteLength')]
  assert(from % 4 === 0 && count * 4 <= length, 'an aligned view that is long enough')
  assert(from + length <= binary.length, 'a view within the buffer')
  const view = new DataView(binary.buffer, binary.byteOffset + from, count * 4)
  const isFloat = numberAt(accessor, 'componentType') === 5126
  return Array.from({ length: count }, (_, i) => (isFloat ? view.getFloat32(4 * i, true) : view.getUint32(4 * i, true)))
}

function triples(numbers: readonly number[]): number[][] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => numbers.slice(3 * i, 3 * i + 3))
}
