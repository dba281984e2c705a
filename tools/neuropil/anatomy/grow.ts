import type { Vec3 } from '../../../shared/geometry.ts'
import type { Random } from '../random.ts'
import { add, anyDirection, dot, length, subtract, unit } from '../vector.ts'
import type { Anatomy, Neurite } from './anatomy.ts'
import { type Clearance, clearanceAt, occupy } from './clearance.ts'

/** A growing tip tries this many directions at each step. */
const CANDIDATES = 10

/** A growing tip gives up after this many steps, which are far more than any way through the volume takes. */
const MAX_STEPS = 600

/** One point of a skeleton with the radius there, nm. */
export interface SkeletonPoint {
  readonly position: Vec3
  readonly radius: number
}

export interface Habit {
  /** Length of a step, nm. */
  readonly step: number
  /** How much the direction changes at each step, as a part of its length. */
  readonly wobble: number
  /** The tip gives up where even the best way has less clearance than this, nm. */
  readonly leastClearance: number
  /** The radius that the neurite has at this distance from its start if there is room, nm. */
  readonly radiusAt: (along: number) => number
  /** The least radius, nm. */
  readonly leastRadius: number
}

/** Grows from `start` along `direction`, at each step towards free space, until it leaves the volume or is stuck. */
export function growTip(
  clearance: Clearance,
  start: Vec3,
  direction: Vec3,
  habit: Habit,
  random: Random,
): SkeletonPoint[] {
  const points: SkeletonPoint[] = []
  let position = start
  let heading = direction
  let radius = habit.radiusAt(0)
  for (let i = 0; i < MAX_STEPS; i += 1) {
    const wanted = habit.radiusAt(i * habit.step)
    let best = -Infinity
    let bestHeading = heading
    let room = -Infinity
    for (let k = 0; k < CANDIDATES; k += 1) {
      const next = unit(add(heading, anyDirection(random), habit.wobble * random.between(0.4, 1.6)))
      const here = clearanceAt(clearance, add(position, next, habit.step))
      const ahead = clearanceAt(clearance, add(position, next, 3 * habit.step))
      const cap = wanted + 60
      const score = Math.min(here, cap) + 0.6 * Math.min(ahead, cap) + 25 * dot(next, heading)
      if (score > best) {
        best = score
        bestHeading = next
        room = here
      }
    }
    if (room < habit.leastClearance) break
    heading = bestHeading
    position = add(position, heading, habit.step)
    const possible = Math.max(habit.leastRadius, Math.min(wanted, room + 15))
    radius = radius * 0.45 + possible * 0.55
    points.push({ position, radius })
  }
  return points
}

export function addNeurite(anatomy: Anatomy, neurite: Neurite): number {
  return anatomy.neurites.push(neurite) - 1
}

export function newPiece(anatomy: Anatomy): number {
  anatomy.pieceCount += 1
  return anatomy.pieceCount - 1
}

/**
 * Adds a polyline to a neurite and cuts it into pieces of `pieceLength` nm (low, high). A `backbone` carries organelles.
 * `along` is the distance of its first point along the neurite.
 */
export function addBranch(
  anatomy: Anatomy,
  clearance: Clearance,
  neurite: number,
  points: readonly SkeletonPoint[],
  options: { readonly pieceLength: readonly [number, number]; readonly backbone: boolean; readonly along: number },
  random: Random,
): void {
  let along = options.along
  let piece = newPiece(anatomy)
  let left = random.between(options.pieceLength[0], options.pieceLength[1])
  const backbone = anatomy.backbones.get(neurite) ?? []
  for (let i = 0; i + 1 < points.length; i += 1) {
    const from = points[i]!
    const to = points[i + 1]!
    const capsule = {
      a: from.position,
      b: to.position,
      radiusA: from.radius,
      radiusB: to.radius,
      neurite,
      piece,
      along,
    }
    if (options.backbone) backbone.push(anatomy.capsules.length)
    anatomy.capsules.push(capsule)
    occupy(clearance, capsule)
    const step = length(subtract(to.position, from.position))
    along += step
    left -= step
    if (left < 0) {
      piece = newPiece(anatomy)
      left = random.between(options.pieceLength[0], options.pieceLength[1])
    }
  }
  if (options.backbone) anatomy.backbones.set(neurite, backbone)
}
