import type { EditPoint } from '../edits/edit.ts'
import type { FoldedLog } from './folded-log.ts'
import { type LiveGraph, liveGraphAt } from './live-graph.ts'

/** Reads the live graph of the segment at a point. */
export async function readLiveGraph(
  foldedLog: FoldedLog,
  { supervoxel, base }: Pick<EditPoint, 'supervoxel' | 'base'>,
): Promise<LiveGraph> {
  await foldedLog.bases.learn([base])
  for (;;) {
    const found = liveGraphAt(foldedLog.fold, supervoxel, base)
    if (found.kind === 'graph') return found
    await foldedLog.bases.provide(foldedLog.fold, found.bases)
  }
}
