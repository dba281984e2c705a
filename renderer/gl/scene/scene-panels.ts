import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { rayThrough, type SceneView, sceneViewOf } from '../../../shared/view/scene/scene-view.ts'
import { scaleBoxNm } from '../../../shared/volume/chunk-grid.ts'
import type { SceneMeshes } from '../meshes/scene-meshes.ts'
import type { GlPanel, PickedLayer, ScenePanel } from '../messages.ts'
import type { PanelScene } from '../painting/panel-scene.ts'
import { type FrameNews, NOTHING_SEEN, type PanelKind, type Seen } from '../panels/panel-kind.ts'
import type { PostedView } from '../posted-view.ts'
import type { SlicePanels } from '../slices/slice-panels.ts'
import { hitOf, type MeshHit } from './mesh-hit.ts'
import type { SceneSlice } from './scene-slices.ts'
import { createSliceLag } from './slice-lag.ts'

/** The 3-D panel. */
export function createScenePanels(
  view: Pick<PostedView, 'current'>,
  slices: Pick<SlicePanels, 'drawn' | 'version' | 'layersAt'>,
  meshes: SceneMeshes,
  now: () => number,
): PanelKind {
  let news: FrameNews | undefined
  const lag = createSliceLag()
  const viewOf = ({ rect }: ScenePanel): SceneView | undefined => {
    const current = view.current()
    if (current === undefined) return undefined
    return sceneViewOf(current.camera.position, current.scene, rect, current.devicePixelRatio)
  }

  return {
    draws: isScenePanel,
    prepare: (_gpu, next) => {
      news = next
    },
    draw: (gpu) => {
      for (const panel of view.current()?.panels ?? []) {
        const seen = isScenePanel(panel) ? viewOf(panel) : undefined
        if (seen === undefined || !isScenePanel(panel)) continue
        const { rect, look } = panel
        const devicePixelRatio = view.current()?.devicePixelRatio ?? 1
        const shown = { slices: slices.drawn().map(sceneSlice), slicesVersion: slices.version() }
        // A turn is seen at once.
        const mayLag = lag.mayKeep(shown.slicesVersion, now(), news?.isOwed === true) && news?.onlyTurned !== true
        const scene = { rect, look, view: seen, drawn: meshes.drawn(), devicePixelRatio, ...shown }
        if (gpu.scene.draw(scene, gpu.height(), mayLag) || !mayLag) lag.drawn(shown.slicesVersion, now())
      }
    },
    owesAt: () => (view.current()?.panels.some(isScenePanel) === true ? lag.owesAt() : Number.POSITIVE_INFINITY),
    seenAt: (panel, x, y) => {
      const seen = isScenePanel(panel) ? viewOf(panel) : undefined
      const hit = seen && hitOf(rayThrough(seen, x, y), meshes.drawn())
      return hit === undefined ? NOTHING_SEEN : { position: hit.position, layers: layersOf(hit, slices.layersAt) }
    },
  }
}

function isScenePanel(panel: GlPanel): panel is ScenePanel {
  return panel.kind === '3d'
}

/** What the layers hold at a surface: the surface's own layer has its label, which the voxels beside it need not have. */
function layersOf({ mesh, piece, position }: MeshHit, layersAt: (at: Vec3) => PickedLayer[]): Seen['layers'] {
  const supervoxel = mesh.mesh.labels[piece]!
  const segment = mesh.open.palette?.segmentOf(mesh.dense[piece]!) ?? null
  return layersAt(position).map((picked) =>
    picked.layerId === mesh.open.layer.id ? { ...picked, value: { kind: 'label', supervoxel, segment } } : picked,
  )
}

/** A slice panel as it lies in space. */
function sceneSlice({ plane, panel: { rect }, image, further, labels, over }: PanelScene): SceneSlice {
  const volumes = [image, ...further, labels, ...over].flatMap((on) => (on === undefined ? [] : [on.open.layer.volume]))
  const [first, ...rest] = volumes.map(({ scales }) => scaleBoxNm(scales[0]))
  return { plane, rect, box: first && rest.reduce(around, first) }
}

function around(a: Box3, b: Box3): Box3 {
  const of = (limit: (p: number, q: number) => number, side: 'min' | 'max'): Vec3 => {
    const end = (axis: 0 | 1 | 2) => limit(a[side][axis], b[side][axis])
    return [end(0), end(1), end(2)]
  }
  return { min: of(Math.min, 'min'), max: of(Math.max, 'max') }
}
