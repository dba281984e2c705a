import type { Vec3 } from '../../../geometry.ts'
import type { Result } from '../../../problem.ts'
import { badMesh, tooLargeMesh } from '../../bad-mesh.ts'
import { MAX_MANIFEST_BYTES, MAX_PARTS, MAX_PROBLEMS } from '../../mesh-limits.ts'

/** What the manifest of a multi-resolution mesh says (neuroglancer, datasource/precomputed/meshes.md, "Multi-resolution manifest"). */
export interface MultiLodManifest {
  /** Of a node of level 0, in units of what is stored; a node of level `i` is 2^i times as long. */
  readonly chunkShape: Vec3
  readonly gridOrigin: Vec3
  /** From the finest to the coarsest. */
  readonly levels: readonly MultiLodLevel[]
  /** Bytes of all nodes, those that are left out too. */
  readonly bytes: number
  readonly problems: readonly string[]
}

export interface MultiLodLevel {
  /** In units of what is stored, before the multiplier of the `info`. Never less than that of a finer level. */
  readonly scale: number
  readonly vertexOffset: Vec3
  /** Those that are not empty. */
  readonly nodes: readonly MultiLodNode[]
}

export interface MultiLodNode {
  /** Which node of its level, along x, y and z. */
  readonly at: readonly [number, number, number]
  /** Its place among the bytes of all nodes. */
  readonly start: number
  readonly bytes: number
}

/** Levels of detail: each has half the resolution of the one before. */
const MAX_LEVELS = 32
/** Bytes of one node, which is decoded as one. */
const MAX_NODE_BYTES = 2 ** 28

const HEAD_BYTES = 28
const LEVEL_BYTES = 20
const NODE_BYTES = 16

/** Tables whose lengths disagree are a problem of the whole; nodes and scales that cannot be are told, and the rest is there. */
export function parseMultiLodManifest(bytes: Uint8Array, file: string): Result<MultiLodManifest> {
  if (bytes.length > MAX_MANIFEST_BYTES) return tooLargeMesh(file, `has a manifest of ${bytes.length} bytes`)
  if (bytes.length < HEAD_BYTES)
    return badMesh(file, `its manifest has ${bytes.length} bytes, fewer than ${HEAD_BYTES}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const vector = (at: number): Vec3 => [
    view.getFloat32(at, true),
    view.getFloat32(at + 4, true),
    view.getFloat32(at + 8, true),
  ]
  const chunkShape = vector(0)
  const gridOrigin = vector(12)
  if (!chunkShape.every((side) => side > 0 && side < Number.POSITIVE_INFINITY)) {
    return badMesh(file, `its chunk_shape is ${chunkShape.join(', ')}`)
  }
  if (!gridOrigin.every(Number.isFinite)) return badMesh(file, `its grid_origin is ${gridOrigin.join(', ')}`)
  const count = view.getUint32(24, true)
  if (count === 0 || count > MAX_LEVELS)
    return badMesh(file, `it has ${count} levels of detail, and not 1 to ${MAX_LEVELS}`)
  const tables = HEAD_BYTES + LEVEL_BYTES * count
  if (bytes.length < tables) return badMesh(file, `its manifest has ${bytes.length} bytes, too few for ${count} levels`)
  const counts = Array.from({ length: count }, (_, i) => view.getUint32(HEAD_BYTES + 16 * count + 4 * i, true))
  const nodes = counts.reduce((sum, n) => sum + n, 0)
  if (nodes > MAX_PARTS) return tooLargeMesh(file, `announces ${nodes} nodes, more than ${MAX_PARTS}`)
  if (bytes.length !== tables + NODE_BYTES * nodes) {
    const needed = tables + NODE_BYTES * nodes
    return badMesh(file, `its manifest has ${bytes.length} bytes, but ${nodes} nodes in ${count} levels need ${needed}`)
  }
  const told = createTold(file)
  const read = readLevels(view, counts, told)
  const offsets = read.levels.map(({ vertexOffset }) => vertexOffset)
  const wrong = offsets.findIndex((offset) => !offset.every(Number.isFinite))
  if (wrong >= 0) return badMesh(file, `the vertex_offset of level ${wrong} is ${offsets[wrong]!.join(', ')}`)
  return { ok: true, value: { chunkShape, gridOrigin, ...read, problems: told.problems() } }
}

function readLevels(view: DataView, counts: readonly number[], told: Told): Pick<MultiLodManifest, 'levels' | 'bytes'> {
  const levels: MultiLodLevel[] = []
  let at = HEAD_BYTES + LEVEL_BYTES * counts.length
  let start = 0
  let before = 0
  counts.forEach((count, level) => {
    const stored = view.getFloat32(HEAD_BYTES + 4 * level, true)
    const isScale = stored >= before && stored < Number.POSITIVE_INFINITY
    if (!isScale)
      told.add(`the scale of level ${level} is ${stored}, which is less than that of a finer level, or none`)
    const scale = isScale ? stored : before
    before = scale
    const offsetAt = HEAD_BYTES + 4 * counts.length + 12 * level
    const offset = (axis: number) => view.getFloat32(offsetAt + 4 * axis, true)
    const table = at
    const word = (row: number, node: number) => view.getUint32(table + 4 * (row * count + node), true)
    const nodes = new Map<string, MultiLodNode>()
    for (let node = 0; node < count; node++) {
      const bytes = word(3, node)
      const place = [word(0, node), word(1, node), word(2, node)] as const
      const name = `node ${place.join(', ')} of level ${level}`
      if (bytes > MAX_NODE_BYTES) told.add(`${name} has ${bytes} bytes, more than ${MAX_NODE_BYTES}`)
      else if (nodes.has(name)) told.add(`${name} is there twice`)
      else if (bytes > 0) nodes.set(name, { at: place, start, bytes })
      start += bytes
    }
    at += NODE_BYTES * count
    levels.push({ scale, vertexOffset: [offset(0), offset(1), offset(2)], nodes: [...nodes.values()] })
  })
  return { levels, bytes: start }
}

/** Collects problems of one file, up to a number. */
interface Told {
  add(what: string): void
  problems(): readonly string[]
}

function createTold(file: string): Told {
  const all: string[] = []
  let count = 0
  return {
    add: (what) => {
      count++
      if (count <= MAX_PROBLEMS) all.push(`${file}: ${what}`)
    },
    problems: () =>
      count <= MAX_PROBLEMS ? all : [...all, `${file}: ${count - MAX_PROBLEMS} more problems of this kind`],
  }
}
