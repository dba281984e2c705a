import type { Random } from '../random.ts'
import { BASE_THRESHOLD } from '../segmentation/affinities.ts'
import type { Contacts } from '../segmentation/contacts.ts'
import type { Labels } from '../segmentation/supervoxels.ts'
import type { NeuriteKind } from './anatomy.ts'

/**
 * An error that is planted in the base agglomeration. Supervoxels and neurons are numbers; the place is in half voxels.
 */
export interface PlantedError {
  readonly kind: 'false-split' | 'false-merge'
  readonly supervoxels: readonly [number, number]
  readonly place: readonly [number, number, number]
  /** The edges whose affinity was changed. */
  readonly edges: readonly number[]
}

/** Each side of a false split has at least this many voxels, about as many as a spine head. */
const LEAST_SIDE = 1500

/** Only neurons of at least this many voxels are broken, because smaller ones are not worth mending. */
const LEAST_BROKEN = 12000

/** Nothing is planted nearer to the border of the volume than this, in half voxels: it would be no good example. */
const BORDER = [40, 40, 8] as const

/** False merges are planted where at least this many faces touch. */
const LEAST_MERGE_AREA = 120

interface Cut {
  readonly neuron: number
  readonly edges: readonly number[]
  readonly area: number
}

/**
 * Plants `count` errors of each kind by changing affinities: false splits at thin necks of a neuron, and false merges
 * between touching neurons. No neuron has part in two errors. If there is no room, fewer are planted.
 */
export function plantErrors(
  contacts: Contacts,
  labels: Labels,
  kindOfNeuron: (neuron: number) => NeuriteKind,
  count: number,
  affinities: Float32Array,
  random: Random,
): PlantedError[] {
  const used = new Set<number>()
  const planted: PlantedError[] = []
  const cuts = findCuts(contacts, labels, affinities, kindOfNeuron, random)
  // Half of them are in dendrites, if there are enough: mostly a spine that came off.
  const inDendrites = cuts.filter((cut) => kindOfNeuron(cut.neuron) === 'dendrite').slice(0, Math.ceil(count / 2))
  for (const cut of [...inDendrites, ...cuts]) {
    if (planted.length >= count) break
    if (used.has(cut.neuron)) continue
    used.add(cut.neuron)
    for (const e of cut.edges) affinities[e] = random.between(0.14, 0.47)
    planted.push(errorAt('false-split', widest(contacts, cut.edges), cut.edges, contacts))
  }
  const candidates: number[] = []
  for (let e = 0; e < contacts.count; e += 1) {
    const a = labels.neuronOf[contacts.lower[e]!]!
    const b = labels.neuronOf[contacts.higher[e]!]!
    if (a === b || contacts.areas[e]! < LEAST_MERGE_AREA || !isInside(e, contacts, labels)) continue
    if (isNeurite(kindOfNeuron(a)) && isNeurite(kindOfNeuron(b))) candidates.push(e)
  }
  shuffle(candidates, random)
  let merges = 0
  for (const e of candidates) {
    if (merges >= count) break
    const a = labels.neuronOf[contacts.lower[e]!]!
    const b = labels.neuronOf[contacts.higher[e]!]!
    if (used.has(a) || used.has(b)) continue
    used.add(a).add(b)
    affinities[e] = random.between(0.7, 0.94)
    planted.push(errorAt('false-merge', e, [e], contacts))
    merges += 1
  }
  return planted
}

function isInside(e: number, contacts: Contacts, labels: Labels): boolean {
  return BORDER.every((border, axis) => {
    const place = contacts.places[3 * e + axis]!
    return place > border && place < 2 * labels.size[axis]! - border
  })
}

function isNeurite(kind: NeuriteKind): boolean {
  return kind === 'axon' || kind === 'dendrite'
}

function errorAt(kind: PlantedError['kind'], e: number, edges: readonly number[], contacts: Contacts): PlantedError {
  return {
    kind,
    supervoxels: [contacts.lower[e]!, contacts.higher[e]!],
    place: [contacts.places[3 * e]!, contacts.places[3 * e + 1]!, contacts.places[3 * e + 2]!],
    edges,
  }
}

function widest(contacts: Contacts, edges: readonly number[]): number {
  return edges.reduce((best, e) => (contacts.areas[e]! > contacts.areas[best]! ? e : best), edges[0]!)
}

