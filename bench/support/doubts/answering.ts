import type { Candidate } from '../../../shared/doubts/candidate.ts'
import type { SidesReader } from '../../../shared/doubts/sides.ts'
import { type Variation, variationOfInformation } from '../../../shared/practice/practice.ts'
import { majorities } from '../../../tools/doubts/judge.ts'
import type { DoubtCase } from './doubt-case.ts'

/** Variation of information before any answer, and after each of the numbers of answers that were asked for. */
export interface AnsweringCurve {
  readonly start: Variation
  readonly after: readonly (Variation & { readonly answers: number })[]
  /** How far the merge part rose above its start at most. */
  readonly mergeRise: number
}

export interface AnsweringPerson {
  /** The part of the answers that are wrong. */
  readonly wrong: number
  /** 0 up to below 1. */
  readonly random: () => number
}

/**
 * A person answers doubts in the order of a queue, knowing the truth. A doubt that is mended by then is passed over, as in
 * the app. "Yes" to a missed merge joins the two segments as they are then, and it is right where most of both is one
 * neuron. "Yes" to a false merge removes the edges between the two sides of the cut, and joins that still connect them; it
 * is right where the two supervoxels belong to different neurons.
 */
export async function answerDoubts(
  doubtCase: DoubtCase,
  queue: readonly Candidate[],
  sidesOf: SidesReader,
  person: AnsweringPerson,
  steps: readonly number[],
): Promise<AnsweringCurve> {
  const state = createState(doubtCase)
  const start = state.variation()
  const after: (Variation & { answers: number })[] = []
  let [answers, most] = [0, start.merge]
  for (const doubt of queue) {
    if (answers >= steps.at(-1)!) break
    const [a, b] = [doubtCase.numberOf.get(doubt.a), doubtCase.numberOf.get(doubt.b)]
    if (a === undefined || b === undefined) continue
    const isMerge = doubt.kind === 'missed-merge'
    if (state.areTogether(a, b) === isMerge) continue
    const isError = isMerge ? state.areMostlyOne(a, b) : doubtCase.truth.neurons[a] !== doubtCase.truth.neurons[b]
    if (isError !== person.random() < person.wrong) {
      if (isMerge) state.join(a, b)
      else state.cut(await sidesOf(doubt, doubtCase.truth.supervoxels), a, b)
      most = Math.max(most, state.variation().merge)
    }
    answers++
    if (steps.includes(answers)) after.push({ answers, ...state.variation() })
  }
  // A queue that ends before stays as it is.
  for (const step of steps.slice(after.length)) after.push({ answers: step, ...state.variation() })
  return { start, after, mergeRise: most - start.merge }
}

/** Segments as parts that edges connect. Supervoxels are their numbers in the truth table. */
function createState({ rows, threshold, truth, numberOf }: DoubtCase) {
  let edges: (readonly [number, number])[] = rows.flatMap(({ a, b, affinity }) => {
    const [u, v] = [numberOf.get(a), numberOf.get(b)]
    return Math.fround(affinity) >= threshold && u !== undefined && v !== undefined ? [[u, v] as const] : []
  })
  const joined = new Set<readonly [number, number]>()
  let parts = partsOf(truth.supervoxels.length, edges)
  let mostly: ReadonlyMap<number, number> | undefined
  const changed = () => {
    parts = partsOf(truth.supervoxels.length, edges)
    mostly = undefined
  }
  return {
    variation: () => variationOfInformation(truth, parts),
    areTogether: (a: number, b: number) => parts[a] === parts[b],
    areMostlyOne(a: number, b: number) {
      mostly ??= majorities(Array.from(parts), truth.neurons, truth.voxels)
      return mostly.get(parts[a]!) === mostly.get(parts[b]!)
    },
    join(a: number, b: number) {
      const edge = [a, b] as const
      edges.push(edge)
      joined.add(edge)
      changed()
    },
    cut(sides: Uint8Array, a: number, b: number) {
      edges = edges.filter(([u, v]) => sides[u]! * sides[v]! !== 2)
      changed()
      // What was joined since may still connect the two: the latest of these joins go too.
      for (let i = edges.length - 1; i >= 0 && parts[a] === parts[b]; i--) {
        const [u, v] = edges[i]!
        if (!joined.has(edges[i]!) || parts[u] !== parts[a] || parts[v] !== parts[a]) continue
        edges.splice(i, 1)
        changed()
      }
    },
  }
}

function partsOf(count: number, edges: readonly (readonly [number, number])[]): Uint32Array {
  const parts = Uint32Array.from({ length: count }, (_, i) => i)
  const rootOf = (node: number): number => {
    let at = node
    while (parts[at] !== at) {
      parts[at] = parts[parts[at]!]!
      at = parts[at]!
    }
    return at
  }
  for (const [u, v] of edges) {
    const [a, b] = [rootOf(u), rootOf(v)]
    parts[Math.max(a, b)] = Math.min(a, b)
  }
  return parts.map((_, i) => rootOf(i))
}
