import type { Vec3 } from '../../../shared/geometry.ts'
import type { Random } from '../random.ts'
import { add, anyDirection, cross, dot, length, perpendicular, subtract, unit } from '../vector.ts'
import type { Anatomy } from './anatomy.ts'
import { type Clearance, clearanceAt, occupy } from './clearance.ts'
import { addBranch, addNeurite, growTip, type Habit, newPiece, type SkeletonPoint } from './grow.ts'

/** Volume of tissue for each dendrite, cubic micrometres. */
const VOLUME_PER_DENDRITE = 11

/** Length of dendrite for each spine, nm (low, high). */
const SPINE_SPACING: readonly [number, number] = [420, 1000]

/** Length of the pieces of a dendrite, nm. */
const DENDRITE_PIECE: readonly [number, number] = [260, 620]

/** The least extent along x of a volume that has cell bodies, nm. Smaller ones have no room. */
const LEAST_EXTENT_FOR_SOMATA = 3000

/** Grows two cell bodies in opposite corners, each with its nucleus and a thick dendrite. */
export function growSomata(anatomy: Anatomy, clearance: Clearance, extent: Vec3, random: Random): void {
  if (extent[0] < LEAST_EXTENT_FOR_SOMATA || extent[1] < LEAST_EXTENT_FOR_SOMATA) return
  const centres: Vec3[] = [
    [-1450, -1050, 0.17 * extent[2]],
    [extent[0] + 1300, extent[1] + 1250, 0.86 * extent[2]],
  ]
  for (const centre of centres) {
    const radius = random.between(3250, 3500)
    const neurite = addNeurite(anatomy, { kind: 'soma', myelin: 0, grey: random.between(150, 158) })
    const capsule = {
      a: centre,
      b: centre,
      radiusA: radius,
      radiusB: radius,
      neurite,
      piece: newPiece(anatomy),
      along: 0,
    }
    anatomy.capsules.push(capsule)
    occupy(clearance, capsule)
    anatomy.somata.push({ neurite, centre, radius, nucleusRadius: radius - random.between(620, 760) })
    const middle: Vec3 = [extent[0] * 0.55, extent[1] * 0.5, extent[2] * 0.5]
    const heading = unit(subtract(middle, centre))
    const habit: Habit = {
      step: 120,
      wobble: 0.22,
      leastClearance: 120,
      leastRadius: 250,
      radiusAt: (along) => Math.max(420, 780 - along * 0.22),
    }
    const root = add(centre, heading, radius - 250)
    const stem = growTip(clearance, add(centre, heading, radius + 380), heading, habit, random)
    const points = [{ position: root, radius: 850 }, ...stem]
    addBranch(anatomy, clearance, neurite, points, { pieceLength: DENDRITE_PIECE, backbone: true, along: 0 }, random)
  }
}

/** Grows dendrites that cross the volume. Thick ones come first, so that they find room. */
export function growDendrites(anatomy: Anatomy, clearance: Clearance, extent: Vec3, random: Random): void {
  const wanted = Math.max(1, Math.round((extent[0] * extent[1] * extent[2]) / 1e9 / VOLUME_PER_DENDRITE))
  const radii = Array.from({ length: wanted }, () => random.between(190, 480)).sort((a, b) => b - a)
  for (const mean of radii) {
    const start = freestPoint(clearance, extent, 60, random)
    if (clearanceAt(clearance, start) < Math.min(mean + 40, 260)) continue
    const phase = random.between(0, 6)
    const habit: Habit = {
      step: 120,
      wobble: 0.2,
      leastClearance: 110,
      leastRadius: 120,
      radiusAt: (along) => mean * (1 + 0.16 * Math.sin(along / 700 + phase) + 0.08 * Math.sin(along / 260 + 2 * phase)),
    }
    const direction = anyDirection(random)
    const points = growBothWays(clearance, start, direction, habit, random)
    if (points.length < 8) continue
    const neurite = addNeurite(anatomy, { kind: 'dendrite', myelin: 0, grey: random.between(158, 176) })
    addBranch(anatomy, clearance, neurite, points, { pieceLength: DENDRITE_PIECE, backbone: true, along: 0 }, random)
  }
}

