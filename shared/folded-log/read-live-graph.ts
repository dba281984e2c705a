import type { Point } from '../edits/edit.ts'
import type { EditBook } from './folded-log.ts'
import { type LiveGraph, liveGraphAt } from './live-graph.ts'

/** The live graph of the segment at a point, with every graph read that it takes. */
export async function readLiveGraph(
  book: EditBook,
  { supervoxel, base }: Pick<Point, 'supervoxel' | 'base'>,
): Promise<LiveGraph> {
  await book.bases.learn([base])
  for (;;) {
    const found = liveGraphAt(book.fold, supervoxel, base)
    if (found.kind === 'graph') return found
    await book.bases.provide(book.fold, found.bases)
  }
}
