import { shardingInfo } from '../../shared/formats/precomputed/info-of.ts'
import type { Sharding } from '../../shared/formats/precomputed/sharding.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { NodeGrid } from './multi-lod-nodes.ts'

/** A level of one mesh, as it is stored. */
export interface StoredLevel {
  /** Nanometres that the level may be off. */
  readonly errorNm: number
  readonly nodes: readonly StoredNode[]
}

export interface StoredNode {
  readonly at: Vec3
  /** Draco; empty where the node has no triangle. */
  readonly bytes: Uint8Array
}

/** What the `info` of a folder of multi-resolution meshes says; positions are nanometres. */
export function multiLodInfo({ quantizationBits }: NodeGrid, sharding: Sharding | undefined): object {
  return {
    '@type': 'neuroglancer_multilod_draco',
    vertex_quantization_bits: quantizationBits,
    transform: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
    lod_scale_multiplier: 1,
    ...shardingInfo(sharding),
  }
}

/**
 * The manifest of one mesh and the bytes of its nodes (neuroglancer, datasource/precomputed/meshes.md). The nodes of each
 * level are in Z-order, and each has its parent at the next level: an empty one where there is none.
 */
export function multiLodFiles(
  grid: NodeGrid,
  levels: readonly StoredLevel[],
): { readonly manifest: Uint8Array; readonly data: Uint8Array } {
  const all = withParents(levels)
  const floats = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer)
  const words = (values: readonly number[]) => new Uint8Array(Uint32Array.from(values).buffer)
  const manifest = Buffer.concat([
    floats([...grid.chunkShape, ...grid.origin]),
    words([all.length]),
    floats(all.map(({ errorNm }) => errorNm)),
    floats(all.flatMap(() => [0, 0, 0])),
    words(all.map(({ nodes }) => nodes.length)),
    ...all.flatMap(({ nodes }) => [
      words(([0, 1, 2] as const).flatMap((axis) => nodes.map(({ at }) => at[axis]))),
      words(nodes.map(({ bytes }) => bytes.length)),
    ]),
  ])
  return { manifest, data: Buffer.concat(all.flatMap(({ nodes }) => nodes.map(({ bytes }) => bytes))) }
}

function withParents(levels: readonly StoredLevel[]): readonly StoredLevel[] {
  let parents = new Map<string, Vec3>()
  return levels.map(({ errorNm, nodes }) => {
    const own = new Set(nodes.map(({ at }) => at.join()))
    const missing = [...parents].filter(([name]) => !own.has(name)).map(([, at]) => ({ at, bytes: new Uint8Array(0) }))
    const all = [...nodes, ...missing].sort((a, b) => compareZ(a.at, b.at))
    parents = new Map(
      all.map(({ at }) => {
        const parent: Vec3 = [Math.floor(at[0] / 2), Math.floor(at[1] / 2), Math.floor(at[2] / 2)]
        return [parent.join(), parent]
      }),
    )
    return { errorNm, nodes: all }
  })
}

/** Z-order: of the bits of z, y and x, the highest in which two places differ decides; of equal ones that of z. */
function compareZ(a: Vec3, b: Vec3): number {
  let axis: 0 | 1 | 2 = 2
  for (const other of [1, 0] as const) if (isLower(a[axis] ^ b[axis], a[other] ^ b[other])) axis = other
  return a[axis] - b[axis]
}

/** Whether the highest bit of `a` is lower than that of `b`. */
function isLower(a: number, b: number): boolean {
  return Math.clz32(a) > Math.clz32(b)
}
