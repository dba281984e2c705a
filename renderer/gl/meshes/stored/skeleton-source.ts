import type { OpenLayer } from '../../open-layer.ts'
import { type LayerMeshes, type MeshLayer, SKELETON_PART } from '../layer-meshes.ts'
import { createStoredSkeletons } from './stored-skeletons.ts'

/** The stored skeletons of a layer, from the source that its description or its dataset names now. */
export interface SkeletonSource {
  /** Undefined: no source is named. */
  skeletons(): LayerMeshes | undefined
  /** Takes up another source. */
  follow(): void
}

/** `wanted`: the ids whose skeletons are shown. */
export function createSkeletonSource(layer: MeshLayer, wanted: () => readonly bigint[]): SkeletonSource {
  const { open, palette, prefix, pool } = layer
  const own = `${prefix}${SKELETON_PART}`
  let [skeletons, from]: [LayerMeshes | undefined, OpenLayer['layer']['skeletons']] = [undefined, undefined]
  const follow = (): void => {
    const source = open.layer.skeletons
    if (source === from) return
    from = source
    const before = skeletons
    skeletons = source && createStoredSkeletons(open, palette, own, pool, wanted)
    layer.readsFrom(own, skeletons)
    before?.close()
  }
  follow()
  return { skeletons: () => skeletons, follow }
}
