import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import type { PanelRect } from '../../../shared/view/camera.ts'
import { rayThrough, type SceneView, sceneViewOf } from '../../../shared/view/scene/scene-view.ts'
import { scaleBoxNm } from '../../../shared/volume/chunk-grid.ts'
import type { LabelProbe } from '../chunks/label-probe.ts'
import type { SceneMeshes } from '../meshes/scene-meshes.ts'
import type { GlPanel, PickedLayer, PickedValue, ScenePanel } from '../messages.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { PanelScene } from '../painting/panel-scene.ts'
import { type FrameNews, NOTHING_SEEN, type PanelKind, type Seen } from '../panels/panel-kind.ts'
import type { PostedView } from '../posted-view.ts'
import type { SlicePanels } from '../slices/slice-panels.ts'
import { hitOf, type MeshHit } from './mesh-hit.ts'
import type { Scene } from './scene.ts'
import type { SceneSlice } from './scene-slices.ts'
import { createSliceLag } from './slice-lag.ts'
import { createSmoothing } from './smoothing.ts'

/** The 3-D panel. */
export function createScenePanels(
  view: Pick<PostedView, 'current'>,
  slices: Pick<SlicePanels, 'drawn' | 'version' | 'layersAt'>,
  meshes: SceneMeshes & { readonly shapes: () => Scene['shapes'] },
  probe: (open: OpenLayer) => LabelProbe,
  now: () => number,
): PanelKind {
  let news: FrameNews | undefined
  const lag = createSliceLag()
  const smoothing = createSmoothing()
  const viewOf = ({ rect }: ScenePanel): SceneView | undefined => {
    const current = view.current()
    if (current === undefined) return undefined
    return sceneViewOf(current.camera.position, current.scene, rect, current.devicePixelRatio)
  }

  const isOnScreen = () => view.current()?.panels.some(isScenePanel) === true
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
        const scene = {
          ...onCanvas(rect, gpu.height()),
          look,
          view: seen,
          drawn: meshes.drawn(),
          shapes: meshes.shapes(),
          isTurning: news?.isTurning === true,
          devicePixelRatio,
          ...shown,
        }
        const isFine = news?.isFigure === true || (news?.isOwed === true && smoothing.owesAt() <= now())
        const isNew = gpu.scene.draw(scene, gpu.height(), mayLag, isFine)
        if (isNew || !mayLag) lag.drawn(shown.slicesVersion, now())
        smoothing.drawn(gpu.scene, isNew, gpu.renderer, now())
      }
    },
    owesAt: () => (isOnScreen() ? Math.min(lag.owesAt(), smoothing.owesAt()) : Number.POSITIVE_INFINITY),
    isRough: () => isOnScreen() && smoothing.owesAt() < Number.POSITIVE_INFINITY,
    seenAt: (panel, x, y) => {
      const seen = isScenePanel(panel) ? viewOf(panel) : undefined
      const ray = seen && rayThrough(seen, x, y)
      const hit = ray && hitOf(ray, meshes.drawn())
      if (ray === undefined || hit === undefined) return NOTHING_SEEN
      const value = surfaceValue(hit, ray.direction, probe)
      return { position: hit.position, layers: layersOf(hit, value, slices.layersAt) }
    },
  }
}

/** The part of a panel that lies on a canvas of that height. */
function onCanvas(rect: PanelRect, canvasHeight: number): Pick<Scene, 'rect' | 'above'> {
  const top = Math.max(0, rect.y)
  const bottom = Math.min(canvasHeight, rect.y + rect.height)
  return { rect: { ...rect, y: top, height: Math.max(1, bottom - top) }, above: top - rect.y }
}

function isScenePanel(panel: GlPanel): panel is ScenePanel {
  return panel.kind === '3d'
}

/**
 * The supervoxel of a surface and its segment. A mesh that is stored by segment does not tell supervoxels: the voxels under
 * the hit do, if they are in memory.
 */
function surfaceValue(
  { mesh: { mesh, open, dense, base }, piece, position }: MeshHit,
  direction: Vec3,
  probe: (open: OpenLayer) => LabelProbe,
): PickedValue {
  const segmentOf = (which: number) => open.palette?.segmentOf(which) ?? null
  if (base === undefined) return { kind: 'label', supervoxel: mesh.labels[piece]!, segment: segmentOf(dense[piece]!) }
  let number = 0
  const supervoxel = probe(open)(position, normalised(direction), (at, its) => {
    number = its
    return base.holds(at, its)
  })
  if (supervoxel !== undefined) return { kind: 'label', supervoxel, segment: segmentOf(number) }
  return { kind: 'surface', segment: base.isWhole() ? segmentOf(dense[piece]!) : null }
}

function normalised([x, y, z]: Vec3): Vec3 {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

/** What the layers hold at a surface: the surface's own layer has its label, which the voxels beside it need not have. */
function layersOf(
  { mesh, position }: MeshHit,
  value: PickedValue,
  layersAt: (at: Vec3) => PickedLayer[],
): Seen['layers'] {
  return layersAt(position).map((picked) => (picked.layerId === mesh.open.layer.id ? { ...picked, value } : picked))
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
