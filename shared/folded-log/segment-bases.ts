import { baseIds } from '../fold/bases-needed.ts'
import type { Fold } from '../fold/fold.ts'
import { canPlace, findBase } from '../fold/points.ts'
import type { FoldTables } from '../fold/tables.ts'
import type { BaseKeeper } from './base-keeper.ts'
import { basesOfSegment, segmentHandleAt } from './bases-of-segment.ts'

/** The base segments that a segment is made of now. */
export interface SegmentBases {
  /** All of which it holds a supervoxel. */
  readonly bases: readonly bigint[]
  /** Those of them that edits cut, so that other segments hold the rest, with all their supervoxels. */
  readonly cut: readonly CutBase[]
}

export interface CutBase {
  readonly base: bigint
  readonly supervoxels: BigUint64Array
}

/** Reads the bases of the segment that holds a supervoxel. Rejects with a `ProblemError` where a graph cannot be read. */
export async function readSegmentBases(
  foldedLog: { readonly fold: Fold; readonly bases: BaseKeeper },
  supervoxel: bigint,
): Promise<SegmentBases> {
  const { bases } = foldedLog
  const [base] = await bases.basesOf(BigUint64Array.of(supervoxel))
  for (;;) {
    const found = basesAt(foldedLog.fold.tables, supervoxel, base!)
    if (found.kind === 'found') return found
    await bases.provide(foldedLog.fold, found.bases)
  }
}

type Found = ({ readonly kind: 'found' } & SegmentBases) | { readonly kind: 'needs'; readonly bases: readonly bigint[] }

function basesAt(tables: FoldTables, supervoxel: bigint, base: bigint): Found {
  // An edit never named it, so it is a segment by itself.
  if (findBase(tables, base) < 0) return { kind: 'found', bases: [base], cut: [] }
  if (!canPlace(tables, supervoxel, base)) return { kind: 'needs', bases: [base] }
  const segment = segmentHandleAt(tables, supervoxel, base)
  const handles = basesOfSegment(tables, segment)
  const cut = handles.filter((handle) => isCut(tables, handle, segment))
  const missing = cut.filter((handle) => !tables.bases.loaded.has(handle))
  if (missing.length > 0) return { kind: 'needs', bases: baseIds(tables, missing) }
  const cutIds = baseIds(tables, cut)
  return {
    kind: 'found',
    bases: baseIds(tables, handles),
    cut: cut.map((handle, i) => {
      return { base: cutIds[i]!, supervoxels: tables.bases.loaded.get(handle)!.baseGraph.supervoxels }
    }),
  }
}

/** Whether another segment holds a piece of a base. Pieces of one base may lie in one segment again. */
function isCut({ bases, pieces }: FoldTables, base: number, segment: number): boolean {
  for (let piece = bases.firstPiece[base]!; piece >= 0; piece = pieces.nextInBase[piece]!) {
    if (pieces.segment[piece] !== segment) return true
  }
  return false
}
