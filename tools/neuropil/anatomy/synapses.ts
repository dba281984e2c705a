import type { Vec3 } from '../../../shared/geometry.ts'
import type { Random } from '../random.ts'
import type { Contacts } from '../segmentation/contacts.ts'
import type { Labels } from '../segmentation/supervoxels.ts'
import { length, subtract } from '../vector.ts'
import type { Anatomy, Bouton, Extent } from './anatomy.ts'
import { warpPoint } from './warp.ts'

/** A synapse. Neurons and supervoxels are numbers; the cleft is in half voxels. */
export interface Synapse {
  readonly pre: { readonly neuron: number; readonly supervoxel: number }
  readonly post: { readonly neuron: number; readonly supervoxel: number }
  readonly cleft: Vec3
  /** Radius of the cleft, nm. */
  readonly radius: number
  readonly bouton: Bouton
}

/** A cleft needs at least this many faces of contact. */
const LEAST_AREA = 60

/** A contact lies at most this far from the surface of its bouton or spine head, nm. */
const NEAR = 170

/** The part of those boutons without a spine head that make a synapse on a dendrite or cell body which they touch. */
const SHAFT_PART = 0.2

/** Finds a cleft for each bouton where it touches a spine head, or else sometimes on a shaft. */
export function findSynapses(
  anatomy: Anatomy,
  labels: Labels,
  contacts: Contacts,
  extent: Extent,
  seed: number,
  random: Random,
): Synapse[] {
  const places = contactsOfAxons(anatomy, labels, contacts, extent, seed)
  const synapses: Synapse[] = []
  for (const bouton of anatomy.boutons) {
    let best: { e: number; score: number; isSpine: boolean } | undefined
    for (const { e, at, post } of places.get(bouton.neurite) ?? []) {
      if (length(subtract(at, bouton.centre)) > bouton.radius + NEAR) continue
      const isSpine = anatomy.spineHeads.some(
        (head) => head.neurite === post && length(subtract(at, head.centre)) < head.radius + NEAR,
      )
      const score = contacts.areas[e]! + (isSpine ? 1e6 : 0)
      if (best === undefined || score > best.score) best = { e, score, isSpine }
    }
    const isShaftWanted = random.next() < SHAFT_PART
    const radius = random.between(110, 210)
    if (best === undefined || !(best.isSpine || isShaftWanted)) continue
    synapses.push(synapseAt(best.e, bouton, radius, anatomy, labels, contacts))
  }
  return synapses
}

interface AxonContact {
  readonly e: number
  /** Place in the space of the anatomy, nm. */
  readonly at: Vec3
  /** The neurite on the other side. */
  readonly post: number
}

function contactsOfAxons(
  anatomy: Anatomy,
  labels: Labels,
  contacts: Contacts,
  extent: Extent,
  seed: number,
): Map<number, AxonContact[]> {
  const found = new Map<number, AxonContact[]>()
  for (let e = 0; e < contacts.count; e += 1) {
    if (contacts.areas[e]! < LEAST_AREA) continue
    const a = neuriteOf(labels, contacts.lower[e]!)
    const b = neuriteOf(labels, contacts.higher[e]!)
    const isAxonA = anatomy.neurites[a]!.kind === 'axon'
    const pre = isAxonA ? a : b
    const post = isAxonA ? b : a
    const kind = anatomy.neurites[post]!.kind
    if (anatomy.neurites[pre]!.kind !== 'axon' || (kind !== 'dendrite' && kind !== 'soma')) continue
    const place = halfVoxelsToNanometres(contacts.places, e, extent)
    const entry = { e, at: warpPoint(place, seed), post }
    const list = found.get(pre)
    if (list === undefined) found.set(pre, [entry])
    else list.push(entry)
  }
  return found
}

function neuriteOf(labels: Labels, supervoxel: number): number {
  return labels.neuriteOfNeuron[labels.neuronOf[supervoxel]!]!
}

function synapseAt(
  e: number,
  bouton: Bouton,
  radius: number,
  anatomy: Anatomy,
  labels: Labels,
  contacts: Contacts,
): Synapse {
  const lower = contacts.lower[e]!
  const higher = contacts.higher[e]!
  const isLowerPre = anatomy.neurites[neuriteOf(labels, lower)]!.kind === 'axon'
  const pre = isLowerPre ? lower : higher
  const post = isLowerPre ? higher : lower
  return {
    pre: { neuron: labels.neuronOf[pre]!, supervoxel: pre },
    post: { neuron: labels.neuronOf[post]!, supervoxel: post },
    cleft: [contacts.places[3 * e]!, contacts.places[3 * e + 1]!, contacts.places[3 * e + 2]!],
    radius,
    bouton,
  }
}

/** The place of contact `e` in nanometres. */
function halfVoxelsToNanometres(places: Int32Array, e: number, extent: Extent): Vec3 {
  return [
    (places[3 * e]! / 2) * extent.voxelSize[0],
    (places[3 * e + 1]! / 2) * extent.voxelSize[1],
    (places[3 * e + 2]! / 2) * extent.voxelSize[2],
  ]
}
