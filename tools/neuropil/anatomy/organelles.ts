import type { Vec3 } from '../../../shared/geometry.ts'
import type { PaintCapsule } from '../paint.ts'
import type { Random } from '../random.ts'
import { add, anyDirection, cross, dot, perpendicular, subtract, unit } from '../vector.ts'
import { type Anatomy, type Capsule, type Extent, extentInNanometres } from './anatomy.ts'
import { MAX_WARP } from './warp.ts'

/** A capsule of an organelle. It is drawn only inside its own neurite. */
export interface OrganelleCapsule extends PaintCapsule {
  readonly neurite: number
  /** The organelle of which it is a part. The cristae of one mitochondrion are parallel. */
  readonly organelle: number
  /** Thickness of the myelin around it, nm. */
  readonly sheath: number
}

export interface Organelles {
  readonly mitochondria: OrganelleCapsule[]
  /** By mitochondrion: the direction across its cristae. */
  readonly cristae: Vec3[]
  readonly microtubules: OrganelleCapsule[]
  readonly reticulum: OrganelleCapsule[]
  /** The axon inside each myelin sheath. */
  readonly sheathed: OrganelleCapsule[]
}

/** Microtubules for each square micrometre of a dendrite's cross-section. */
const MICROTUBULES_PER_SQUARE_MICROMETRE = 42
const MICROTUBULE_RADIUS = 9
const RETICULUM_RADIUS = 24

/** Mitochondria of cell bodies for each cubic micrometre. */
const SOMA_MITOCHONDRIA = 1.6

/** Places all organelles, and keeps those that can reach into the volume. */
export function placeOrganelles(anatomy: Anatomy, extent: Extent, random: Random): Organelles {
  const organelles: Organelles = { mitochondria: [], cristae: [], microtubules: [], reticulum: [], sheathed: [] }
  const nanometres = extentInNanometres(extent)
  for (const [neurite, backbone] of anatomy.backbones) {
    const capsules = backbone.map((index) => anatomy.capsules[index]!)
    const { kind, myelin } = anatomy.neurites[neurite]!
    const isAxon = kind === 'axon'
    if (myelin > 0) {
      for (const c of capsules) {
        const inner = { ...c, radiusA: c.radiusA - myelin, radiusB: c.radiusB - myelin }
        organelles.sheathed.push({ ...inner, neurite, organelle: 0, sheath: myelin })
      }
    }
    placeMitochondria(organelles, neurite, capsules, isAxon, myelin, random)
    placeTubes(organelles, neurite, capsules, isAxon, myelin, random)
  }
  placeInSomata(organelles, anatomy, nanometres, random)
  return {
    mitochondria: organelles.mitochondria.filter((c) => reaches(c, nanometres)),
    cristae: organelles.cristae,
    microtubules: organelles.microtubules.filter((c) => reaches(c, nanometres)),
    reticulum: organelles.reticulum.filter((c) => reaches(c, nanometres)),
    sheathed: organelles.sheathed.filter((c) => reaches(c, nanometres)),
  }
}

function reaches(c: PaintCapsule, extent: Vec3): boolean {
  const reach = Math.max(c.radiusA, c.radiusB) + MAX_WARP
  return [0, 1, 2].every((k) => Math.max(c.a[k]!, c.b[k]!) > -reach && Math.min(c.a[k]!, c.b[k]!) < extent[k]! + reach)
}

function placeMitochondria(
  organelles: Organelles,
  neurite: number,
  capsules: readonly Capsule[],
  isAxon: boolean,
  myelin: number,
  random: Random,
): void {
  let gap = random.between(0, 1500)
  let left = 0
  let thickness = 0
  let offset: Vec3 = [0, 0, 0]
  for (const c of capsules) {
    const step = distance(c.a, c.b)
    const room = Math.min(c.radiusA, c.radiusB) - myelin
    if (left <= 0) {
      gap -= step
      // In axons mitochondria lie where there is room, which is mostly in boutons.
      if (gap > 0 || room < (isAxon ? 105 : 140)) continue
      left = isAxon ? random.between(350, 1100) : random.between(700, 2400)
      gap = isAxon ? random.between(700, 3200) : random.between(300, 2600)
      thickness = Math.min(room * 0.66, random.between(85, isAxon ? 125 : 175))
      offset = anyDirection(random)
      const tangent = unit(subtract(c.b, c.a))
      organelles.cristae.push(unit(add(tangent, anyDirection(random), 0.5)))
    }
    left -= step
    if (room < thickness * 1.1) {
      left = 0
      continue
    }
    const aside = Math.max(0, room - thickness - 40) * 0.6
    organelles.mitochondria.push({
      a: add(c.a, offset, aside),
      b: add(c.b, offset, aside),
      radiusA: thickness,
      radiusB: thickness,
      neurite,
      organelle: organelles.cristae.length - 1,
      sheath: 0,
    })
  }
}

