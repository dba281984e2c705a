import { findRoot } from '../../labels/runs.ts'
import type { Random } from '../random.ts'
import type { Contacts } from './contacts.ts'
import type { Labels } from './supervoxels.ts'

/** Edges with at least this affinity join their supervoxels in the base agglomeration. */
export const BASE_THRESHOLD = 0.5

/** Contacts with fewer faces than this are less sure. */
const SMALL_CONTACT = 40

/**
 * Draws the affinity of each contact, as a network might predict it: mostly right and sometimes unsure, but never so
 * wrong that the base agglomeration has an error. All its errors are planted later.
 */
export function drawAffinities(contacts: Contacts, labels: Labels, random: Random): Float32Array {
  const affinities = new Float32Array(contacts.count)
  for (let e = 0; e < contacts.count; e += 1) {
    const isSame = labels.neuronOf[contacts.lower[e]!] === labels.neuronOf[contacts.higher[e]!]
    const isUnsure = random.next() < (contacts.areas[e]! < SMALL_CONTACT ? 0.3 : 0.1)
    affinities[e] = isSame ? drawSame(isUnsure, random) : drawCross(isUnsure, random)
  }
  holdTogether(contacts, labels, affinities, random)
  return affinities
}

function drawSame(isUnsure: boolean, random: Random): number {
  return isUnsure ? random.between(0.32, 0.85) : Math.max(0.8, 0.995 - Math.abs(random.normal()) * 0.06)
}

function drawCross(isUnsure: boolean, random: Random): number {
  return isUnsure ? random.between(0.1, 0.46) : Math.min(0.4, 0.004 + Math.abs(random.normal()) * 0.09)
}

/** Raises the widest unsure contacts inside a neuron if it would fall apart without them. */
function holdTogether(contacts: Contacts, labels: Labels, affinities: Float32Array, random: Random): void {
  const parent = Int32Array.from(labels.neuronOf, (_, i) => i)
  const weak: number[] = []
  for (let e = 0; e < contacts.count; e += 1) {
    if (labels.neuronOf[contacts.lower[e]!] !== labels.neuronOf[contacts.higher[e]!]) continue
    if (affinities[e]! >= BASE_THRESHOLD)
      parent[findRoot(parent, contacts.lower[e]!)] = findRoot(parent, contacts.higher[e]!)
    else weak.push(e)
  }
  weak.sort((e, f) => contacts.areas[f]! - contacts.areas[e]! || e - f)
  for (const e of weak) {
    const a = findRoot(parent, contacts.lower[e]!)
    const b = findRoot(parent, contacts.higher[e]!)
    if (a === b) continue
    affinities[e] = random.between(0.54, 0.8)
    parent[a] = b
  }
}

/** By supervoxel: the smallest one of its segment, which edges above the threshold connect. */
export function findSegments(contacts: Contacts, affinities: Float32Array, supervoxels: number): Int32Array {
  const parent = Int32Array.from({ length: supervoxels }, (_, i) => i)
  for (let e = 0; e < contacts.count; e += 1) {
    if (affinities[e]! < BASE_THRESHOLD) continue
    const a = findRoot(parent, contacts.lower[e]!)
    const b = findRoot(parent, contacts.higher[e]!)
    if (a < b) parent[b] = a
    else parent[a] = b
  }
  return parent.map((_, i) => findRoot(parent, i))
}
