import type { Vec3 } from '../../../shared/geometry.ts'
import type { Random } from '../random.ts'
import { add, anyDirection, cross, length, perpendicular, subtract, unit } from '../vector.ts'
import type { Anatomy } from './anatomy.ts'
import { type Clearance, clearanceAt } from './clearance.ts'
import { freestPoint, growBothWays } from './dendrites.ts'
import { addBranch, addNeurite, type Habit, type SkeletonPoint } from './grow.ts'

/** Length of the pieces of an axon, nm. */
const AXON_PIECE: readonly [number, number] = [280, 800]

/** The tissue is full when no point has more room than this, nm. Glia takes the rest. */
const FULL = 58

/** Shorter axons are not kept, nm. They found no room. */
const LEAST_LENGTH = 900

/** Distance from one bouton of an axon to the next, nm. */
const BOUTON_SPACING: readonly [number, number] = [1700, 4600]

/** Most axons tried for each cubic micrometre. */
const TRIES_PER_CUBIC_MICROMETRE = 12

/** Grows a few axons in myelin. They come early, because they need much room. */
export function growMyelinated(anatomy: Anatomy, clearance: Clearance, extent: Vec3, random: Random): void {
  const wanted = Math.round((extent[0] * extent[1] * extent[2]) / 1e9 / 80)
  for (let i = 0; i < wanted; i += 1) {
    const start = freestPoint(clearance, extent, 200, random)
    const myelin = random.between(75, 105)
    const radius = random.between(170, 250) + myelin
    const habit: Habit = { step: 120, wobble: 0.1, leastClearance: 150, leastRadius: 200, radiusAt: () => radius }
    if (clearanceAt(clearance, start) < radius) continue
    const direction = unit(add(anyDirection(random), [0, 0, 1], 0.5))
    const points = growBothWays(clearance, start, direction, habit, random)
    if (points.length < 10) continue
    const neurite = addNeurite(anatomy, { kind: 'axon', myelin, grey: random.between(150, 165) })
    addBranch(anatomy, clearance, neurite, points, { pieceLength: AXON_PIECE, backbone: true, along: 0 }, random)
  }
}

/** Grows an axon with a bouton at most spine heads. */
export function growSynapticAxons(anatomy: Anatomy, clearance: Clearance, random: Random): void {
  for (const head of [...anatomy.spineHeads]) {
    let best: { centre: Vec3; away: Vec3; room: number; radius: number } | undefined
    for (let i = 0; i < 24; i += 1) {
      const away = anyDirection(random)
      const radius = random.between(170, 285)
      const centre = add(head.centre, away, head.radius + radius * 0.9)
      const room = clearanceAt(clearance, centre)
      if (best === undefined || room > best.room) best = { centre, away, room, radius }
    }
    if (best === undefined || best.room < 90) continue
    const across = perpendicular(best.away)
    const heading = unit(add(across, cross(best.away, across), random.between(-2, 2)))
    growAxon(anatomy, clearance, best.centre, heading, best.radius, random)
  }
}

/** Grows axons into the room that is left, until there is none. */
export function fillWithAxons(anatomy: Anatomy, clearance: Clearance, extent: Vec3, random: Random): void {
  const tries = Math.ceil(((extent[0] * extent[1] * extent[2]) / 1e9) * TRIES_PER_CUBIC_MICROMETRE)
  for (let i = 0; i < tries; i += 1) {
    const start = freestPoint(clearance, extent, 300, random)
    if (clearanceAt(clearance, start) < FULL) return
    const bouton = random.next() < 0.4 ? random.between(150, 250) : 0
    growAxon(anatomy, clearance, start, anyDirection(random), bouton, random)
  }
}

function growAxon(
  anatomy: Anatomy,
  clearance: Clearance,
  start: Vec3,
  direction: Vec3,
  boutonRadius: number,
  random: Random,
): void {
  const thin = random.between(50, 112)
  const spacing = random.between(BOUTON_SPACING[0], BOUTON_SPACING[1])
  const other = random.between(130, 250)
  const radiusAt = (along: number): number => {
    const nearest = Math.round(along / spacing)
    const peak = nearest === 0 ? boutonRadius : other
    const away = (along - nearest * spacing) / 330
    return Math.max(thin * (1 + 0.12 * Math.sin(along / 230 + spacing)), peak / (1 + away * away * away * away))
  }
  const habit: Habit = { step: 90, wobble: 0.32, leastClearance: 26, leastRadius: 46, radiusAt }
  const points = growBothWays(clearance, start, direction, habit, random)
  if (points.length * habit.step < LEAST_LENGTH) return
  const neurite = addNeurite(anatomy, { kind: 'axon', myelin: 0, grey: random.between(146, 172) })
  addBranch(anatomy, clearance, neurite, points, { pieceLength: AXON_PIECE, backbone: true, along: 0 }, random)
  markBoutons(anatomy, neurite, points)
}

/** Puts a bouton where the axon is thick: at the thickest point of each stretch above 150 nm. */
function markBoutons(anatomy: Anatomy, neurite: number, points: readonly SkeletonPoint[]): void {
  for (let i = 0; i < points.length; i += 1) {
    const here = points[i]!
    if (here.radius < 150) continue
    const near = anatomy.boutons.at(-1)
    const isNew = near === undefined || near.neurite !== neurite || length(subtract(near.centre, here.position)) > 700
    if (isNew) anatomy.boutons.push({ neurite, centre: here.position, radius: here.radius })
    else if (near.radius < here.radius) {
      anatomy.boutons[anatomy.boutons.length - 1] = { neurite, centre: here.position, radius: here.radius }
    }
  }
}
