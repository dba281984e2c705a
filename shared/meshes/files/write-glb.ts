import { bytesOfAscii } from './ascii.ts'
import type { NamedSurface, SurfaceFile } from './named-surface.ts'

/**
 * glTF 2.0 in its binary form (Khronos, "glTF 2.0 Specification", section 4). One node and one mesh a segment, named by its
 * id. A unit of the scene is a micrometre: the meshes are in nanometres, and their root makes them a thousandth. It also
 * turns them half round x, because y goes down in a volume and up in glTF. The origin is in `asset.extras`.
 */
export function writeGlb({ origin, surfaces }: SurfaceFile): readonly Uint8Array<ArrayBuffer>[] {
  // A mesh without vertices is no mesh in glTF.
  const filled = surfaces.filter(({ triangles }) => triangles.length > 0)
  const binary = filled.flatMap(({ positions, normals, triangles }) => [
    bytesOf(positions),
    bytesOf(normals),
    bytesOf(triangles),
  ])
  const binaryBytes = binary.reduce((sum, { length }) => sum + length, 0)
  const asset = { version: '2.0', generator: 'Skein', extras: { unit: 'micrometre', originNm: origin } }
  const json = padded(bytesOfAscii(JSON.stringify(contents(asset, filled, binaryBytes))))
  const hasBinary = binaryBytes > 0
  const total = 12 + 8 + json.length + (hasBinary ? 8 + binaryBytes : 0)
  const head = Uint32Array.of(GLTF, 2, total, json.length, JSON_CHUNK)
  return [bytesOf(head), json, ...(hasBinary ? [bytesOf(Uint32Array.of(binaryBytes, BINARY_CHUNK)), ...binary] : [])]
}

/** "glTF", "JSON" and "BIN\0", as little-endian words. */
const GLTF = 0x46546c67
const JSON_CHUNK = 0x4e4f534a
const BINARY_CHUNK = 0x004e4942

const FLOAT = 5126
const UNSIGNED_INT = 5125
const ARRAY_BUFFER = 34962
const ELEMENT_ARRAY_BUFFER = 34963

function contents(asset: object, surfaces: readonly NamedSurface[], binaryBytes: number): object {
  const root = { name: 'segments', scale: [1e-3, 1e-3, 1e-3], rotation: [1, 0, 0, 0] }
  if (surfaces.length === 0) return { asset, scene: 0, scenes: [{ nodes: [0] }], nodes: [root] }
  let byteOffset = 0
  const view = (byteLength: number, target: number) => {
    const made = { buffer: 0, byteOffset, byteLength, target }
    byteOffset += byteLength
    return made
  }
  const bufferViews = surfaces.flatMap(({ positions, normals, triangles }) => [
    view(positions.byteLength, ARRAY_BUFFER),
    view(normals.byteLength, ARRAY_BUFFER),
    view(triangles.byteLength, ELEMENT_ARRAY_BUFFER),
  ])
  const accessors = surfaces.flatMap(({ positions, triangles }, i) => {
    const count = positions.length / 3
    const points = { bufferView: 3 * i, componentType: FLOAT, count, type: 'VEC3', ...rangeOf(positions) }
    const normals = { bufferView: 3 * i + 1, componentType: FLOAT, count, type: 'VEC3' }
    const faces = { bufferView: 3 * i + 2, componentType: UNSIGNED_INT, count: triangles.length, type: 'SCALAR' }
    return [points, normals, faces]
  })
  return {
    asset,
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [
      { ...root, children: surfaces.map((_, i) => i + 1) },
      ...surfaces.map(({ name }, mesh) => ({ name, mesh, extras: { segment: name } })),
    ],
    meshes: surfaces.map(({ name }, i) => ({
      name,
      primitives: [{ attributes: { POSITION: 3 * i, NORMAL: 3 * i + 1 }, indices: 3 * i + 2, material: i, mode: 4 }],
    })),
    materials: surfaces.map(({ name, colour }) => ({
      name,
      pbrMetallicRoughness: { baseColorFactor: [...linear(colour), 1], metallicFactor: 0, roughnessFactor: 0.8 },
    })),
    accessors,
    bufferViews,
    buffers: [{ byteLength: binaryBytes }],
  }
}

/** The bytes of numbers: little-endian, as every machine that Electron runs on. */
function bytesOf(numbers: Float32Array | Uint32Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
}

/** Chunks are a multiple of 4 bytes long; JSON is filled up with spaces. */
function padded(json: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil(json.length / 4) * 4).fill(0x20)
  whole.set(json)
  return whole
}

function rangeOf(positions: Float32Array): { readonly min: number[]; readonly max: number[] } {
  const [min, max] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ]
  for (let i = 0; i < positions.length; i++) {
    min[i % 3] = Math.min(min[i % 3]!, positions[i]!)
    max[i % 3] = Math.max(max[i % 3]!, positions[i]!)
  }
  return { min, max }
}

/** Colours on screen are sRGB; those of a material in glTF are linear. */
function linear(colour: number): number[] {
  return [16, 8, 0].map((shift) => {
    const value = ((colour >> shift) & 0xff) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
}
