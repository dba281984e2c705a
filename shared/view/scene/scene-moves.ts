import type { Box3, Quaternion, Vec3 } from '../../geometry.ts'
import type { Camera } from '../camera.ts'
import { centredOn, clamped, snapped } from '../camera-moves.ts'
import { addScaled, dot, multiply, normalised, rotate, subtract, turnAbout } from '../vectors.ts'
import type { ZoomLimits } from '../zoom-limits.ts'
import { fitScene } from './fit-scene.ts'
import { initialSceneCamera, type SceneCamera } from './scene-camera.ts'

/** Where the scene looks, and from which side. A move changes one of them or both. */
export interface PlacedScene {
  readonly camera: Camera
  readonly scene: SceneCamera
}

/** The scene shows this many times what a slice panel shows, so that all of the slices is seen from a corner. */
const FIRST_SCENE_WIDENS = 2

/** The scene of a view whose scene nobody has moved yet. */
export function firstScene({ nmPerPixel }: Pick<Camera, 'nmPerPixel'>): SceneCamera {
  return initialSceneCamera(nmPerPixel * FIRST_SCENE_WIDENS)
}

/** CSS pixels of the 3-D panel. */
export interface ScenePanelSize {
  readonly width: number
  readonly height: number
}

/** Right, down and forward on screen, as unit vectors in nanometre space. */
export function sceneAxes({ orientation }: Pick<SceneCamera, 'orientation'>): {
  readonly right: Vec3
  readonly down: Vec3
  readonly forward: Vec3
} {
  return {
    right: rotate(orientation, [1, 0, 0]),
    down: rotate(orientation, [0, 1, 0]),
    forward: rotate(orientation, [0, 0, 1]),
  }
}

/** Radians by which what is in front of the position moves on screen, seen from the position. */
export interface SceneTurn {
  readonly right?: number
  readonly down?: number
  /** Clockwise on screen. */
  readonly inPlane?: number
}

/** Turns the scene about the position, as Neuroglancer does: about the axes of the screen, without an upright. */
export function sceneTurned(scene: SceneCamera, { right = 0, down = 0, inPlane = 0 }: SceneTurn): SceneCamera {
  const about = multiply(turnAbout([0, 1, 0], right), turnAbout([1, 0, 0], -down))
  const turn = multiply(about, turnAbout([0, 0, 1], -inPlane))
  return clampedScene({ ...scene, orientation: normalised(multiply(scene.orientation, turn)) }, scene)
}

/** Turns the scene to the nearest orientation that looks along an axis. */
export function sceneSnapped(scene: SceneCamera): SceneCamera {
  const { orientation } = snapped({ position: [0, 0, 0], nmPerPixel: 1, orientation: scene.orientation })
  return { ...scene, orientation }
}

/** Moves so that what lies at the position's depth follows the pointer by (dx, dy) CSS pixels. */
export function sceneDragged({ camera, scene }: PlacedScene, dx: number, dy: number): Camera {
  return centredOn(camera, scenePoint({ camera, scene }, -dx, -dy))
}

/** The point at the position's depth that is seen (dx, dy) CSS pixels from the middle of the panel, nanometres. */
export function scenePoint({ camera, scene }: PlacedScene, dx: number, dy: number): Vec3 {
  const { right, down } = sceneAxes(scene)
  const across = addScaled(camera.position, right, dx * scene.nmPerPixel)
  return addScaled(across, down, dy * scene.nmPerPixel)
}

/**
 * Divides the nanometres per pixel by `factor` (above 1 goes closer), within the limits, while the point `fixed`
 * (nanometres) stays where it is on screen. A view that is beyond a limit comes back by zooming, and goes no farther.
 */
export function sceneZoomed(
  { camera, scene }: PlacedScene,
  fixed: Vec3,
  factor: number,
  { closest, widest }: ZoomLimits,
): PlacedScene {
  const low = Math.min(closest, scene.nmPerPixel)
  const high = Math.max(widest, scene.nmPerPixel)
  const wanted = scene.nmPerPixel / factor
  const nmPerPixel = Number.isFinite(wanted) ? Math.max(low, Math.min(high, wanted)) : scene.nmPerPixel
  const zoomed = clampedScene({ ...scene, nmPerPixel }, scene)
  // The whole view shrinks towards the point, so each line of sight through it stays.
  const share = zoomed.nmPerPixel / scene.nmPerPixel
  const position = addScaled(fixed, subtract(camera.position, fixed), share)
  return { camera: centredOn(camera, position), scene: zoomed }
}

/** The scene in which all of a box (nanometres) is seen round `position`, as large as that goes. */
export function sceneFitted(scene: SceneCamera, position: Vec3, box: Box3, panel: ScenePanelSize): SceneCamera {
  const { nmPerPixel } = fitScene(box, scene, panel.width, panel.height, position)
  return clampedScene({ ...scene, nmPerPixel }, scene)
}

/** The orientation that looks along `forward` (a unit vector) and is the shortest turn from `orientation`. */
export function lookingAlong(orientation: Quaternion, forward: Vec3): Quaternion {
  const now = rotate(orientation, [0, 0, 1])
  const cosine = dot(now, forward)
  const axis: Vec3 = [
    now[1] * forward[2] - now[2] * forward[1],
    now[2] * forward[0] - now[0] * forward[2],
    now[0] * forward[1] - now[1] * forward[0],
  ]
  // Straight backwards every axis is as near: the one that points down the screen keeps what is up.
  if (cosine < -1 + 1e-12) return normalised(multiply(turnAbout(rotate(orientation, [0, 1, 0]), Math.PI), orientation))
  return normalised(multiply(normalised([axis[0], axis[1], axis[2], 1 + cosine]), orientation))
}

/** A scene within the limits. A part that is no finite number comes from `fallback`. */
export function clampedScene(scene: SceneCamera, fallback: SceneCamera): SceneCamera {
  const position: Vec3 = [0, 0, 0]
  const { orientation, nmPerPixel } = clamped({ ...scene, position }, { ...fallback, position })
  return { orientation, nmPerPixel, projection: scene.projection }
}
