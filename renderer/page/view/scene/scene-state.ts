import type { Box3, Vec3 } from '../../../../shared/geometry.ts'
import { centredOn } from '../../../../shared/view/camera-moves.ts'
import { initialSceneCamera, type SceneCamera, type SceneShapes } from '../../../../shared/view/scene/scene-camera.ts'
import {
  type ScenePanelSize,
  type SceneTurn,
  sceneDragged,
  sceneFitted,
  scenePoint,
  sceneSnapped,
  sceneTurned,
  sceneZoomed,
} from '../../../../shared/view/scene/scene-moves.ts'
import { wholeBox } from '../../datasets/first-view.ts'
import type { Recipe } from '../live-view.ts'
import { panelsOf } from '../panel-layout.ts'
import { setCamera } from '../recipes.ts'
import type { ViewState } from '../view-state.ts'
import { zoomLimitsOf } from '../zoom-of-view.ts'

// Recipes that move the view of the 3-D panel.

/** CSS pixels of a scene that is not on screen: what it shows then is fitted to this. */
const UNSEEN_PANEL: ScenePanelSize = { width: 600, height: 400 }

/** The 3-D panel's extent in CSS pixels. */
export function scenePanelOf(state: Pick<ViewState, 'layout' | 'maximised' | 'splits' | 'extent'>): ScenePanelSize {
  const rect = panelsOf(state).find(({ kind }) => kind === '3d')?.rect
  const ratio = state.extent.devicePixelRatio
  return rect === undefined ? UNSEEN_PANEL : { width: rect.width / ratio, height: rect.height / ratio }
}

export function setScene(scene: SceneCamera): Recipe {
  return (state) => {
    state.scene = { ...scene, orientation: [...scene.orientation] }
  }
}

export function turnScene(turn: SceneTurn): Recipe {
  return (state) => setScene(sceneTurned(state.scene, turn))(state)
}

export function snapScene(): Recipe {
  return (state) => setScene(sceneSnapped(state.scene))(state)
}

/** Moves the scene, and so all panels, by CSS pixels. */
export function dragScene(dx: number, dy: number): Recipe {
  return (state) => setCamera(sceneDragged(state, dx, dy))(state)
}

/** A point of the 3-D panel in CSS pixels from its middle. */
export interface ScenePixel {
  readonly dx: number
  readonly dy: number
}

/** Zooms the scene while what is `seen` at a pixel stays there: a position on a surface, or null where there is none. */
export function zoomScene(factor: number, { dx, dy }: ScenePixel, seen: Vec3 | null): Recipe {
  return (state) => {
    const limits = zoomLimitsOf(state)
    if (limits === undefined) return
    const { camera, scene } = sceneZoomed(state, seen ?? scenePoint(state, dx, dy), factor, limits)
    setCamera(camera)(state)
    setScene(scene)(state)
  }
}

export function toggleProjection(): Recipe {
  return (state) => {
    state.scene.projection = state.scene.projection === 'perspective' ? 'orthographic' : 'perspective'
  }
}

export function toggleSceneSlices(): Recipe {
  return (state) => {
    state.sceneSlices = !state.sceneSlices
  }
}

export function setSceneShapes(shapes: SceneShapes): Recipe {
  return (state) => {
    state.sceneShapes = shapes
  }
}

/** Turns the scene as it was at first. */
export function resetSceneTurn(): Recipe {
  return (state) => {
    const { orientation } = initialSceneCamera(1)
    setScene({ ...state.scene, orientation })(state)
  }
}

/** Shows all of the meshes that are on screen, else the whole of what is open. The slices stay where something of it is. */
export function fitScene(): Recipe {
  return (state) => {
    const layers = state.dataset?.layers ?? []
    if (layers.length === 0) return
    const box = state.progress?.meshes?.box ?? wholeBox(layers)
    const { position } = state.camera
    flyTo(isWithin(position, box) ? position : middleOf(box), box)(state)
  }
}

/**
 * Centres all panels on a position (nanometres). With a box the 3-D panel shows all of it round that position; without
 * one it keeps its zoom.
 */
export function flyTo(position: Vec3, box?: Box3): Recipe {
  return (state) => {
    setCamera(centredOn(state.camera, position))(state)
    if (box) setScene(sceneFitted(state.scene, position, box, scenePanelOf(state)))(state)
  }
}

function isWithin(position: Vec3, { min, max }: Box3): boolean {
  return position.every((part, axis) => part >= min[axis]! && part <= max[axis]!)
}

export function middleOf({ min, max }: Box3): Vec3 {
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2]
}
