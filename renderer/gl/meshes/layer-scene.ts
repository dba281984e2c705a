import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { LayerMeshes } from './layer-meshes.ts'
import { createMadeMeshes, type MadeMeshes } from './made-meshes.ts'
import { createStoredMeshes, type StoredMeshes } from './stored-meshes.ts'

/** The meshes of a layer: stored ones where there are any, and those made here for the rest. */
export interface LayerScene {
  readonly made: MadeMeshes
  readonly stored: StoredMeshes | undefined
  /** Those that are asked and drawn now. */
  sources(): readonly LayerMeshes[]
  /** Other segments are selected. */
  forgetWanted(): void
}

export const MADE_PART = 'b/'
export const STORED_PART = 's/'

interface SceneParts {
  readonly pool: Pick<DecoderPool, 'surface' | 'manifest' | 'part'>
  readonly regrouped: () => void
}

/** `prefix` begins all keys of the layer's meshes. */
export function createLayerScene(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  { pool, regrouped }: SceneParts,
  selected: () => readonly bigint[],
): LayerScene {
  const { meshes } = open.layer
  const wanted = createWanted(palette, meshes?.of ?? 'segments', selected)
  const storedOf = () => createStoredMeshes(open, palette, `${prefix}${STORED_PART}`, pool, wanted.ids)
  const stored = meshes === undefined ? undefined : storedOf()
  const hasOwn = (dense: number, label: bigint): boolean => {
    const id = meshes?.of === 'labels' ? label : palette.segmentOf(dense)
    return stored !== undefined && id !== undefined && stored.isMissing(id) !== true
  }
  const made = createMadeMeshes(open, palette, `${prefix}${MADE_PART}`, pool, regrouped, hasOwn)
  let missing = 0
  return {
    made,
    stored,
    sources: () => {
      if (stored === undefined) return [made]
      const count = wanted.ids().filter((id) => stored.isMissing(id) === true).length
      if (count !== missing) made.look()
      missing = count
      return count === 0 ? [stored] : [stored, made]
    },
    forgetWanted: wanted.forget,
  }
}

/** The ids whose stored meshes are shown: looked for only when the palette or the selection has changed. */
function createWanted(palette: SegmentPalette, of: 'labels' | 'segments', selected: () => readonly bigint[]) {
  let [version, ids]: [number, readonly bigint[]] = [0, []]
  return {
    ids(): readonly bigint[] {
      if (version === palette.version()) return ids
      version = palette.version()
      ids = of === 'segments' ? selected() : [...new Set([...selected(), ...palette.selectedSupervoxels()])]
      return ids
    },
    forget(): void {
      version = 0
    },
  }
}