function distance(a: Vec3, b: Vec3): number {
  const d = subtract(a, b)
  return Math.sqrt(dot(d, d))
}

/** Places tubes: microtubules run straight along the neurite, tubes of smooth reticulum wander. */
function placeTubes(
  organelles: Organelles,
  neurite: number,
  capsules: readonly Capsule[],
  isAxon: boolean,
  myelin: number,
  random: Random,
): void {
  const first = capsules[0]
  if (first === undefined) return
  const middle = capsules[capsules.length >> 1]!.radiusA - myelin
  const crossSection = (Math.PI * middle * middle) / 1e6
  const count = isAxon
    ? 1 + random.below(3)
    : Math.min(40, Math.ceil(crossSection * MICROTUBULES_PER_SQUARE_MICROMETRE))
  const frames = transportFrames(capsules)
  for (let k = 0; k < count; k += 1) {
    placeTube(
      organelles.microtubules,
      neurite,
      capsules,
      frames,
      { radius: MICROTUBULE_RADIUS, wander: 0.05, myelin },
      random,
    )
  }
  const tubes = isAxon ? (middle > 90 ? 1 : 0) : 1 + random.below(3)
  for (let k = 0; k < tubes; k += 1) {
    placeTube(
      organelles.reticulum,
      neurite,
      capsules,
      frames,
      { radius: RETICULUM_RADIUS, wander: 0.3, myelin },
      random,
    )
  }
}

interface Frame {
  readonly side: Vec3
  readonly other: Vec3
}

/** At each capsule: two directions across it, which turn as little as possible along the way. */
function transportFrames(capsules: readonly Capsule[]): Frame[] {
  let side = perpendicular(unit(subtract(capsules[0]!.b, capsules[0]!.a)))
  return capsules.map((c) => {
    const tangent = unit(subtract(c.b, c.a))
    side = unit(add(side, tangent, -dot(side, tangent)))
    return { side, other: cross(tangent, side) }
  })
}

function placeTube(
  out: OrganelleCapsule[],
  neurite: number,
  capsules: readonly Capsule[],
  frames: readonly Frame[],
  tube: { readonly radius: number; readonly wander: number; readonly myelin: number },
  random: Random,
): void {
  let u = 0
  let v = 0
  do {
    u = random.between(-1, 1)
    v = random.between(-1, 1)
  } while (u * u + v * v > 1)
  let last: Vec3 | undefined
  for (const [i, c] of capsules.entries()) {
    u += tube.wander * random.between(-1, 1)
    v += tube.wander * random.between(-1, 1)
    const size = Math.sqrt(u * u + v * v)
    if (size > 1) {
      u /= size
      v /= size
    }
    const room = Math.max(0, c.radiusA - tube.myelin - tube.radius - 28)
    const frame = frames[i]!
    const here = add(add(c.a, frame.side, u * room), frame.other, v * room)
    if (last !== undefined) {
      out.push({ a: last, b: here, radiusA: tube.radius, radiusB: tube.radius, neurite, organelle: 0, sheath: 0 })
    }
    // Now and then a tube ends and another begins elsewhere.
    last = random.next() < 0.03 ? undefined : here
    if (last === undefined) u = random.between(-0.7, 0.7)
  }
}

/** Places short bent mitochondria between the nucleus and the membrane of cell bodies. */
function placeInSomata(organelles: Organelles, anatomy: Anatomy, extent: Vec3, random: Random): void {
  for (const soma of anatomy.somata) {
    const shell = (4 / 3) * Math.PI * (soma.radius ** 3 - soma.nucleusRadius ** 3)
    const wanted = Math.round((shell / 1e9) * SOMA_MITOCHONDRIA)
    for (let i = 0; i < wanted; i += 1) {
      const outward = anyDirection(random)
      const depth = random.between(soma.nucleusRadius + 220, soma.radius - 180)
      let at = add(soma.centre, outward, depth)
      if (![0, 1, 2].every((k) => at[k]! > -500 && at[k]! < extent[k]! + 500)) continue
      const radius = random.between(90, 150)
      let heading = unit(cross(outward, anyDirection(random)))
      organelles.cristae.push(unit(add(heading, anyDirection(random), 0.5)))
      for (let k = 0; k < 3 + random.below(6); k += 1) {
        heading = unit(add(heading, anyDirection(random), 0.3))
        const next = add(at, heading, 110)
        organelles.mitochondria.push({
          a: at,
          b: next,
          radiusA: radius,
          radiusB: radius,
          neurite: soma.neurite,
          organelle: organelles.cristae.length - 1,
          sheath: 0,
        })
        at = next
      }
    }
  }
}
