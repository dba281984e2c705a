import type { AgglomerationEdges } from '../../../shared/agglomeration/lay-out-agglomeration.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { findRoot } from '../../labels/runs.ts'
import type { SupervoxelGraph } from './supervoxel-graph.ts'

/** Edges from this affinity on join, where the labels say what belongs together. */
export const LABEL_THRESHOLD = 0.5

/** How steeply darkness lowers the affinity: a contact as dark as the usual one gets 0.018, one without darkness 0.982. */
const STEEPNESS = 4

/** How sure it is that the two sides of each contact are one, 0 to 1, by the image alone: rule IP23. */
export function imageAffinities({ contacts, greyMeans, labels }: SupervoxelGraph): Float32Array {
  const { lower, higher } = contacts
  const darkness = Float32Array.from(contacts.valueMeans, (grey, e) => {
    return (greyMeans[lower[e]!]! + greyMeans[higher[e]!]!) / 2 - grey
  })
  const between = darkness.filter((_, e) => labels[lower[e]!] !== labels[higher[e]!]).sort()
  const usual = between[between.length >> 1] ?? 0
  // Without a usual darkness above 0 the image tells nothing.
  if (!(usual > 0)) return darkness.fill(0.5)
  return darkness.map((dark) => 1 / (1 + Math.exp(STEEPNESS * ((2 * dark) / usual - 1))))
}

/** How sure it is that the two sides of each contact are one, by the means of a volume of affinities: rule IP26. */
export function meanAffinities({ contacts }: SupervoxelGraph, file: string): Float32Array {
  return contacts.valueMeans.map((mean) => {
    if (mean >= 0 && mean <= 1) return mean
    const message = `${file}: the affinities of a contact have the mean ${mean}; they must lie between 0 and 1`
    throw new ProblemError({ kind: 'bad-chunk', message, file })
  })
}

/**
 * The affinity of each contact, so that at `threshold` all that touches and has one label is together. `sure` says how
 * sure each contact is by other means, 0 to 1. With `asLabels` different labels stay apart whatever it says.
 */
export function contactAffinities(
  { contacts, labels }: SupervoxelGraph,
  sure: Float32Array | undefined,
  threshold: number,
  asLabels: boolean,
): Float32Array {
  const { lower, higher } = contacts
  return Float32Array.from(lower, (a, e) => {
    const isSame = labels[a] === labels[higher[e]!]
    if (sure === undefined) return isSame ? 1 : 0
    const certainty = sure[e]!
    if (isSame) return threshold + (1 - threshold) * certainty
    return asLabels ? Math.min(threshold * certainty, BELOW_HALF) : certainty
  })
}

/** The largest float32 under `LABEL_THRESHOLD`. */
const BELOW_HALF = 0.49999997

/**
 * Joins the parts of a label that do not touch: an edge without area between the first supervoxels of each part and of
 * the one before it. Returns the edges and how many labels lie in several parts.
 */
export function joinApart(
  graph: SupervoxelGraph,
  affinities: Float32Array,
  voxelSize: readonly number[],
  offset: readonly number[],
): { readonly edges: AgglomerationEdges; readonly labelsInParts: number } {
  const { contacts, labels, insides } = graph
  const firsts = firstsOfParts(graph)
  const links: [number, number][] = []
  const inParts = new Set<bigint>()
  for (let i = 1; i < firsts.length; i += 1) {
    const [before, first] = [firsts[i - 1]!, firsts[i]!]
    if (labels[before] !== labels[first]) continue
    links.push([before, first])
    inParts.add(labels[first]!)
  }
  if (links.length === 0) return { edges: { ...contacts, affinities }, labelsInParts: 0 }
  const count = affinities.length + links.length
  const places = Float32Array.from({ length: 3 * links.length }, (_, i) => {
    const axis = i % 3
    return (insides[3 * links[Math.floor(i / 3)]![1] + axis]! + 0.5 + offset[axis]!) * voxelSize[axis]!
  })
  const lows = Int32Array.from(links, ([low]) => low)
  const highs = Int32Array.from(links, ([, high]) => high)
  const edges = {
    lower: joined(contacts.lower, lows, new Int32Array(count)),
    higher: joined(contacts.higher, highs, new Int32Array(count)),
    affinities: joined(affinities, new Float32Array(links.length).fill(1), new Float32Array(count)),
    areas: joined(contacts.areas, new Uint32Array(links.length), new Uint32Array(count)),
    positions: joined(contacts.positions, places, new Float32Array(3 * count)),
  }
  return { edges, labelsInParts: inParts.size }
}

/** The first supervoxel of each connected part of a label, ordered by label and then by number. */
function firstsOfParts({ contacts, labels }: SupervoxelGraph): Int32Array {
  const { lower, higher } = contacts
  const parent = Int32Array.from(labels, (_, i) => i)
  for (let e = 0; e < lower.length; e += 1) {
    if (labels[lower[e]!] !== labels[higher[e]!]) continue
    const [a, b] = [findRoot(parent, lower[e]!), findRoot(parent, higher[e]!)]
    if (a < b) parent[b] = a
    else parent[a] = b
  }
  const firsts = parent.filter((root, i) => i > 0 && root === i)
  return firsts.sort((a, b) => (labels[a]! < labels[b]! ? -1 : labels[a]! > labels[b]! ? 1 : a - b))
}

/** Both one after the other, in `out`. */
function joined<T extends Int32Array | Uint32Array | Float32Array>(a: T, b: T, out: T): T {
  out.set(a)
  out.set(b, a.length)
  return out
}
