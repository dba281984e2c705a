import type { PanelRect } from '../../../../shared/view/camera.ts'
import { sceneAxes } from '../../../../shared/view/scene/scene-moves.ts'
import { addScaled } from '../../../../shared/view/vectors.ts'
import type { GlClient } from '../../engine/gl-client.ts'
import type { LiveHover } from '../hover.ts'
import type { LiveView } from '../live-view.ts'
import { centreAt } from '../recipes.ts'
import { dragScene, turnScene, zoomScene } from './scene-state.ts'
import { pickSpot, type Spot } from './spot.ts'

/** A drag turns a quarter of a degree a pixel, as in Neuroglancer. */
const TURN_PER_PX = Math.PI / 720

/** The pressed pointer moved by CSS pixels in the 3-D panel: the scene turns, or pans where the drag began with Shift. */
export function dragInScene(view: LiveView, dx: number, dy: number, pans: boolean): void {
  if (dx === 0 && dy === 0) return
  view.setState(pans ? dragScene(dx, dy) : turnScene({ right: dx * TURN_PER_PX, down: dy * TURN_PER_PX }))
}

export interface SceneWheel {
  /** CSS pixels from the top left of the canvas. */
  readonly at: readonly [number, number]
  /** Of the 3-D panel, device pixels. */
  readonly rect: PanelRect
  readonly factor: number
}

/** The wheel zooms at the cursor: what the hover found under it stays there. */
export function zoomInScene(view: LiveView, hover: LiveHover, { at: [x, y], rect, factor }: SceneWheel): void {
  const { panel, position } = hover.getState()
  const ratio = view.getState().extent.devicePixelRatio
  const dx = x - (rect.x + rect.width / 2) / ratio
  const dy = y - (rect.y + rect.height / 2) / ratio
  view.setState(zoomScene(factor, { dx, dy }, panel === '3d' ? position : null))
}

/**
 * A right click centres all panels just within the surface under it, so that the slices show what it encloses. Beside all
 * surfaces it does nothing.
 */
export async function centreOnSurface(
  view: LiveView,
  gl: Pick<GlClient, 'pick' | 'pickPixel'>,
  spot: Spot,
): Promise<void> {
  const { position } = await pickSpot(gl, spot)
  if (position === null) return
  const { scene, dataset } = view.getState()
  const voxel = dataset?.layers[0]?.volume.scales[0].resolution ?? [0, 0, 0]
  const { forward } = sceneAxes(scene)
  view.setState(centreAt(addScaled(position, forward, Math.max(...voxel))))
}
