import { planSplit, refusalOfSeeds, type Seeds, type SplitPlan } from '../../../shared/acts/split-cut.ts'
import type { FoldedEdit, FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { refusals } from '../../../shared/words/refusals.ts'
import type { Point } from '../messages.ts'
import { createSegmentGraphs, type SegmentGraphs } from '../places/segment-graphs.ts'

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

const NO_SEEDS: Seeds = { sources: [], sinks: [] }

export function createSplitSession(foldedLog: FoldedLog, graphs: SegmentGraphs): SplitSession {
  let seeds = NO_SEEDS
  let segment: bigint | undefined
  let plan: SplitPlan | undefined

  const make = async (): Promise<SplitPlan | undefined> => {
    const made = await planWith(foldedLog, seeds, graphs)
    segment = made.segment ?? segment
    return made.plan
  }

  const forget = () => {
    segment = undefined
    plan = undefined
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
    segment: () => segment,
    edited(edits, touched) {
      if (graphs.edited(edits, touched)) forget()
    },
    outdated() {
      graphs.outdated()
      forget()
    },
    end() {
      seeds = NO_SEEDS
      plan = undefined
    },
  }
}

/** What a split between seeds would cut today; undefined while a side has no seed. */
export async function planOf(foldedLog: FoldedLog, seeds: Seeds): Promise<SplitPlan | undefined> {
  return (await planWith(foldedLog, seeds, createSegmentGraphs(foldedLog))).plan
}

interface Planned {
  readonly plan: SplitPlan | undefined
  /** The segment of the plan; undefined where no graph was needed. */
  readonly segment: bigint | undefined
}

async function planWith(foldedLog: FoldedLog, seeds: Seeds, graphs: SegmentGraphs): Promise<Planned> {
  const noSegment = { segment: undefined }
  const refuse = (sentence: string): Planned => ({ plan: { kind: 'refused', sentence }, ...noSegment })
  const all = [...seeds.sources, ...seeds.sinks]
  if (all.length === 0) return { plan: undefined, ...noSegment }
  const refusal = refusalOfSeeds(seeds)
  if (refusal !== undefined) return refuse(refusal)
  const segments = [...new Set((await foldedLog.segmentsAt(all)).map(({ segment }) => segment))]
  if (segments.length > 1) return refuse(refusals.otherSegments(segments))
  if (seeds.sources.length === 0 || seeds.sinks.length === 0) return { plan: undefined, ...noSegment }
  const { live, cutter, segment } = await graphs.at(seeds.sources[0]!, segments[0]!)
  return { plan: planSplit({ live, cutter: cutter() }, seeds), segment }
}
