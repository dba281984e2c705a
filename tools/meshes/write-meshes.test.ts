import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSmallMesh, type SmallMesh, type SmallNode, storedMeshes } from '../../fixtures/multi-lod-reader.ts'
import type { ReadOptions } from '../../shared/bytes/byte-source.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { MeshPart, MeshReader, MeshReading } from '../../shared/meshes/mesh.ts'
import { multiLod } from '../../shared/meshes/stored/multi-lod/multi-lod.ts'
import { unwrap } from '../../shared/problem.ts'
import { createFileSink, type LabelIds, planScales, writeInfo, writeLabelScale } from '../precomputed-writer.ts'
import { openLabels } from './scale-surfaces.ts'
import { type WrittenMeshes, writeMeshes } from './write-meshes.ts'

const SIZE: Vec3 = [100, 80, 40]
const VOXEL: Vec3 = [8, 8, 16]
const BITS = 16
/** Ids of the labels with the numbers 1 and 2. */
const BALL = 2n ** 63n + 5n
const TUBE = 77n

/** A ball in the middle, and a tube along x, in voxels of 2^scale times their size. */
function labelAt(x: number, y: number, z: number, scale: number): number {
  const [nx, ny, nz] = [x, y, z].map((at) => (at + 0.5) * 2 ** scale)
  const tube = Math.hypot(ny! - 12, 2 * (nz! - 8)) < 7 && nx! > 6 && nx! < 94
  return tube ? 2 : Math.hypot(nx! - 50, ny! - 45, 2 * (nz! - 22)) < 25 ? 1 : 0
}

let folder = ''
let plain: WrittenMeshes
let sharded: WrittenMeshes

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skein-meshes-'))
  const rest = { chunkSize: [64, 64, 64], encoding: { kind: 'compressed_segmentation', blockSize: [8, 8, 8] } } as const
  const scales = planScales(SIZE, VOXEL, [[2, 2, 2]], rest)
  const [first, ...more] = scales
  writeInfo(join(folder, 'seg'), { kind: 'segmentation', voxelType: 'uint64', scales: [first!, ...more] })
  const ids: LabelIds = { low: Uint32Array.of(0, 5, 77), high: Uint32Array.of(0, 2 ** 31, 0) }
  scales.forEach((scale, number) => {
    const [width, height, depth] = scale.size
    const at = (i: number) => [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))] as const
    const voxels = Uint16Array.from({ length: width * height * depth }, (_, i) => labelAt(...at(i), number))
    writeLabelScale(voxels, ids, scale, [createFileSink(join(folder, 'seg'), scale, false)])
  })
  const labels = await openLabels(join(folder, 'seg'))
  plain = await writeMeshes(labels, into('plain'), { scale: 0, levels: 2, isSharded: false })
  sharded = await writeMeshes(labels, into('sharded'), { scale: 0, levels: 2, isSharded: true })
})

function into(name: string): string {
  return mkdtempSync(join(folder, `${name}-`))
}

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const folderOf = (name: 'plain' | 'sharded') => join(folder, readdirSync(folder).find((one) => one.startsWith(name))!)

async function meshesIn(name: 'plain' | 'sharded'): Promise<ReadonlyMap<string, SmallMesh>> {
  const read = [...storedMeshes(folderOf(name))].map(async ([id, { manifest, data }]) => {
    return [id, await readSmallMesh(manifest, data, BITS)] as const
  })
  return new Map(await Promise.all(read))
}

/** What the app's reader gets of the folder, and Draco by the second reader. */
async function appReader(name: 'plain' | 'sharded'): Promise<{ reader: MeshReader; reading: MeshReading }> {
  const stored = storedMeshes(folderOf(name))
  const info: unknown = JSON.parse(readFileSync(join(folderOf(name), 'info'), 'utf8'))
  const nodes = new Map<string, SmallNode>()
  for (const [id, mesh] of await meshesIn(name)) {
    for (const [level, { nodes: own }] of mesh.levels.entries()) {
      for (const node of own) nodes.set(`${id} ${level} ${node.at}`, node)
    }
  }
  const get = async (key: string, { range, entry }: ReadOptions = {}) => {
    const mesh = stored.get(entry === undefined ? key.replace('.index', '') : `${entry.chunkKey}`)
    if (mesh === undefined) return undefined
    if (entry?.before !== undefined) {
      const start = mesh.data.length - entry.before.from
      return mesh.data.slice(start, start + entry.before.bytes)
    }
    if (range !== undefined && !('last' in range)) return mesh.data.slice(range.start, range.end)
    return mesh.manifest
  }
  const integers: MeshReading['draco']['integers'] = async (_bytes, file) => {
    const [, id, at, level] = /([0-9]+) \(node ([0-9, ]+) of level ([0-9]+)\)$/.exec(file) ?? []
    const node = nodes.get(`${id} ${level} ${at?.replaceAll(' ', '')}`)!
    const value = { positions: Uint32Array.from(node.positions), triangles: Uint32Array.from(node.triangles) }
    return { ok: true, value }
  }
  const draco = { integers, floats: () => Promise.reject(new Error('whole numbers are wanted')) }
  const reading = { bytes: { get }, manifests: undefined, draco, signal: undefined }
  return { reader: unwrap(multiLod.parse({ info }, { location: '/m' })), reading }
}

