import { emptyLabelTable, placeOfLabel } from '../codec/label-table.ts'
import { type Candidate, type CandidateVisitor, CERTAINLY_APART, logArea, positionAt } from './candidate.ts'
import { type Evidence, noEvidence, setEvidence } from './evidence/evidence.ts'
import { logOdds, probabilityOf } from './tree-cuts.ts'
import type { WeakEdges } from './weak-edges.ts'

/** Edges or pairs between two pauses: a model takes some 20 µs for a pair. */
const SLICE = 256

/** Two bases with edges between them, in columns. */
interface Pairs {
  readonly count: number
  /** The numbers of both bases. */
  readonly low: Uint32Array
  readonly high: Uint32Array
  /** The strongest edge. */
  readonly edge: Uint32Array
  readonly best: Float64Array
  readonly sum: Float64Array
  readonly edges: Uint32Array
  /** Voxel faces. */
  readonly area: Float64Array
}

/** Of all contacts of a base. */
interface Contacts {
  /** Voxel faces, by base. */
  readonly surface: Float64Array
  readonly odds: TwoBest
  readonly area: TwoBest
}

/**
 * Every two bases with edges between them, at the strongest of these. Awaits `pause` after every slice of work.
 * @param faceArea square nanometres of a voxel face
 */
export async function visitMissedMerges(
  weak: WeakEdges,
  faceArea: number,
  pause: () => Promise<void>,
  visitor: CandidateVisitor,
): Promise<void> {
  const scratch = noEvidence()
  const pairs = await findPairs(weak, pause)
  const contacts = await contactsOf(pairs, weak.bases.length, pause)
  for (let pair = 0; pair < pairs.count; pair++) {
    if (pair % SLICE === SLICE - 1) await pause()
    const edge = pairs.edge[pair]!
    if (weak.affinities[edge] === CERTAINLY_APART) continue
    readEvidence(scratch, weak, pairs, contacts, pair, faceArea)
    if (visitor.wants('missed-merge', scratch)) visitor.visit(candidateOf(weak, pairs, pair, scratch.slice()))
  }
}

async function findPairs(weak: WeakEdges, pause: () => Promise<void>): Promise<Pairs> {
  const pairs = emptyLabelTable(weak.count)
  const edge = new Uint32Array(weak.count)
  const best = new Float64Array(weak.count)
  const sum = new Float64Array(weak.count)
  const edges = new Uint32Array(weak.count)
  const area = new Float64Array(weak.count)
  for (let e = 0; e < weak.count; e++) {
    if (e % SLICE === SLICE - 1) await pause()
    const [a, b] = [weak.baseOfEnd[2 * e]!, weak.baseOfEnd[2 * e + 1]!]
    if (a === b) continue
    const pair = placeOfLabel(pairs, Math.min(a, b), Math.max(a, b))
    const odds = logOdds(weak.affinities[e]!)
    if (edges[pair] === 0 || odds > best[pair]!) {
      best[pair] = odds
      edge[pair] = e
    }
    sum[pair]! += odds
    edges[pair]! += 1
    area[pair]! += weak.areas[e]!
  }
  return { count: pairs.count, low: pairs.low, high: pairs.high, edge, best, sum, edges, area }
}

async function contactsOf(pairs: Pairs, bases: number, pause: () => Promise<void>): Promise<Contacts> {
  const contacts = { surface: new Float64Array(bases), odds: twoBest(bases), area: twoBest(bases) }
  for (let pair = 0; pair < pairs.count; pair++) {
    if (pair % SLICE === SLICE - 1) await pause()
    for (const base of [pairs.low[pair]!, pairs.high[pair]!]) {
      contacts.surface[base]! += pairs.area[pair]!
      contacts.odds.add(base, pairs.best[pair]!, pair)
      contacts.area.add(base, pairs.area[pair]!, pair)
    }
  }
  return contacts
}

/** Of each base the two highest values of its pairs, so that the highest of all others than one is known. */
interface TwoBest {
  add(base: number, value: number, pair: number): void
  otherThan(base: number, pair: number): number
}

function twoBest(bases: number): TwoBest {
  const first = new Float64Array(bases).fill(Number.NaN)
  const second = new Float64Array(bases).fill(Number.NaN)
  const pairOfFirst = new Int32Array(bases).fill(-1)
  return {
    add(base, value, pair) {
      if (!(value <= first[base]!)) {
        second[base] = first[base]!
        first[base] = value
        pairOfFirst[base] = pair
      } else if (!(value <= second[base]!)) second[base] = value
    },
    otherThan: (base, pair) => (pairOfFirst[base] === pair ? second[base]! : first[base]!),
  }
}

function readEvidence(
  evidence: Evidence,
  weak: WeakEdges,
  pairs: Pairs,
  contacts: Contacts,
  pair: number,
  faceArea: number,
): void {
  const edge = pairs.edge[pair]!
  const [baseA, baseB] = [weak.baseOfEnd[2 * edge]!, weak.baseOfEnd[2 * edge + 1]!]
  const [less, more] = contacts.surface[baseA]! <= contacts.surface[baseB]! ? [baseA, baseB] : [baseB, baseA]
  const [edges, sum, area, best] = [pairs.edges[pair]!, pairs.sum[pair]!, pairs.area[pair]!, pairs.best[pair]!]
  setEvidence(evidence, {
    'best-odds': best,
    'sum-odds': sum,
    // Edges of one contact are not independent evidence. It is taken to grow with the square root of their number.
    'root-odds': sum / Math.sqrt(edges),
    edges,
    contact: logArea(area, faceArea),
    'edge-area': logArea(area / edges, faceArea),
    'surface-less': logArea(contacts.surface[less]!, faceArea),
    'surface-more': logArea(contacts.surface[more]!, faceArea),
    'share-less': area / contacts.surface[less]!,
    'share-more': area / contacts.surface[more]!,
    'count-less': Math.log(weak.counts[less]!),
    'count-more': Math.log(weak.counts[more]!),
    'rival-less': contacts.odds.otherThan(less, pair) - best,
    'rival-more': contacts.odds.otherThan(more, pair) - best,
    'rival-area-less': Math.log((1 + contacts.area.otherThan(less, pair)) / (1 + area)),
    'rival-area-more': Math.log((1 + contacts.area.otherThan(more, pair)) / (1 + area)),
  })
}

function candidateOf(weak: WeakEdges, pairs: Pairs, pair: number, evidence: Evidence): Candidate {
  const edge = pairs.edge[pair]!
  const [a, b] = [weak.ends[2 * edge]!, weak.ends[2 * edge + 1]!]
  const [baseA, baseB] = [weak.baseOfEnd[2 * edge]!, weak.baseOfEnd[2 * edge + 1]!]
  const [edges, sum] = [pairs.edges[pair]!, pairs.sum[pair]!]
  return {
    id: `merge ${a} ${b}`,
    kind: 'missed-merge',
    a,
    b,
    baseA: weak.bases[baseA]!,
    baseB: weak.bases[baseB]!,
    position: positionAt(weak.positions, edge),
    affinity: weak.affinities[edge]!,
    effect: Math.min(weak.counts[baseA]!, weak.counts[baseB]!),
    plain: probabilityOf(sum / Math.sqrt(edges)),
    evidence,
  }
}
