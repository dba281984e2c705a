import type { EditPoint } from '../edits/edit.ts'
import type { FoldedLog } from '../folded-log/folded-log.ts'

/** A cell body that the dataset knows of, by the supervoxel at its nucleus. */
export type Soma = Pick<EditPoint, 'supervoxel' | 'base'>

/** The number of cell bodies in each segment that has any now. Rejects with a `ProblemError`. */
export async function bodiesBySegment(
  foldedLog: Pick<FoldedLog, 'segmentsAt'>,
  somata: readonly Soma[],
): Promise<ReadonlyMap<bigint, number>> {
  const bodies = new Map<bigint, number>()
  for (const { segment } of await foldedLog.segmentsAt(somata)) bodies.set(segment, (bodies.get(segment) ?? 0) + 1)
  return bodies
}
