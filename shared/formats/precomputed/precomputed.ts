import { mapResult } from '../../problem.ts'
import type { VolumeFormat } from '../volume-format.ts'
import { parsePrecomputedInfo } from './precomputed-info.ts'
import { createPrecomputedReader } from './precomputed-reader.ts'

/** The file that describes a volume, in its folder. */
const INFO = 'info'

/** Neuroglancer's precomputed volumes (neuroglancer, datasource/precomputed/volume.md), sharded or not. */
export const precomputed: VolumeFormat = {
  name: 'precomputed',
  title: 'a precomputed volume',
  marks: [INFO],
  gather: async (_mark, info) => ({ [INFO]: info }),
  parse: ({ [INFO]: info }, { location, above }) =>
    mapResult(parsePrecomputedInfo(info, `${location}/${INFO}`, above), (volume) => ({
      volume,
      axes: [],
      channels: [],
      beside: [],
      chunks: () => createPrecomputedReader(volume, location),
    })),
}
