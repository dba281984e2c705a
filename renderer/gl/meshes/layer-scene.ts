import type { SceneShapes } from '../../../shared/view/scene/scene-camera.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { LayerMeshes } from './layer-meshes.ts'
import { createMadeMeshes, type MadeMeshes } from './made-meshes.ts'
import { createStoredMeshes, type StoredMeshes } from './stored-meshes.ts'
import { createStoredSkeletons } from './stored-skeletons.ts'

/** The meshes of a layer: stored ones where there are any, and those made here for the rest; and its stored skeletons. */
export interface LayerScene {
  readonly made: MadeMeshes
  readonly stored: StoredMeshes | undefined
  readonly skeletons: LayerMeshes
  /** Those that are asked and drawn now: what is drawn of the layer's surfaces and skeletons; both when left out. */
  sources(shapes?: SceneShapes): readonly LayerMeshes[]
  /** Other segments are selected. */
  forgetWanted(): void
}

export const MADE_PART = 'b/'
export const STORED_PART = 's/'
export const SKELETON_PART = 'k/'

/** Labels of selected segments whose skeletons are asked for: where supervoxels are grouped, most of them have none. */
const SKELETONS_ASKED_MAX = 256

interface SceneParts {
  readonly pool: Pick<DecoderPool, 'surface' | 'manifest' | 'part' | 'skeleton'>
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
  const lines = createWanted(palette, meshes?.of ?? 'labels', selected)
  const asked = () => lines.ids().slice(0, SKELETONS_ASKED_MAX)
  const skeletons = createStoredSkeletons(open, palette, `${prefix}${SKELETON_PART}`, pool, asked)
  const surfaces = (): readonly LayerMeshes[] => {
    if (stored === undefined) return [made]
    const count = wanted.ids().filter((id) => stored.isMissing(id) === true).length
    if (count !== missing) made.look()
    missing = count
    return count === 0 ? [stored] : [stored, made]
  }
  return {
    made,
    stored,
    skeletons,
    sources: (shapes = 'both') => {
      // They are found later than the volume.
      if (open.layer.skeletons === undefined || shapes === 'surfaces') return surfaces()
      return shapes === 'skeletons' ? [skeletons] : [skeletons, ...surfaces()]
    },
    forgetWanted: () => {
      wanted.forget()
      lines.forget()
    },
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
