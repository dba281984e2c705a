import type { Vec3 } from '../../geometry.ts'
import { addScaled, rotate, subtract } from '../vectors.ts'
import { nmPerPixelToShow } from './fit-scene.ts'
import type { SceneCamera } from './scene-camera.ts'
import { clampedScene, type ScenePanelSize } from './scene-moves.ts'
import { viewOfTwo } from './view-of-two.ts'

/** Two shapes that meet, by places in them. Nanometres. */
export interface TwoParties {
  readonly contact: Vec3
  readonly a: readonly Vec3[]
  readonly b: readonly Vec3[]
}

/** At least this much is shown to each side of the contact, nanometres: what lies beyond the slices, where neurites go on. */
const LEAST_REACH_NM = 800

/** The same where next to nothing is known of a party: a micrometre or two say whether neurites go on. */
const UNKNOWN_REACH_NM = 1200

/** Less than this of a party is known: it may be far larger than that, nanometres. */
const LITTLE_NM = 150

/** Of the larger party this many times as much is looked at as the smaller one reaches. */
const SHARE_OF_LARGER = 1.5

/**
 * The scene that shows two parties round their contact: the smaller one whole, as much of the larger one as lies about it,
 * both from where they are seen best, and as large as the panel has room.
 */
export function sceneOfTwo(scene: SceneCamera, parties: TwoParties, panel: ScenePanelSize): SceneCamera {
  const { contact } = parties
  const smaller = Math.min(reachOf(parties.a, contact), reachOf(parties.b, contact))
  const least = smaller < LITTLE_NM ? UNKNOWN_REACH_NM : LEAST_REACH_NM
  const reach = Math.max(least, smaller * SHARE_OF_LARGER)
  const [a, b] = [within(parties.a, contact, reach), within(parties.b, contact, reach)]
  const turned = { ...scene, orientation: viewOfTwo(a, b, scene.orientation) }
  const seen = [...a, ...b].map((place) => addScaled(contact, subtract(place, contact), MARGIN))
  // This much to each side on screen: how deep the scene is does not make it small.
  const [right, down] = [rotate(turned.orientation, [1, 0, 0]), rotate(turned.orientation, [0, 1, 0])]
  seen.push(addScaled(contact, right, least), addScaled(contact, down, least))
  const nmPerPixel = nmPerPixelToShow(seen, turned, panel.width, panel.height, contact)
  return clampedScene({ ...turned, nmPerPixel }, scene)
}

/** In slices a contact is looked at with at least this much to each side, nanometres: membranes and what they enclose. */
const LEAST_AROUND_NM = 400

/** And with at most this much, however large both parties are: beyond, a membrane is thinner than a pixel of a small panel. */
const MOST_AROUND_NM = 1000

/** The same two for coarse voxels, in voxels. */
const LEAST_AROUND_VOXELS = 30
const MOST_AROUND_VOXELS = 80

/** Where next to nothing is known of the smaller party. */
const USUAL_AROUND_NM = 650

/** Round what is known of a party: its places are contacts, which lie inside its ends. */
const MARGIN = 1.2

/**
 * How much to show to each side of the contact in slices, nanometres: the smaller party whole, within limits. At a contact
 * of two large neurons it is the surroundings of the contact.
 * @param voxel the finest side of a voxel, nanometres
 */
export function reachAround({ contact, a, b }: TwoParties, voxel: number): number {
  const smaller = Math.min(reachOf(a, contact), reachOf(b, contact)) * MARGIN
  const least = Math.max(LEAST_AROUND_NM, LEAST_AROUND_VOXELS * voxel)
  const most = Math.max(MOST_AROUND_NM, MOST_AROUND_VOXELS * voxel)
  return Math.min(most, Math.max(least, smaller > 0 ? smaller : USUAL_AROUND_NM))
}

/** The places of one segment that holds both points, by which of the two is nearer. */
export function nearerOf(places: readonly Vec3[], a: Vec3, b: Vec3): Pick<TwoParties, 'a' | 'b'> {
  const isOfA = (place: Vec3) => far(place, a) <= far(place, b)
  return { a: places.filter(isOfA), b: places.filter((place) => !isOfA(place)) }
}

function reachOf(places: readonly Vec3[], contact: Vec3): number {
  return Math.max(0, ...places.map((place) => far(place, contact)))
}

function within(places: readonly Vec3[], contact: Vec3, reach: number): readonly Vec3[] {
  return places.filter((place) => far(place, contact) <= reach)
}

function far(a: Vec3, b: Vec3): number {
  return Math.hypot(...subtract(a, b))
}
