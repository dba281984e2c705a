import type { Quaternion } from '../../geometry.ts'
import { multiply, turnAbout } from '../vectors.ts'

/** How the 3-D panel looks at `Camera.position`, which lies at its centre as it does in each slice panel. */
export interface SceneCamera {
  /** Turns the view about the position. [0, 0, 0, 1] looks along +z, with +x to the right and +y down, as xy slices lie. */
  readonly orientation: Quaternion
  /** Nanometres per CSS pixel at the position. In perspective, what is nearer is larger. */
  readonly nmPerPixel: number
  readonly projection: Projection
}

export type Projection = 'orthographic' | 'perspective'

/** What the 3-D panel shows of segments that have stored skeletons: their surfaces, their skeletons, or both. */
export type SceneShapes = 'both' | 'surfaces' | 'skeletons'

export const SCENE_SHAPES: readonly SceneShapes[] = ['both', 'surfaces', 'skeletons']

/** What the 3-D panel shows beside the selected segments. */
export interface SceneLook {
  /** The three slices, as their panels show them. */
  readonly slices: boolean
  /** Both when left out. */
  readonly shapes?: SceneShapes | undefined
  /** The lines along x, y and z through the position. */
  readonly axes: boolean
  /** Opacity of segments that are shown but not selected, 0 to 1; 0: they are left out. */
  readonly contextOpacity: number
  /** Red, green and blue from 0 to 1; undefined: the tone of the window. */
  readonly background?: SceneBackground | undefined
}

export type SceneBackground = readonly [number, number, number]

export const INITIAL_SCENE_LOOK: SceneLook = { slices: true, axes: true, contextOpacity: 0 }

const DEGREE = Math.PI / 180

/** Turned by 30 degrees about the vertical, then tilted so that it looks down by 25. */
const FROM_A_CORNER = multiply(turnAbout([0, 1, 0], 30 * DEGREE), turnAbout([1, 0, 0], -25 * DEGREE))

/** The scene of a dataset that nobody has turned yet, from a corner, so that all three slices are seen. */
export function initialSceneCamera(nmPerPixel: number): SceneCamera {
  return { orientation: FROM_A_CORNER, nmPerPixel, projection: 'perspective' }
}
