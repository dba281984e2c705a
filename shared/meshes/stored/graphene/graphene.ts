import { readFileKey } from '../../../bytes/key.ts'
import { isRecord, member, resultOf, wholeOf } from '../../../json-field.ts'
import { mapResult, type Result } from '../../../problem.ts'
import { badMesh } from '../../bad-mesh.ts'
import type { Mesh, MeshPart, MeshReader, MeshReading } from '../../mesh.ts'
import { decodeFragment } from '../fragments/decode-fragment.ts'
import { parseFragmentManifest, type ReadFragmentName } from '../fragments/fragment-manifest.ts'
import type { MeshFormat } from '../mesh-format.ts'
import { missingPart } from '../missing-part.ts'

/** The description of the volume: that of the folder of meshes says nothing that is needed. */
const VOLUME = 'volume'

/** What of a graph server's `info` says how its meshes are named (CAVEconnectome/PyChunkedGraph; neuroglancer, datasource/graphene). */
interface GrapheneMeshes {
  /** The highest bits of an id say its layer; 1 is that of supervoxels. */
  readonly layerBits: number
  /** Fragments that are named without a place in a shard lie there; '' for the folder itself. */
  readonly unsharded: string
}

const SHARDED_FOLDER = 'initial'
const UNSHARDED_FOLDER = 'dynamic'
const SUPERVOXEL_LAYER = 1n
const ID_BITS = 64n

/**
 * Meshes of a graph server: a manifest names the fragments of the nodes that a segment has now, so most of them stay
 * through an edit. A server gives the manifest, or it is a file of the folder.
 */
export const graphene: MeshFormat = {
  name: 'graphene',
  title: 'meshes of a graph server',
  of: 'segments',
  gather: ({ volume }) => (isRecord(volume) && isRecord(volume['graph']) ? { [VOLUME]: volume } : undefined),
  parse: ({ [VOLUME]: volume }, { location }) =>
    mapResult(parseGraphene(volume, location), (meshes) => createGrapheneReader(meshes, location)),
}

function parseGraphene(volume: unknown, location: string): Result<GrapheneMeshes> {
  return resultOf(volume, location, (whole) => {
    const bits = member(member(whole, 'graph'), 'n_bits_for_layer_id')
    const layerBits = bits.value === undefined ? 8 : wholeOf(bits, 1, 16)
    if (member(whole, 'sharded_mesh').value !== true) return { layerBits, unsharded: '' }
    const about = member(whole, 'mesh_metadata').value
    const named = isRecord(about) ? about['unsharded_mesh_dir'] : undefined
    return { layerBits, unsharded: typeof named === 'string' ? named : UNSHARDED_FOLDER }
  })
}

function createGrapheneReader(meshes: GrapheneMeshes, location: string): MeshReader {
  return {
    async manifest(segment, { bytes, manifests, signal }) {
      const key = `${segment}:0`
      const served = await manifests?.get(`manifest/${key}`, { signal })
      const read = served ?? (await bytes.get(key, { signal }))
      if (read === undefined) return undefined
      const where = served === undefined ? `${location}/${key}` : `the manifest of ${segment} for ${location}`
      return parseFragmentManifest(read, where, readName(segment, meshes, location))
    },
    part: (part, reading) => readPart(part, location, reading),
  }
}

/** `~<node>:<name>`, where the server was asked to say whose fragment it is. */
const OWNED = /^~([0-9]{1,20}):(.+)$/s
/** `~<layer>/<file>.shard:<first byte>:<bytes>`. */
const IN_SHARD = /^~([^:]+\.shard):([0-9]{1,15}):([0-9]{1,10})$/
/** The key of a part in a shard, as `keyOfName` writes it. */
const SHARD_KEY = /^(.+\.shard):([0-9]+):([0-9]+)$/

function readName(segment: bigint, { layerBits, unsharded }: GrapheneMeshes, location: string): ReadFragmentName {
  const own = `${location.split('/').at(-1)}/`
  return (given) => {
    const [, owner, owned] = OWNED.exec(given) ?? []
    const name = owned ?? given
    const label = owner !== undefined && isSupervoxel(BigInt(owner), layerBits) ? BigInt(owner) : segment
    if (name === `${segment}:0`) return 'is the manifest itself'
    const [, shard, first, count] = IN_SHARD.exec(name) ?? []
    if (shard !== undefined) {
      const key = insideOf(`${SHARDED_FOLDER}/${shard}`)
      if (key === undefined) return OUTSIDE
      return { key: `${key}:${Number(first)}:${Number(count)}`, label, bytes: Number(count) }
    }
    if (name.startsWith('~')) return 'names no place in a shard'
    // Manifests of older graphs name fragments from the folder of the volume on.
    const plain = name.startsWith(own) ? name.slice(own.length) : unsharded === '' ? name : `${unsharded}/${name}`
    const key = insideOf(plain)
    return key === undefined ? OUTSIDE : { key, label, bytes: undefined }
  }
}

const OUTSIDE = 'leads out of the folder of the meshes'

function insideOf(name: string): string | undefined {
  const path = readFileKey(name, 0)
  return path.ok ? path.value.parts.join('/') : undefined
}

function isSupervoxel(id: bigint, layerBits: number): boolean {
  return id >> (ID_BITS - BigInt(layerBits)) === SUPERVOXEL_LAYER
}

async function readPart(
  { key, label }: MeshPart,
  location: string,
  { bytes, draco, signal }: MeshReading,
): Promise<Result<Mesh>> {
  const file = `${location}/${key}`
  const [, shard, first, count] = SHARD_KEY.exec(key) ?? []
  if (shard === undefined) {
    const read = await bytes.get(key, { signal })
    return read === undefined ? missingPart(file) : decodeFragment(read, label, file, draco)
  }
  const start = Number(first)
  const wanted = Number(count)
  const read = await bytes.get(shard, { range: { start, end: start + wanted }, signal })
  if (read === undefined) return missingPart(file)
  if (read.length === wanted) return decodeFragment(read, label, file, draco)
  return badMesh(file, `it should have ${wanted} bytes, but only ${read.length} are there`)
}
