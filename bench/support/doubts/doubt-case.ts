import type { AgglomerationSource } from '../../../shared/agglomeration/agglomeration-source.ts'
import type { EdgeRow } from '../../../shared/agglomeration/edge-rows.ts'
import { memoryAgglomeration } from '../../../shared/agglomeration/testing/memory-agglomeration.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { TruthTable } from '../../../shared/practice/truth-table.ts'

/** A dataset whose truth is known, with one base agglomeration: edges of at least `threshold` join. */
export interface DoubtCase {
  readonly name: string
  readonly voxelSize: Vec3
  /** Voxels. */
  readonly size: Vec3
  readonly rows: readonly EdgeRow[]
  readonly threshold: number
  readonly truth: TruthTable
  readonly source: AgglomerationSource
  /** The number in the truth table of each supervoxel. */
  readonly numberOf: ReadonlyMap<bigint, number>
}

export type CaseParts = Omit<DoubtCase, 'source' | 'numberOf'>

export function createCase(parts: CaseParts): DoubtCase {
  const numberOf = new Map(Array.from(parts.truth.supervoxels, (id, i) => [id, i] as const))
  return { ...parts, numberOf, source: memoryAgglomeration(parts.rows, parts.threshold, parts.voxelSize) }
}
