import type { Box3 } from '../../../shared/geometry.ts'
import type { PoolTotals } from '../../../shared/loading/scheduler-events.ts'
import { boxOfPiece } from '../../../shared/meshes/scene-needs/finer-blocks.ts'
import { around } from '../../../shared/view/box.ts'
import type { MeshProgress } from '../messages.ts'
import type { DrawnMesh } from './scene-meshes.ts'

/** Counts what is on screen of the selected segments. What is drawn is looked at only when it changes. */
export function createMeshProgress(): (
  selected: readonly bigint[],
  drawn: readonly DrawnMesh[],
  totals: PoolTotals,
) => MeshProgress {
  let last: { readonly drawn: readonly DrawnMesh[]; readonly seen: Seen } | undefined
  return (selected, drawn, { wanted, ready, failed, failure }) => {
    if (last?.drawn !== drawn) last = { drawn, seen: seenIn(drawn) }
    const { segments, box } = last.seen
    const unseen = selected.reduce((count, segment) => count + Number(!segments.has(segment)), 0)
    const isLoading = ready + failed < wanted
    return {
      segments: selected.length,
      isLoading,
      unseen: isLoading ? unseen : 0,
      empty: isLoading ? 0 : unseen,
      ...{ failed, failure, box },
    }
  }
}

interface Seen {
  readonly segments: ReadonlySet<bigint>
  readonly box: Box3 | null
}

function seenIn(drawn: readonly DrawnMesh[]): Seen {
  const segments = new Set<bigint>()
  let box: Box3 | null = null
  for (const { mesh, pieces } of drawn) {
    for (const piece of pieces) {
      const own = boxOfPiece(mesh.mesh, piece)
      if (own === undefined) continue
      box = box === null ? own : around(box, own)
      const segment = mesh.open.palette?.segmentOf(mesh.dense[piece]!)
      if (segment !== undefined) segments.add(segment)
    }
  }
  return { segments, box }
}
