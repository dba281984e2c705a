import { createMinCutter } from '../../shared/graph/min-cut.ts'
import type { EditBook, Page } from '../../shared/session/edit-book.ts'
import { readLiveGraph } from '../../shared/session/read-live-graph.ts'
import { refusals } from '../../shared/session/refusals.ts'
import { type CutGraph, planSplit, refusalOfSeeds, type Seeds, type SplitPlan } from '../../shared/session/split-cut.ts'
import type { Spot } from './messages.ts'

/** The split that a person is placing seeds for. */
export interface SplitSession {
  /** Takes all seeds so far and answers what they would cut; undefined while a side has none. */
  seed(sources: readonly Spot[], sinks: readonly Spot[]): Promise<SplitPlan | undefined>
  /** The plan on today's state, made anew if an edit outdated it; undefined without seeds on both sides. */
  plan(): Promise<SplitPlan | undefined>
  seeds(): Seeds
  /** The segment that the plan is for. */
  segment(): bigint | undefined
  /** Edits were made, which touched these bases. */
  edited(pages: readonly Page[], touched: ReadonlySet<bigint>): void
  end(): void
}

const NO_SEEDS: Seeds = { sources: [], sinks: [] }

export function createSplitSession(book: EditBook): SplitSession {
  let seeds = NO_SEEDS
  /** The graph of the segment that was cut last: kept for the next seed, and for the next split of the same segment. */
  let kept: (CutGraph & { readonly segment: bigint; readonly base: bigint }) | undefined
  let plan: SplitPlan | undefined

  const refuse = (sentence: string): SplitPlan => ({ kind: 'refused', sentence })

  const make = async (): Promise<SplitPlan | undefined> => {
    const all = [...seeds.sources, ...seeds.sinks]
    if (all.length === 0) return undefined
    const refusal = refusalOfSeeds(seeds)
    if (refusal !== undefined) return refuse(refusal)
    const segments = [...new Set((await book.segmentsAt(all)).map(({ segment }) => segment))]
    if (segments.length > 1) return refuse(refusals.otherSegments(segments))
    if (seeds.sources.length === 0 || seeds.sinks.length === 0) return undefined
    const first = seeds.sources[0]!
    if (kept === undefined || kept.segment !== segments[0]) {
      kept = undefined
      const live = await readLiveGraph(book, first)
      kept = { live, cutter: createMinCutter(live.graph), segment: segments[0]!, base: first.base }
    }
    return planSplit(kept, seeds)
  }

  return {
    async seed(sources, sinks) {
      const points = await book.bases.pointsAt([...sources, ...sinks])
      seeds = { sources: points.slice(0, sources.length), sinks: points.slice(sources.length) }
      plan = await make()
      return plan
    },
    async plan() {
      plan ??= await make()
      return plan
    },
    seeds: () => seeds,
    segment: () => kept?.segment,
    edited(pages, touched) {
      if (kept === undefined) return
      const { segment, base } = kept
      if (!touched.has(base) && !pages.some(({ segments }) => segments.includes(segment))) return
      kept = undefined
      plan = undefined
    },
    end() {
      seeds = NO_SEEDS
      plan = undefined
    },
  }
}
