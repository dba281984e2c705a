import type { OpenLayer } from '../../open-layer.ts'
import { type MeshLayer, STORED_PART } from '../layer-meshes.ts'
import { createStoredMeshes, type StoredMeshes } from './stored-meshes.ts'
import { createVoxelParts } from './voxel-parts.ts'

/** The stored meshes of a layer, from the source that its description or its dataset names now. */
export interface StoredSource {
  /** Undefined: no source is named. */
  stored(): StoredMeshes | undefined
  /** Takes up another source. Returns whether there is one. */
  follow(): boolean
  /** Whether no shape is made of this id, because it has a stored mesh or may have one. */
  covers(id: bigint): boolean
}

/** `wanted`: the ids whose stored meshes are shown. `isReplaced`: what is made here is shown in place of a base's stored mesh. */
export function createStoredSource(
  layer: MeshLayer,
  wanted: () => readonly bigint[],
  isReplaced: (base: bigint) => boolean,
): StoredSource {
  const { open, palette, prefix, pool } = layer
  let [stored, from]: [StoredMeshes | undefined, OpenLayer['layer']['meshes']] = [undefined, undefined]
  let isFirst = true
  /** Ids whose shapes were made before this source was known. They stay until the stored meshes are there. */
  let late = new Set<bigint>()
  const own = `${prefix}${STORED_PART}`
  const covers = (id: bigint): boolean => {
    if (stored === undefined || stored.isMissing(id) === true) return false
    if (late.has(id) && stored.isReady(id)) late.delete(id)
    return !late.has(id)
  }
  const follow = (): boolean => {
    const { meshes } = open.layer
    if (meshes === from && !isFirst) return false
    late = new Set(isFirst ? [] : wanted().filter((id) => !covers(id)))
    isFirst = false
    from = meshes
    const before = stored
    const cuts = meshes?.of === 'segments' ? cutsOf(layer, isReplaced) : undefined
    stored = meshes && createStoredMeshes(open, palette, own, pool, wanted, cuts)
    layer.readsFrom(own, stored)
    before?.close()
    return true
  }
  follow()
  return { stored: () => stored, follow, covers }
}

/** What the stored meshes of base segments need to know of edits. */
function cutsOf(layer: MeshLayer, isReplaced: (base: bigint) => boolean) {
  const { open, palette, makeup } = layer
  const parts = createVoxelParts({ ...layer, probe: () => layer.probe(open) })
  // The bases of a segment that is not selected are not told.
  const basesOf = (segment: bigint) => {
    const bases = makeup.basesOf(segment)
    return bases.length > 0 ? bases : [segment]
  }
  let [version, apart]: [number, ReadonlySet<bigint>] = [0, new Set()]
  return {
    parts,
    version: makeup.version,
    isCut: makeup.isCut,
    isApart: (base: bigint) => {
      if (version !== palette.version()) apart = new Set([...palette.paintedApart()].flatMap(basesOf))
      version = palette.version()
      return apart.has(base)
    },
    isReplaced,
    holds: (base: bigint, supervoxel: bigint, dense: number) => {
      const supervoxels = makeup.supervoxelsOf(base)
      if (supervoxels !== undefined) return supervoxels.has(supervoxel)
      const segment = palette.segmentOf(dense)
      return segment !== undefined && basesOf(segment).includes(base)
    },
  }
}
