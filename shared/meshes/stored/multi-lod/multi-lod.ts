import type { Box3, Vec3 } from '../../../geometry.ts'
import { isRecord, listOf, member, numberOf, parseJson, resultOf, vectorOf, wholeOf } from '../../../json-field.ts'
import { mapResult, type Result } from '../../../problem.ts'
import { badMesh } from '../../bad-mesh.ts'
import type { Mesh, MeshManifest, MeshPart, MeshReader, MeshReading } from '../../mesh.ts'
import type { MeshFormat } from '../mesh-format.ts'
import { missingPart } from '../missing-part.ts'
import { onePiece } from '../one-piece.ts'
import { mirrors, transformed, transformedBox, transformScale } from '../transform.ts'
import { MULTI_LOD_TYPE, type MultiLodInfo, parseMultiLodInfo } from './multi-lod-info.ts'
import { type MultiLodManifest, type MultiLodNode, parseMultiLodManifest } from './multi-lod-manifest.ts'

const INFO = 'info'

/**
 * Meshes of several levels of detail in Draco: a manifest `<id>.index`, and the nodes of all levels in one file `<id>`; or
 * both in a shard, the nodes in front of the manifest (neuroglancer, datasource/precomputed/meshes.md).
 */
export const multiLod: MeshFormat = {
  name: 'multi-lod-draco',
  title: 'multi-resolution meshes',
  of: 'labels',
  gather: ({ info }) => (isRecord(info) && info['@type'] === MULTI_LOD_TYPE ? { [INFO]: info } : undefined),
  parse: ({ [INFO]: json }, { location }) =>
    mapResult(parseMultiLodInfo(json, `${location}/${INFO}`), (info) => createMultiLodReader(info, location)),
}

function createMultiLodReader(info: MultiLodInfo, location: string): MeshReader {
  return {
    async manifest(segment, { bytes, signal }) {
      const { sharding } = info
      const read =
        sharding === undefined
          ? await bytes.get(`${segment}.index`, { signal })
          : await bytes.get('', { entry: { sharding, chunkKey: segment }, signal })
      if (read === undefined) return undefined
      const file = sharding === undefined ? `${location}/${segment}.index` : `${location} (mesh ${segment})`
      return mapResult(parseMultiLodManifest(read, file), (manifest) => manifestOf(manifest, segment, info))
    },
    part: (part, reading) => readPart(part, info, location, reading),
  }
}

function manifestOf(manifest: MultiLodManifest, segment: bigint, info: MultiLodInfo): MeshManifest {
  const { levels, chunkShape, gridOrigin, bytes, problems } = manifest
  const nm = transformScale(info.transform)
  const parts = levels.flatMap(({ nodes, vertexOffset }, level) =>
    nodes.map((node): MeshPart => {
      const side = scaled(chunkShape, 2 ** level)
      const low = sum(sum(gridOrigin, vertexOffset), [side[0] * node.at[0], side[1] * node.at[1], side[2] * node.at[2]])
      const box: Box3 = transformedBox(info.transform, { min: low, max: sum(low, side) })
      return { key: keyOf({ node, low, side, all: bytes }), label: segment, level, box, bytes: node.bytes }
    }),
  )
  return { parts, levelErrors: levels.map(({ scale }) => scale * info.scaleMultiplier * nm), problems }
}

/** Where a node lies among the bytes of all `all`, and in space, in units of what is stored. */
interface Placed {
  readonly node: MultiLodNode
  readonly low: Vec3
  readonly side: Vec3
  readonly all: number
}

function keyOf({ node, low, side, all }: Placed): string {
  return JSON.stringify([node.at, node.start, node.bytes, all, low, side])
}

function placedOf(key: string, file: string): Result<Placed> {
  return resultOf({ key: parseJson(key) }, file, (whole) => {
    const field = member(whole, 'key')
    const [at, start, bytes, all, low, side] = listOf(field, 6, (item) => item, 6)
    const node = { at: vectorOf(at!), start: wholeOf(start!, 0), bytes: wholeOf(bytes!, 0) }
    return { node, all: wholeOf(all!, 0), low: vectorOf(low!, numberOf), side: vectorOf(side!, numberOf) }
  })
}

async function readPart(
  { key, label, level }: MeshPart,
  info: MultiLodInfo,
  location: string,
  { bytes, draco, signal }: MeshReading,
): Promise<Result<Mesh>> {
  const placed = placedOf(key, `${location} (mesh ${label})`)
  if (!placed.ok) return placed
  const { node, all } = placed.value
  const file = `${location}/${label} (node ${node.at.join(', ')} of level ${level})`
  const { sharding } = info
  const range = { start: node.start, end: node.start + node.bytes }
  const before = { from: all - node.start, bytes: node.bytes }
  const read =
    sharding === undefined
      ? await bytes.get(`${label}`, { range, signal })
      : await bytes.get('', { entry: { sharding, chunkKey: label, before }, signal })
  if (read === undefined) return missingPart(file)
  if (read.length < node.bytes)
    return badMesh(file, `it should have ${node.bytes} bytes, but only ${read.length} are there`)
  const decoded = await draco.integers(read, file)
  if (!decoded.ok) return decoded
  const { positions, triangles } = decoded.value
  const most = 2 ** info.quantizationBits - 1
  const outside = positions.findIndex((value) => value > most)
  if (outside >= 0) {
    return badMesh(
      file,
      `vertex ${Math.floor(outside / 3)} lies at ${positions[outside]} of ${most}, outside of the node`,
    )
  }
  const oriented = mirrors(info.transform) ? turned(triangles) : triangles
  return onePiece(label, nanometres(positions, placed.value, most, info), oriented, file)
}

function nanometres(
  stored: Uint32Array,
  { low, side }: Placed,
  most: number,
  { transform }: MultiLodInfo,
): Float64Array {
  const positions = new Float64Array(stored.length)
  const along = (i: number, axis: 0 | 1 | 2) => low[axis] + (side[axis] * stored[i + axis]!) / most
  for (let i = 0; i + 2 < stored.length; i += 3) {
    positions.set(transformed(transform, [along(i, 0), along(i, 1), along(i, 2)]), i)
  }
  return positions
}

/** The same triangles, seen from the other side. */
function turned(triangles: Uint32Array): Uint32Array {
  return triangles.map((_, i) => triangles[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1]!)
}

function sum(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

function scaled(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor]
}