/** Some of the thinnest places of each neuron, mostly the thinnest first. */
function findCuts(
  contacts: Contacts,
  labels: Labels,
  affinities: Float32Array,
  kindOfNeuron: (neuron: number) => NeuriteKind,
  random: Random,
): Cut[] {
  const edgesOf = new Map<number, number[]>()
  for (let e = 0; e < contacts.count; e += 1) {
    const neuron = labels.neuronOf[contacts.lower[e]!]!
    if (neuron !== labels.neuronOf[contacts.higher[e]!] || !isNeurite(kindOfNeuron(neuron))) continue
    const edges = edgesOf.get(neuron)
    if (edges === undefined) edgesOf.set(neuron, [e])
    else edges.push(e)
  }
  const cuts: Cut[] = []
  for (const [neuron, edges] of edgesOf) {
    const found = thinPlaces(neuron, edges, contacts, labels, affinities)
    if (found.length > 0) cuts.push(found[random.below(Math.min(3, found.length))]!)
  }
  const key = new Map(cuts.map((cut) => [cut, cut.area * random.between(0.5, 3)]))
  return cuts.sort((a, b) => key.get(a)! - key.get(b)! || a.neuron - b.neuron)
}

/**
 * The cuts of one neuron at the edges of a spanning tree of its widest contacts, the thinnest first. The tree has only
 * contacts above the threshold, so that a cut leaves exactly two segments.
 */
function thinPlaces(
  neuron: number,
  edges: readonly number[],
  contacts: Contacts,
  labels: Labels,
  affinities: Float32Array,
): Cut[] {
  const around = new Map<number, number[]>()
  for (const e of edges) {
    if (affinities[e]! < BASE_THRESHOLD) continue
    for (const end of [contacts.lower[e]!, contacts.higher[e]!]) {
      const known = around.get(end)
      if (known === undefined) around.set(end, [e])
      else known.push(e)
    }
  }
  const total = [...around.keys()].reduce((sum, s) => sum + labels.voxels[s]!, 0)
  if (total < LEAST_BROKEN) return []
  const order: number[] = []
  const above = spanningTree(around, contacts, order)
  const cuts: Cut[] = []
  for (const root of order) {
    if (above.get(root) === undefined) continue
    // One side of a cut is everything below one node of the tree.
    const side = new Set([root])
    for (const node of order) if (side.has(above.get(node) ?? -1)) side.add(node)
    const voxels = [...side].reduce((sum, s) => sum + labels.voxels[s]!, 0)
    if (Math.min(voxels, total - voxels) < LEAST_SIDE) continue
    const cut = edges.filter((e) => side.has(contacts.lower[e]!) !== side.has(contacts.higher[e]!))
    const area = cut.reduce((sum, e) => sum + contacts.areas[e]!, 0)
    if (!isInside(widest(contacts, cut), contacts, labels)) continue
    cuts.push({ neuron, edges: cut, area })
  }
  return cuts.sort((a, b) => a.area - b.area || a.edges[0]! - b.edges[0]!)
}

/**
 * The parent of each supervoxel in a tree that grows along the widest contact next to it. Fills `order` from the root.
 */
function spanningTree(
  around: ReadonlyMap<number, readonly number[]>,
  contacts: Contacts,
  order: number[],
): Map<number, number | undefined> {
  let root = Infinity
  for (const supervoxel of around.keys()) root = Math.min(root, supervoxel)
  const above = new Map<number, number | undefined>([[root, undefined]])
  const rim: number[] = []
  let node = root
  for (;;) {
    order.push(node)
    for (const e of around.get(node)!) rim.push(e)
    let best = -1
    for (let i = rim.length - 1; i >= 0; i -= 1) {
      const e = rim[i]!
      if (above.has(contacts.lower[e]!) && above.has(contacts.higher[e]!)) rim.splice(i, 1)
      else if (best < 0 || contacts.areas[e]! > contacts.areas[best]!) best = e
    }
    if (best < 0) return above
    const isLowerIn = above.has(contacts.lower[best]!)
    node = isLowerIn ? contacts.higher[best]! : contacts.lower[best]!
    above.set(node, isLowerIn ? contacts.lower[best]! : contacts.higher[best]!)
  }
}

function shuffle(items: number[], random: Random): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1)
    const item = items[i]!
    items[i] = items[j]!
    items[j] = item
  }
}
