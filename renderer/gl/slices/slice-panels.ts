import type { Vec3 } from '../../../shared/geometry.ts'
import { nmAt, planeOf } from '../../../shared/view/slice/slice-plane.ts'
import type { ChunkLoader } from '../chunks/chunk-loader.ts'
import type { PickedLayer } from '../messages.ts'
import type { PanelScene } from '../painting/panel-scene.ts'
import { NOTHING_SEEN, type PanelKind } from '../panels/panel-kind.ts'
import { isSlicePanel, type PostedView } from '../posted-view.ts'
import type { PresentView } from '../present-view.ts'
import { pickLayers } from './pick.ts'

/** Panels that show a plane of the volumes. */
export interface SlicePanels extends PanelKind {
  /** What the last frame drew. */
  drawn(): readonly PanelScene[]
  /** Rises with each frame that draws slices anew. */
  version(): number
  /** What each layer holds at a position, nanometres. */
  layersAt(position: Vec3): PickedLayer[]
}

export function createSlicePanels(
  view: Pick<PostedView, 'current'>,
  present: PresentView,
  loader: ChunkLoader,
  now: () => number,
): SlicePanels {
  let scenes: readonly PanelScene[] = []
  let version = 0
  /** The panels look as in the frame before: a copy of their pixels is drawn. */
  let isKept = false
  let takesCopies = false
  const layersAt = (position: Vec3) => pickLayers(present.layers(), present.wantedScaleOf, position, loader, now())
  return {
    draws: isSlicePanel,
    prepare: (gpu, { isMoving, onlyTurned }) => {
      isKept = onlyTurned && gpu.copies.areTaken()
      takesCopies = onlyTurned
      if (isKept) return
      gpu.copies.forget()
      scenes = present.scenes()
      version += 1
      gpu.slices.prepare(scenes, loader.texturesAt, isMoving)
    },
    draw: (gpu) => {
      const height = gpu.height()
      if (isKept) return gpu.copies.show(height)
      gpu.slices.draw(height)
      const rects = scenes.map(({ panel }) => panel.rect)
      if (takesCopies) gpu.copies.take(rects, height)
    },
    owesAt: () => Number.POSITIVE_INFINITY,
    seenAt: (panel, x, y) => {
      const current = view.current()
      if (current === undefined || !isSlicePanel(panel)) return NOTHING_SEEN
      const position = nmAt(planeOf(current.camera, panel.kind, panel.rect, current.devicePixelRatio), x, y)
      return { position, layers: layersAt(position) }
    },
    drawn: () => scenes,
    version: () => version,
    layersAt,
  }
}