/** Nanometres of the vertices of a part, as the format says. */
function placesOf({ chunkShape, gridOrigin }: SmallMesh, level: number, node: SmallNode): readonly number[] {
  return node.positions.map((value, i) => {
    const axis = i % 3
    return gridOrigin[axis]! + chunkShape[axis]! * 2 ** level * (node.at[axis]! + value / (2 ** BITS - 1))
  })
}

/** Six times the volume that triangles enclose. */
function enclosed(places: readonly number[], triangles: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => places.slice(3 * triangles[i + k]!, 3 * triangles[i + k]! + 3))
    sum += a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!)
    sum += a![1]! * (b![2]! * c![0]! - b![0]! * c![2]!)
    sum += a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!)
  }
  return sum
}

/** Edges that the triangles of all nodes have on one side alone. */
function openEdges(nodes: readonly SmallNode[]): number {
  const open = new Set<string>()
  for (const { at, positions, triangles } of nodes) {
    const name = (vertex: number) =>
      [0, 1, 2].map((axis) => at[axis]! * (2 ** BITS - 1) + positions[3 * vertex + axis]!).join()
    for (let i = 0; i < triangles.length; i++) {
      const from = name(triangles[i]!)
      const to = name(triangles[i % 3 === 2 ? i - 2 : i + 1]!)
      if (!open.delete(`${to} ${from}`)) open.add(`${from} ${to}`)
    }
  }
  return open.size
}

describe('the writer of multi-resolution meshes', () => {
  it('[ME12] writes every label with all levels, in the form that a second reader demands', async () => {
    const meshes = await meshesIn('plain')
    expect([...meshes.keys()].sort()).toEqual([`${TUBE}`, `${BALL}`].sort())
    expect(plain.meshes).toBe(2)
    let nodes = 0
    for (const { levels } of meshes.values()) {
      expect(levels.map(({ scale }) => scale)).toEqual([8, 16])
      for (const level of levels) nodes += level.nodes.filter(({ triangles }) => triangles.length > 0).length
      const parents = new Set(levels[1]!.nodes.map(({ at }) => `${at}`))
      for (const { at } of levels[0]!.nodes) expect(parents.has(`${at.map((place) => place >> 1)}`)).toBe(true)
    }
    expect(plain.nodes).toBe(nodes)
    expect(meshes.get(`${TUBE}`)!.levels[0]!.nodes.length).toBeGreaterThan(1)
  })

  it('[ME12] shards hold the same bytes, the nodes in front of their manifest', () => {
    expect(storedMeshes(folderOf('sharded'))).toEqual(storedMeshes(folderOf('plain')))
    expect(sharded).toEqual(plain)
    expect(readdirSync(folderOf('sharded')).filter((name) => name.endsWith('.shard')).length).toBeGreaterThan(0)
  })

  it('[ME12] the surfaces are closed across nodes, and enclose the voxels of their labels', async () => {
    const voxelNm = VOXEL[0] * VOXEL[1] * VOXEL[2]
    for (const [number, id] of [BALL, TUBE].entries()) {
      const mesh = (await meshesIn('plain')).get(`${id}`)!
      for (const [level, { nodes }] of mesh.levels.entries()) {
        expect(openEdges(nodes)).toBe(0)
        const volume = nodes.reduce((sum, node) => sum + enclosed(placesOf(mesh, level, node), node.triangles), 0) / 6
        let voxels = 0
        for (let z = 0; z < SIZE[2] >> level; z++)
          for (let y = 0; y < SIZE[1] >> level; y++)
            for (let x = 0; x < SIZE[0] >> level; x++) if (labelAt(x, y, z, level) === number + 1) voxels++
        expect(volume / (voxels * voxelNm * 8 ** level)).toBeGreaterThan(0.85)
        expect(volume / (voxels * voxelNm * 8 ** level)).toBeLessThan(1.05)
      }
    }
  })

  it.each(['plain', 'sharded'] as const)('[ME8, ME12] the app reads every level of them, %s', async (name) => {
    const { reader, reading } = await appReader(name)
    const meshes = await meshesIn(name)
    for (const [id, mesh] of meshes) {
      const manifest = unwrap((await reader.manifest(BigInt(id), reading))!)
      expect(manifest.problems).toEqual([])
      expect(manifest.levelErrors).toEqual([8, 16])
      const named = (part: MeshPart, { level, node }: { level: number; node: SmallNode }) =>
        part.level === level &&
        part.box!.min.every((nm, axis) => {
          return Math.abs(nm - (mesh.gridOrigin[axis]! + mesh.chunkShape[axis]! * 2 ** level * node.at[axis]!)) < 1e-6
        })
      const stored = mesh.levels.flatMap(({ nodes }, level) => nodes.map((node) => ({ level, node })))
      const full = stored.filter(({ node }) => node.triangles.length > 0)
      expect(manifest.parts.length).toBe(full.length)
      for (const part of manifest.parts) {
        const { level, node } = full.find((one) => named(part, one))!
        const { positions, origin, triangles } = unwrap(await reader.part(part, reading))
        expect([...triangles]).toEqual(node.triangles)
        const expected = placesOf(mesh, level, node)
        const isThere = (value: number, i: number) => Math.abs(value + origin[i % 3]! - expected[i]!) < 1e-3
        expect(positions.every(isThere)).toBe(true)
      }
    }
  })
})
