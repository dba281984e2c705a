import type { Vec3 } from '../../geometry.ts'
import { type Evidence, setEvidence } from './evidence.ts'
import { type Cloud, createCloud } from './principal-axes.ts'
import { type Surroundings, visitSideFaces } from './surroundings.ts'

/** Sides of fewer voxels have no shape. */
const LEAST_VOXELS = 8

interface Side {
  readonly cloud: Cloud
  /** Square nanometres of its surface in the box, without what is in contact. */
  outer: number
  /** Faces of the box at which it goes on, and whether it reaches an end of the volume. */
  readonly exits: number
  readonly isAtEnd: boolean
}

/**
 * What the shapes of both sides say: whether the axis of one goes on into the other, where along each the contact is, how
 * thick they are, and how much of their surface is in contact. Leaves the evidence as it is where a side is too small.
 */
export function addShapeEvidence(evidence: Evidence, around: Surroundings): void {
  const [a, b] = [readSide(around, 1), readSide(around, 2)]
  if (a.cloud.count < LEAST_VOXELS || b.cloud.count < LEAST_VOXELS) return
  const contact = readContact(around, a, b)
  if (contact.area === 0) return
  const [thin, thick] = a.cloud.count <= b.cloud.count ? [a, b] : [b, a]
  const voxel = around.voxelSize[0] * around.voxelSize[1] * around.voxelSize[2]
  const calibres = [thin, thick].map(({ cloud }) => calibreOf(cloud, voxel))
  const along = ({ cloud }: Side) => Math.abs(dot(cloud.axes[0], contact.normal))
  setEvidence(evidence, {
    'local-thin': Math.log(thin.cloud.count * voxel),
    'local-thick': Math.log(thick.cloud.count * voxel),
    'local-contact': Math.log(1 + contact.area),
    'local-share-thin': contact.area / (contact.area + thin.outer),
    'local-share-thick': contact.area / (contact.area + thick.outer),
    'long-thin': lengthOf(thin.cloud),
    'long-thick': lengthOf(thick.cloud),
    'axes-angle': Math.abs(dot(thin.cloud.axes[0], thick.cloud.axes[0])),
    'axis-thin': along(thin),
    'axis-thick': along(thick),
    'goes-on': goesOn(thin.cloud.middle, contact.middle, thick.cloud.middle),
    'tip-thin': tipOf(thin.cloud, contact.middle),
    'tip-thick': tipOf(thick.cloud, contact.middle),
    'calibre-thin': Math.log(calibres[0]!),
    'calibre-ratio': Math.log(calibres[1]! / calibres[0]!),
    'contact-calibre': Math.log(contact.area / calibres[0]! ** 2),
    flat: contact.flatness,
    'exits-thin': thin.exits,
    'exits-thick': thick.exits,
    'ends-thin': thin.isAtEnd ? 1 : 0,
    'ends-thick': thick.isAtEnd ? 1 : 0,
  })
}

function readSide({ size, voxelSize, sides, ends }: Surroundings, own: number): Side {
  const [width, height, depth] = size
  const cloud = createCloud()
  const onFaces = new Array<boolean>(6).fill(false)
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (sides[i] !== own) continue
        cloud.add((x + 0.5) * voxelSize[0], (y + 0.5) * voxelSize[1], (z + 0.5) * voxelSize[2])
        if (x === 0) onFaces[0] = true
        if (x === width - 1) onFaces[1] = true
        if (y === 0) onFaces[2] = true
        if (y === height - 1) onFaces[3] = true
        if (z === 0) onFaces[4] = true
        if (z === depth - 1) onFaces[5] = true
      }
    }
  }
  return {
    cloud: cloud.read(),
    outer: 0,
    exits: onFaces.filter((isOn, face) => isOn && !ends[face]).length,
    isAtEnd: onFaces.some((isOn, face) => isOn && ends[face]!),
  }
}

interface Contact {
  /** Square nanometres. */
  readonly area: number
  readonly middle: Vec3
  /** From the side of `a` to that of `b`; of length 1. */
  readonly normal: Vec3
  /** 0 to 1: 1 if all faces look the same way. */
  readonly flatness: number
}

/** Reads the contact, and adds up the surfaces of both sides to others. */
function readContact(around: Surroundings, a: Side, b: Side): Contact {
  const { size, voxelSize, sides } = around
  const [width, height] = size
  const areas = [voxelSize[1] * voxelSize[2], voxelSize[0] * voxelSize[2], voxelSize[0] * voxelSize[1]]
  const [normal, middle] = [
    [0, 0, 0],
    [0, 0, 0],
  ]
  let area = 0
  visitSideFaces(around, (first, second, axis) => {
    const face = areas[axis]!
    const [p, q] = [sides[first]!, sides[second]!]
    if (p * q !== 2) {
      if (p === 1 || q === 1) a.outer += face
      else b.outer += face
      return
    }
    area += face
    normal[axis]! += p === 1 ? face : -face
    const place = [first % width, Math.floor(first / width) % height, Math.floor(first / (width * height))]
    for (let i = 0; i < 3; i++) middle[i]! += face * (place[i]! + (i === axis ? 1 : 0.5)) * voxelSize[i]!
  })
  const length = Math.hypot(...normal)
  return {
    area,
    middle: [middle[0]! / area, middle[1]! / area, middle[2]! / area],
    normal: length === 0 ? [0, 0, 0] : [normal[0]! / length, normal[1]! / length, normal[2]! / length],
    flatness: length / area,
  }
}

function dot(p: Vec3, q: Vec3): number {
  return p[0] * q[0] + p[1] * q[1] + p[2] * q[2]
}

/** How many times as long as wide. */
function lengthOf({ variances }: Cloud): number {
  return Math.log(Math.sqrt((variances[0] + 1) / (variances[1] + 1)))
}

/** The width of a cross-section in nanometres: of the rod of the same volume and variance along its axis. */
function calibreOf({ count, variances }: Cloud, voxel: number): number {
  return Math.sqrt((count * voxel) / Math.sqrt(12 * variances[0] + voxel ** (2 / 3)))
}

/** The cosine between the ways from the middle of one side to the contact and on to the middle of the other. */
function goesOn(from: Vec3, over: Vec3, to: Vec3): number {
  const p: Vec3 = [over[0] - from[0], over[1] - from[1], over[2] - from[2]]
  const q: Vec3 = [to[0] - over[0], to[1] - over[1], to[2] - over[2]]
  return dot(p, q) / (Math.hypot(...p) * Math.hypot(...q) + 1e-9)
}

/** Where along the axis a place is: 0 in the middle, about 1 at the end of a rod. */
function tipOf({ middle, axes, variances }: Cloud, place: Vec3): number {
  const way: Vec3 = [place[0] - middle[0], place[1] - middle[1], place[2] - middle[2]]
  return Math.abs(dot(way, axes[0])) / Math.sqrt(3 * variances[0] + 1)
}
