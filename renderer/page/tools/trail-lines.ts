import type { Vec3 } from '../../../shared/geometry.ts'
import type { Trail } from './tool.ts'

/** A place of a trail on screen, CSS pixels. */
export interface TrailPoint {
  readonly x: number
  readonly y: number
  /** It lies near the plane of the slice, or in front in a scene. */
  readonly isNear: boolean
}

export interface TrailLines {
  /** The whole trail, as the `d` of an SVG path. */
  readonly far: string
  /** The stretches of it that are near. */
  readonly close: string
  /** Undefined where its place is not known. */
  readonly weakest: TrailPoint | undefined
}

/** Places of a trail that are drawn at most: a line of more does not look finer, and takes longer with each move. */
const DRAWN_MAX = 1500

/** The lines of a trail. A place that is not known is passed over, and the line goes on at the next one. */
export function trailLines({ positions, weakest }: Trail, project: (place: Vec3) => TrailPoint): TrailLines {
  const count = positions.length / 3
  const step = Math.ceil(count / DRAWN_MAX)
  const far: string[] = []
  const close: string[] = []
  let before: TrailPoint | undefined
  for (let i = 0; i < count; i++) {
    const isDrawn = i % step === 0 || i === count - 1 || i === weakest
    const place = isDrawn ? placeAt(positions, i) : undefined
    if (place === undefined) continue
    const now = project(place)
    far.push(`${before === undefined ? 'M' : 'L'}${text(now)}`)
    if (before !== undefined && (before.isNear || now.isNear)) close.push(`M${text(before)}L${text(now)}`)
    before = now
  }
  const place = placeAt(positions, weakest)
  return { far: far.join(''), close: close.join(''), weakest: place && project(place) }
}

function placeAt(positions: Float32Array, i: number): Vec3 | undefined {
  const place = [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!] as const
  return place.every(Number.isFinite) ? place : undefined
}

const text = ({ x, y }: TrailPoint) => `${x.toFixed(1)},${y.toFixed(1)}`
