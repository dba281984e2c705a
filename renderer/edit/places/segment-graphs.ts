import type { EditPoint } from '../../../shared/edits/edit.ts'
import type { FoldedEdit, FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import type { LiveGraph } from '../../../shared/folded-log/live-graph.ts'
import { readLiveGraph } from '../../../shared/folded-log/read-live-graph.ts'
import { createMinCutter, type MinCutter } from '../../../shared/graph/min-cut.ts'
import { createPathFinder, type PathFinder } from '../../../shared/graph/strongest-path.ts'

/**
 * The live graph of the segment that was worked on last: the next seed, path or split needs it again. One is kept, because
 * that of a large neuron takes some 100 MB.
 */
export interface SegmentGraphs {
  /** The graph of the segment that holds a point now. Rejects with a `ProblemError` where it cannot be read. */
  at(point: Pick<EditPoint, 'supervoxel' | 'base'>, segment: bigint): Promise<KeptGraph>
  /** Edits were made that touched these bases. Returns whether the graph was outdated by them. */
  edited(edits: readonly FoldedEdit[], touched: ReadonlySet<bigint>): boolean
  /** Edits of others came in before own ones, so the graph is read again. */
  outdated(): void
}

export interface KeptGraph {
  readonly segment: bigint
  readonly live: LiveGraph
  /** Made when it is first asked for, because it takes long on a large graph. So is `finder`. */
  cutter(): MinCutter
  finder(): PathFinder
}

export function createSegmentGraphs(foldedLog: FoldedLog): SegmentGraphs {
  let kept: (KeptGraph & { readonly base: bigint }) | undefined
  /** Counts what outdated graphs: one that was being read meanwhile is not kept. */
  let version = 0
  const outdated = () => {
    kept = undefined
    version++
  }
  return {
    async at({ supervoxel, base }, segment) {
      if (kept !== undefined && kept.segment === segment) return kept
      const asked = version
      const graph = { ...graphOf(segment, await readLiveGraph(foldedLog, { supervoxel, base })), base }
      if (asked === version) kept = graph
      return graph
    },
    edited(edits, touched) {
      if (kept === undefined) {
        version++
        return false
      }
      const { segment, base } = kept
      if (!touched.has(base) && !edits.some(({ segments }) => segments.includes(segment))) return false
      outdated()
      return true
    },
    outdated,
  }
}

function graphOf(segment: bigint, live: LiveGraph): KeptGraph {
  let cutter: MinCutter | undefined
  let finder: PathFinder | undefined
  return {
    segment,
    live,
    cutter: () => {
      cutter ??= createMinCutter(live.graph)
      return cutter
    },
    finder: () => {
      finder ??= createPathFinder(live.graph)
      return finder
    },
  }
}