/** Grows a neurite from `start` along `direction` and against it, as one line. */
export function growBothWays(
  clearance: Clearance,
  start: Vec3,
  direction: Vec3,
  habit: Habit,
  random: Random,
): SkeletonPoint[] {
  const forth = growTip(clearance, start, direction, habit, random)
  const back = growTip(clearance, start, [-direction[0], -direction[1], -direction[2]], habit, random)
  const room = clearanceAt(clearance, start)
  const radius = Math.max(habit.leastRadius, Math.min(habit.radiusAt(0), room + 15))
  return [...back.reverse(), { position: start, radius }, ...forth]
}

/** The point with the most room among some random points in the volume. */
export function freestPoint(clearance: Clearance, extent: Vec3, draws: number, random: Random): Vec3 {
  let best: Vec3 = [0, 0, 0]
  let room = -Infinity
  for (let i = 0; i < draws; i += 1) {
    const p: Vec3 = [random.between(0, extent[0]), random.between(0, extent[1]), random.between(0, extent[2])]
    const here = clearanceAt(clearance, p)
    if (here > room) {
      room = here
      best = p
    }
  }
  return best
}

/** Grows spines along every dendrite, into the room that is left: a thin neck with a round head. */
export function growSpines(anatomy: Anatomy, clearance: Clearance, random: Random): void {
  for (const [neurite, backbone] of [...anatomy.backbones]) {
    let left = random.between(200, 700)
    for (const index of backbone) {
      const capsule = anatomy.capsules[index]!
      left -= length(subtract(capsule.b, capsule.a))
      if (left > 0) continue
      left = random.between(SPINE_SPACING[0], SPINE_SPACING[1])
      growSpine(anatomy, clearance, neurite, index, random)
    }
  }
}

function growSpine(anatomy: Anatomy, clearance: Clearance, neurite: number, index: number, random: Random): void {
  const root = anatomy.capsules[index]!
  const axis = unit(subtract(root.b, root.a))
  const side = perpendicular(axis)
  const other = cross(axis, side)
  const headRadius = random.between(130, 290)
  let best: { direction: Vec3; neck: number; room: number } | undefined
  for (let i = 0; i < 16; i += 1) {
    const across = anyDirection(random)
    const direction = unit(add(add([0, 0, 0], side, dot(across, side)), other, dot(across, other)))
    const neck = random.between(180, 750)
    const room = clearanceAt(clearance, add(root.a, direction, root.radiusA + neck + headRadius))
    if (best === undefined || room > best.room) best = { direction, neck, room }
  }
  if (best === undefined || best.room < 110) return
  const radius = Math.min(headRadius, best.room + 20)
  const bend = anyDirection(random)
  const neckRadius = random.between(52, 80)
  const surface = add(root.a, best.direction, root.radiusA * 0.6)
  const middle = add(add(root.a, best.direction, root.radiusA + best.neck * 0.45), bend, best.neck * 0.14)
  const centre = add(root.a, best.direction, root.radiusA + best.neck + radius)
  const neck = [
    { position: surface, radius: neckRadius * 1.5 },
    { position: middle, radius: neckRadius },
    { position: add(centre, best.direction, -radius * 0.7), radius: neckRadius * 1.1 },
  ]
  const head = [
    { position: add(centre, best.direction, -radius * 0.5), radius: radius * 0.62 },
    { position: centre, radius },
    { position: add(centre, anyDirection(random), radius * 0.4), radius: radius * 0.85 },
  ]
  const options = { pieceLength: [9000, 9001] as const, backbone: false, along: root.along }
  addBranch(anatomy, clearance, neurite, neck, options, random)
  addBranch(anatomy, clearance, neurite, head, options, random)
  anatomy.spineHeads.push({ neurite, centre, radius })
}
