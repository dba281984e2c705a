import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import { parseTruthTable, type TruthTable } from '../../../shared/practice/truth-table.ts'
import { type OpenDataset, unwrap } from '../open-dataset.ts'

/** The sizes of segments in voxels. Only the table of a practice volume says how many voxels a supervoxel has. */
export interface VoxelSizes {
  /** Sizes of the segments that hold these supervoxels, by segment. Empty where no table says them. */
  of(supervoxels: readonly bigint[]): Promise<ReadonlyMap<bigint, number>>
}

export function createVoxelSizes({ foldedLog, readFact }: Pick<OpenDataset, 'foldedLog' | 'readFact'>): VoxelSizes {
  let table: Promise<TruthTable | undefined> | undefined
  let sums: { readonly log: string; readonly bySegment: ReadonlyMap<bigint, number> } | undefined
  const readTable = async () => {
    const file = await readFact('truth')
    return file && unwrap(parseTruthTable(file.text, file.file))
  }
  return {
    async of(supervoxels) {
      table ??= readTable()
      const known = await table
      if (known === undefined) return new Map()
      const log = `${foldedLog.edits.length} ${foldedLog.head}`
      if (sums?.log !== log) sums = { log, bySegment: await sumsOf(foldedLog, known) }
      const wanted = await segmentsOf(foldedLog, BigUint64Array.from(supervoxels))
      const { bySegment } = sums
      return new Map(wanted.flatMap((segment) => [[segment, bySegment.get(segment)] as const]).filter(isKnown))
    },
  }
}

function isKnown(one: readonly [bigint, number | undefined]): one is readonly [bigint, number] {
  return one[1] !== undefined
}

async function sumsOf(foldedLog: FoldedLog, { supervoxels, voxels }: TruthTable): Promise<ReadonlyMap<bigint, number>> {
  const sums = new Map<bigint, number>()
  for (const [i, segment] of (await segmentsOf(foldedLog, supervoxels)).entries()) {
    sums.set(segment, (sums.get(segment) ?? 0) + voxels[i]!)
  }
  return sums
}

async function segmentsOf(foldedLog: FoldedLog, supervoxels: BigUint64Array): Promise<bigint[]> {
  const bases = await foldedLog.bases.basesOf(supervoxels)
  const points = Array.from(supervoxels, (supervoxel, i) => ({ supervoxel, base: bases[i]! }))
  return (await foldedLog.segmentsAt(points)).map(({ segment }) => segment)
}
