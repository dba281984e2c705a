import { mapResult } from '../../problem.ts'
import type { StoredVolume, VolumeFormat } from '../volume-format.ts'
import { parsePrecomputedInfo } from './precomputed-info.ts'
import { createPrecomputedReader } from './precomputed-reader.ts'
import type { PrecomputedVolume } from './precomputed-volume.ts'

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
      ...channelsOf(volume),
      beside: [],
      chunks: ([channel]) => createPrecomputedReader(volume, location, channel),
    })),
}

/** The format names no channels. Three of 8 bits are the parts of colours, as they are stored. */
function channelsOf({ voxelType, channels = 1 }: PrecomputedVolume): Pick<StoredVolume, 'axes' | 'channels'> {
  if (channels === 1) return { axes: [], channels: [] }
  const axes = [{ name: 'channel', kind: 'channel', length: channels }] as const
  return { axes, channels: channels === 3 && voxelType === 'uint8' ? RED_GREEN_BLUE : [] }
}

const RED_GREEN_BLUE: StoredVolume['channels'] = [
  { name: 'red', colour: '#ff0000', window: [0, 255] },
  { name: 'green', colour: '#00ff00', window: [0, 255] },
  { name: 'blue', colour: '#0000ff', window: [0, 255] },
]
