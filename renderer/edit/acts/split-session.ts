import { type CutGraph, planSplit, refusalOfSeeds, type Seeds, type SplitPlan } from '../../../shared/acts/split-cut.ts'
import type { FoldedEdit, FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { readLiveGraph } from '../../../shared/folded-log/read-live-graph.ts'
import { createMinCutter } from '../../../shared/graph/min-cut.ts'
import { refusals } from '../../../shared/words/refusals.ts'
import type { Point } from '../messages.ts'

/** The split that a person is placing seeds for. */
export interface SplitSession {
  /** Takes all seeds so far. Returns what they would cut; undefined while a side has none. */
  seed(sources: readonly Point[], sinks: readonly Point[]): Promise<SplitPlan | undefined>
  /** The plan on today's state. It is made again if an edit outdated it; undefined while a side has no seeds. */
  plan(): Promise<SplitPlan | undefined>
  seeds(): Seeds
  /** The segment that the plan is for. */
  segment(): bigint | undefined
  /** Edits were made that touched these bases. */
  edited(edits: readonly FoldedEdit[], touched: ReadonlySet<bigint>): void
  /** Edits of others came in before own ones, so the graph is read again. */
  outdated(): void
  end(): void
}

type KeptGraph = CutGraph & { readonly segment: bigint; readonly base: bigint }

const NO_SEEDS: Seeds = { sources: [], sinks: [] }

export function createSplitSession(foldedLog: FoldedLog): SplitSession {
  let seeds = NO_SEEDS
  /** The graph of the segment that was cut last. The next seed needs it, and so does the next split of the segment. */
  let kept: KeptGraph | undefined
  let plan: SplitPlan | undefined

  const make = async (): Promise<SplitPlan | undefined> => {
    const made = await planWith(foldedLog, seeds, kept)
    kept = made.kept
    return made.plan
  }

  return {
    async seed(sources, sinks) {
      const points = await foldedLog.bases.pointsAt([...sources, ...sinks])
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
    edited(edits, touched) {
      if (kept === undefined) return
      const { segment, base } = kept
      if (!touched.has(base) && !edits.some(({ segments }) => segments.includes(segment))) return
      kept = undefined
      plan = undefined
    },
    outdated() {
      kept = undefined
      plan = undefined
    },
    end() {
      seeds = NO_SEEDS
      plan = undefined
    },
  }
}

/** What a split between seeds would cut today; undefined while a side has no seed. */
export async function planOf(foldedLog: FoldedLog, seeds: Seeds): Promise<SplitPlan | undefined> {
  return (await planWith(foldedLog, seeds, undefined)).plan
}

interface Planned {
  readonly plan: SplitPlan | undefined
  readonly kept: KeptGraph | undefined
}

async function planWith(foldedLog: FoldedLog, seeds: Seeds, known: KeptGraph | undefined): Promise<Planned> {
  const refuse = (sentence: string): Planned => ({ plan: { kind: 'refused', sentence }, kept: known })
  const all = [...seeds.sources, ...seeds.sinks]
  if (all.length === 0) return { plan: undefined, kept: known }
  const refusal = refusalOfSeeds(seeds)
  if (refusal !== undefined) return refuse(refusal)
  const segments = [...new Set((await foldedLog.segmentsAt(all)).map(({ segment }) => segment))]
  if (segments.length > 1) return refuse(refusals.otherSegments(segments))
  if (seeds.sources.length === 0 || seeds.sinks.length === 0) return { plan: undefined, kept: known }
  if (known !== undefined && known.segment === segments[0]) return { plan: planSplit(known, seeds), kept: known }
  const first = seeds.sources[0]!
  const live = await readLiveGraph(foldedLog, first)
  const kept = { live, cutter: createMinCutter(live.graph), segment: segments[0]!, base: first.base }
  return { plan: planSplit(kept, seeds), kept }
}
