import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sharding } from '../../shared/formats/precomputed/sharding.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { createShardWriter } from '../shard-writer.ts'
import { createDracoEncoder } from './encode-draco.ts'
import { multiLodFiles, multiLodInfo, type StoredLevel } from './multi-lod-files.ts'
import { createNodeBuilder, type NodeBuilder, type NodeGrid } from './multi-lod-nodes.ts'
import { type OpenLabels, scaleSurfaces } from './scale-surfaces.ts'

export interface MeshesPlan {
  /** The scale of the volume that the finest level is made of; each level further is of the next scale. */
  readonly scale: number
  readonly levels: number
  readonly isSharded: boolean
}

export interface WrittenMeshes {
  readonly meshes: number
  readonly nodes: number
  readonly bytes: number
}

/** Voxels of the finest level along each side of one of its nodes. */
const NODE_VOXELS = 64

const SHARDING: Sharding = {
  preshiftBits: 0,
  hash: 'murmurhash3_x86_128',
  minishardBits: 3,
  shardBits: 2,
  minishardIndexEncoding: 'gzip',
  dataEncoding: 'raw',
}

/** Writes meshes of all labels of a volume into a folder, which must be there. */
export async function writeMeshes(labels: OpenLabels, folder: string, plan: MeshesPlan): Promise<WrittenMeshes> {
  const grid = gridOf(labels, plan)
  const encode = await createDracoEncoder()
  const meshes = new Map<bigint, StoredLevel[]>()
  let nodes = 0
  for (let level = 0; level < plan.levels; level++) {
    const builders = new Map<bigint, NodeBuilder>()
    const errorNm = await scaleSurfaces(labels, plan.scale + level, (label, a, b, c) => {
      const builder = builders.get(label) ?? createNodeBuilder(grid, level)
      builders.set(label, builder)
      builder.add(a, b, c)
    })
    for (const [label, builder] of builders) {
      const built = builder.nodes().map(({ at, mesh }) => ({ at, bytes: encode(mesh) }))
      nodes += built.length
      // A label may be gone from a coarser scale, and come again at one that is coarser still.
      const stored = meshes.get(label) ?? []
      while (stored.length < level) stored.push({ errorNm: stored.at(-1)?.errorNm ?? errorNm, nodes: [] })
      stored.push({ errorNm, nodes: built })
      meshes.set(label, stored)
    }
  }
  const sharding = plan.isSharded ? SHARDING : undefined
  writeFileSync(join(folder, 'info'), `${JSON.stringify(multiLodInfo(grid, sharding), null, 1)}\n`)
  return { meshes: meshes.size, nodes, bytes: store(folder, grid, meshes, sharding) }
}

/** Begins before the first surface, which may lie half a voxel before the first voxel of any scale. */
function gridOf({ volume }: OpenLabels, { scale, levels }: MeshesPlan): NodeGrid {
  const finest = volume.scales[scale]!
  const coarsest = volume.scales[scale + levels - 1]!
  const nm = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)]
  return {
    origin: nm((axis) => finest.voxelOffset[axis] * finest.resolution[axis] - coarsest.resolution[axis]),
    chunkShape: nm((axis) => finest.resolution[axis] * NODE_VOXELS),
    quantizationBits: 16,
  }
}

function store(
  folder: string,
  grid: NodeGrid,
  meshes: ReadonlyMap<bigint, readonly StoredLevel[]>,
  sharding: Sharding | undefined,
): number {
  const shards = sharding && createShardWriter(folder, sharding)
  let total = 0
  mkdirSync(folder, { recursive: true })
  for (const [label, levels] of meshes) {
    const { manifest, data } = multiLodFiles(grid, levels)
    total += manifest.length + data.length
    if (shards !== undefined) shards.put(label, manifest, data)
    else {
      writeFileSync(join(folder, `${label}`), data)
      writeFileSync(join(folder, `${label}.index`), manifest)
    }
  }
  shards?.finish()
  return total
}
