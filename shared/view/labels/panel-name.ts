import type { Quaternion, Vec3 } from '../../geometry.ts'
import type { SliceKind } from '../camera.ts'
import { axisOf, PANEL_AXES, panelAxes } from '../slice/slice-plane.ts'
import { dot } from '../vectors.ts'

export interface PanelName {
  /** `XY`, `XY turned 30°`, `Oblique 12° from XY`. */
  readonly words: string
  /** The panel does not lie as its name alone would say. */
  readonly turned: boolean
}

/** The plane that lies across each axis x, y, z. */
const ACROSS = ['yz', 'xz', 'xy'] as const satisfies readonly SliceKind[]

const inDegrees = (radians: number): number => Math.round((radians * 180) / Math.PI)

/**
 * What a slice panel shows, in words. A plane across an axis keeps its name, and says how far it is turned within itself;
 * any other is oblique, by the angle to the nearest plane across an axis. Angles are whole degrees; a turn is clockwise.
 */
export function panelName(orientation: Quaternion, kind: SliceKind): PanelName {
  const { right, down, normal } = panelAxes({ position: [0, 0, 0], nmPerPixel: 1, orientation }, kind)
  const axis = largestAxis(normal)
  const plane = ACROSS[axis]
  const [usualRight, usualDown, usualNormal] = PANEL_AXES[plane]
  const name = plane.toUpperCase()
  // From behind, what usually lies to the right lies to the left.
  const isBehind = dot(across(right, down), across(usualRight, usualDown)) < 0
  const side = isBehind ? -1 : 1
  const turn = inDegrees(Math.atan2(dot(right, usualDown), side * dot(right, usualRight)))
  const notes = [
    isBehind ? 'from behind' : '',
    turn === 0 ? '' : `turned ${turn < 0 ? '−' : ''}${Math.abs(turn)}°`,
  ].filter((note) => note !== '')
  if (axisOf(normal) >= 0) {
    const isStraight = notes.length === 0 && axisOf(right) >= 0
    return { words: [name, ...notes].join(' '), turned: !isStraight }
  }
  const tilt = Math.acos(Math.min(1, Math.abs(dot(normal, usualNormal))))
  // Less than a degree is still oblique.
  const degrees = inDegrees(tilt) === 0 ? 'under 1' : inDegrees(tilt)
  return { words: [`Oblique ${degrees}° from ${name}`, ...notes].join(', '), turned: true }
}

function largestAxis(v: Vec3): 0 | 1 | 2 {
  const [x, y, z] = [Math.abs(v[0]), Math.abs(v[1]), Math.abs(v[2])]
  if (z >= x && z >= y) return 2
  return y >= x ? 1 : 0
}

function across(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
