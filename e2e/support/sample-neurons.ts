import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgglomerationGraph } from '../../shared/agglomeration/agglomeration-source.ts'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import { SAMPLE } from './proofreading.ts'

/** The sample's agglomeration, read without the app. */
export interface SampleNeurons {
  /** The segment of a supervoxel before any edit. */
  baseOf(supervoxel: bigint): Promise<bigint>
  graphOf(base: bigint): Promise<AgglomerationGraph>
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
    graphOf: (base) => source.graphOf(base),
  }
}
