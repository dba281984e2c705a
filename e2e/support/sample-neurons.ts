import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import type { NaiveBase } from '../../shared/edits/testing/naive-fold.ts'
import { SAMPLE } from './proofreading.ts'

/** The sample's agglomeration, read without the app. */
export interface SampleNeurons {
  /** The segment of a supervoxel before any edit. */
  baseOf(supervoxel: bigint): Promise<bigint>
  /** A base segment as the naive fold takes it. */
  naive(base: bigint): Promise<NaiveBase>
}

export async function openSampleNeurons(): Promise<SampleNeurons> {
  const folder = join(SAMPLE, 'agglomeration')
  const get = (key: string) => {
    const file = join(folder, key)
    return existsSync(file) ? Uint8Array.from(readFileSync(file)) : undefined
  }
  const source = await openZarrAgglomeration({ get }, folder)
  return {
    baseOf: async (supervoxel) => (await source.basesOf(BigUint64Array.of(supervoxel)))[0] ?? supervoxel,
    async naive(base) {
      const { supervoxels, ends } = await source.graphOf(base)
      const edges = Array.from(
        ends.filter((_, i) => i % 2 === 0),
        (end, i) => {
          return [supervoxels[end]!, supervoxels[ends[2 * i + 1]!]!] as const
        },
      )
      return { supervoxels: [...supervoxels], edges }
    },
  }
}
