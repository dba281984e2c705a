import type { PanelRect } from '../../../shared/view/camera.ts'
import type { SceneLook } from '../../../shared/view/scene/scene-camera.ts'
import type { SceneView } from '../../../shared/view/scene/scene-view.ts'
import type { DrawnShape } from '../file-shapes/file-shapes.ts'
import type { DrawnMesh } from '../meshes/scene-meshes.ts'
import type { SceneSlice } from './scene-slices.ts'

/** What a 3-D panel shows. */
export interface Scene {
  /** What of the panel lies on the canvas. */
  readonly rect: PanelRect
  /** Pixels of the panel above that: of a figure a band is drawn at a time. */
  readonly above: number
  readonly view: SceneView
  readonly look: SceneLook
  readonly devicePixelRatio: number
  readonly drawn: readonly DrawnMesh[]
  /** Out of files. */
  readonly shapes: readonly DrawnShape[]
  /** The 3-D panel is being turned. The inside of closed surfaces is left out then: half of the triangles need not be drawn. */
  readonly isTurning: boolean
  /** The slice panels that were drawn on the canvas in this frame. */
  readonly slices: readonly SceneSlice[]
  /** Another number: the slices' pixels have changed. */
  readonly slicesVersion: number
}
