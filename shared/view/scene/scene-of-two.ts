import type { Box3, Vec3 } from '../../geometry.ts'
import { subtract } from '../vectors.ts'
import type { SceneCamera } from './scene-camera.ts'
import { type ScenePanelSize, sceneFitted } from './scene-moves.ts'
import { viewOfTwo } from './view-of-two.ts'

/** Two shapes that meet, by places in them. Nanometres. */
export interface TwoParties {
  readonly contact: Vec3
  readonly a: readonly Vec3[]
  readonly b: readonly Vec3[]
}

/** At least so much is shown to each side of the contact, nanometres: a few micrometres say whether neurites go on. */
const LEAST_REACH_NM = 1500

/** Of the larger party so many times as much is looked at as the smaller one reaches. */
const SHARE_OF_LARGER = 1.5

/**
 * The scene that shows two parties round their contact: the smaller one whole, as much of the larger one as lies about it,
 * and both from where they are seen best.
 */
export function sceneOfTwo(scene: SceneCamera, parties: TwoParties, panel: ScenePanelSize): SceneCamera {
  const { contact } = parties
  const smaller = Math.min(reachOf(parties.a, contact), reachOf(parties.b, contact))
  const reach = Math.max(LEAST_REACH_NM, smaller * SHARE_OF_LARGER)
  const [a, b] = [within(parties.a, contact, reach), within(parties.b, contact, reach)]
  const turned = { ...scene, orientation: viewOfTwo(a, b, scene.orientation) }
  return sceneFitted(turned, contact, boxOf([...a, ...b], contact), panel)
}

/** In slices a contact is looked at with at least so much to each side, nanometres: membranes and what they enclose. */
const LEAST_AROUND_NM = 400

/** And with at most so much, however large both parties are: beyond, a membrane is thinner than a pixel of a small panel. */
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

/** Round the places, and at least LEAST_REACH_NM round the contact. */
function boxOf(places: readonly Vec3[], contact: Vec3): Box3 {
  const least = (axis: 0 | 1 | 2) => Math.min(contact[axis] - LEAST_REACH_NM, ...places.map((place) => place[axis]))
  const most = (axis: 0 | 1 | 2) => Math.max(contact[axis] + LEAST_REACH_NM, ...places.map((place) => place[axis]))
  return { min: [least(0), least(1), least(2)], max: [most(0), most(1), most(2)] }
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
