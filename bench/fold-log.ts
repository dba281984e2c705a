import {
  EDIT_SCHEMA,
  type Edit,
  type EditKey,
  type EditPoint,
  editKey,
  type LogEntry,
  type Merge,
  type Split,
} from '../shared/edits/edit.ts'
import type { BaseGraph } from '../shared/fold/base-graph.ts'
import type { BaseFacts } from '../shared/fold/tables.ts'
import { randomFrom } from './random.ts'

/**
 * A made-up log of a team over made-up bases, from a seed: 70 % merges, 20 % splits of one base by a cut of one to three
 * edges, 10 % reverts. Bases are chains of 20 to 200 supervoxels with a few more edges. A neuron is a run of
 * `BASES_PER_NEURON` bases. Merges join neighbours within a neuron, but a few percent join any two bases, so that some
 * segments grow beyond a neuron, as they do when people err. No edit says what its author expected. So every edit is
 * *changed*, which costs the fold most.
 */
const BASES_PER_NEURON = 24
const BASES_PER_EDIT = 0.3
const WRONG_MERGES = 0.03
const SESSIONS_PER_EDIT = 1 / 200

/** An id has the number of its base in the high half, and the place of the supervoxel in the low half. */
const IDS_PER_BASE = 1n << 32n

export interface FoldLog {
  readonly facts: BaseFacts
  graphOf(base: bigint): BaseGraph
  /** The next edit of the log. */
  next(): LogEntry
}

export function createFoldLog(edits: number, seed: number): FoldLog {
  const random = randomFrom(seed)
  const bases = Math.max(48, Math.round(edits * BASES_PER_EDIT))
  const sessions = Math.max(1, Math.round(edits * SESSIONS_PER_EDIT))
  const counters = new Uint32Array(sessions)
  /** The edits that may be reverted. They are few, because people take back what they did lately. */
  const recent: (Merge | Split)[] = []
  let seq = 0

  const common = () => {
    const session = random(sessions)
    counters[session]! += 1
    return {
      id: { client: `client-${session % 50}`, session: `session-${session}`, counter: counters[session]! },
      author: `author ${session % 50}`,
      madeAtMs: 0,
      basis: seq - 1,
      dataset: 'bench',
      schema: EDIT_SCHEMA,
      expect: [],
    }
  }
  const merge = (): Merge => {
    const base = random(bases)
    const isWrong = random(1000) < 1000 * WRONG_MERGES
    const inNeuron = base % BASES_PER_NEURON < BASES_PER_NEURON - 1 && base + 1 < bases
    const other = isWrong ? random(bases) : inNeuron ? base + 1 : base - 1
    const overrides: readonly EditKey[] = []
    const places = [random(sizeOf(base)), random(sizeOf(other))] as const
    const b = other === base && places[0] === places[1] ? (places[1] + 1) % sizeOf(base) : places[1]
    return { ...common(), kind: 'merge', a: point(base, places[0]), b: point(other, b), overrides }
  }
  const split = (): Split => {
    const base = random(bases)
    const at = 1 + random(sizeOf(base) - 2)
    const pairs = edgesOf(base)
      .filter(([u, v]) => u < at && v >= at)
      .map(([u, v]) => [idOf(base, u), idOf(base, v)] as const)
    const cut = { bases: [{ base: idOf(base, 0), pairs }], merges: [] }
    const [sources, sinks] = [[point(base, random(at))], [point(base, at + random(sizeOf(base) - at))]]
    return { ...common(), kind: 'split', sources, sinks, cut }
  }
  const drawn = (): Edit => {
    const kind = random(10)
    const target = recent[random(Math.max(1, recent.length))]
    if (kind === 0 && target !== undefined) {
      const points = target.kind === 'merge' ? [target.a, target.b] : [...target.sources, ...target.sinks]
      const named = [...new Set(points.map(({ base }) => base))]
      return { ...common(), kind: 'revert', target: editKey(target.id), points, bases: named, overrides: [] }
    }
    const edit = kind < 3 ? split() : merge()
    recent.push(edit)
    if (recent.length > 1000) recent.shift()
    return edit
  }
  return {
    facts: { leastOf: (base) => base, countOf: (base) => sizeOf(numberOf(base)) },
    graphOf: (base) => graphOf(numberOf(base)),
    next() {
      seq++
      return { seq, edit: drawn() }
    },
  }
}

function idOf(base: number, place: number): bigint {
  return BigInt(base + 1) * IDS_PER_BASE + BigInt(place + 1)
}

function numberOf(base: bigint): number {
  return Number(base / IDS_PER_BASE) - 1
}

function point(base: number, place: number): EditPoint {
  return { supervoxel: idOf(base, place), base: idOf(base, 0), position: [base, place, 0] }
}

function graphOf(base: number): BaseGraph {
  const edges = edgesOf(base)
  return {
    supervoxels: BigUint64Array.from({ length: sizeOf(base) }, (_, place) => idOf(base, place)),
    ends: Uint32Array.from(edges.flat()),
    capacities: new Uint32Array(edges.length).fill(1),
  }
}

/** The number of supervoxels of a base: 20 to 200, depending on its number. */
function sizeOf(base: number): number {
  return 20 + ((Math.imul(base + 1, 0x9e3779b1) >>> 8) % 181)
}

/** A chain, and at every seventh place an edge that passes over it. */
function edgesOf(base: number): [number, number][] {
  const edges: [number, number][] = []
  for (let place = 1; place < sizeOf(base); place++) {
    edges.push([place - 1, place])
    if (place % 7 === 0 && place + 1 < sizeOf(base)) edges.push([place - 1, place + 1])
  }
  return edges
}
