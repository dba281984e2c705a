import type { SceneShapes } from '../../../shared/view/scene/scene-camera.ts'
import type { LayerMeshes, MeshLayer } from './layer-meshes.ts'
import { createLayerSurfaces, type LayerSurfaces } from './layer-surfaces.ts'
import { createSegmentMakeup } from './segment-makeup.ts'
import { createSkeletonSource } from './stored/skeleton-source.ts'
import type { StoredMeshes } from './stored/stored-meshes.ts'
import { createWantedIds } from './wanted-ids.ts'

/** What the scene shows of a layer: its surfaces and its stored skeletons. */
export interface LayerScene extends Pick<LayerSurfaces, 'made' | 'setBases' | 'setSeeds' | 'work'> {
  /** Of the present source of meshes. */
  readonly stored: StoredMeshes | undefined
  /** Of the present source of skeletons. */
  readonly skeletons: LayerMeshes | undefined
  /** Those that are asked and drawn now: what is drawn of the layer's surfaces and skeletons; both when left out. */
  sources(shapes?: SceneShapes): readonly LayerMeshes[]
  /** Other segments are selected. */
  forgetWanted(): void
}

/** Labels of selected segments whose skeletons are asked for: where supervoxels are grouped, most of them have none. */
const SKELETONS_ASKED_MAX = 256

export function createLayerScene(needs: Omit<MeshLayer, 'makeup'>): LayerScene {
  const layer: MeshLayer = { ...needs, makeup: createSegmentMakeup() }
  const ofMeshes = () => layer.open.layer.meshes?.of
  const wanted = createWantedIds(
    layer,
    () => ofMeshes() ?? 'segments',
    () => surfaces.stored()?.shownIds() ?? [],
  )
  const surfaces = createLayerSurfaces(layer, wanted.ids)
  const lines = createWantedIds(layer, () => ofMeshes() ?? 'labels')
  const asked = () => lines.ids().slice(0, SKELETONS_ASKED_MAX)
  const lined = createSkeletonSource(layer, asked)
  return {
    get stored() {
      return surfaces.stored()
    },
    get skeletons() {
      return lined.skeletons()
    },
    ...{ made: surfaces.made, work: surfaces.work },
    ...{ setBases: surfaces.setBases, setSeeds: surfaces.setSeeds },
    sources: (shapes = 'both') => {
      lined.follow()
      const skeletons = lined.skeletons()
      if (skeletons === undefined || shapes === 'surfaces') return surfaces.sources()
      return shapes === 'skeletons' ? [skeletons] : [skeletons, ...surfaces.sources()]
    },
    forgetWanted: () => {
      wanted.forget()
      lines.forget()
    },
  }
}
