import { readKey } from '../../bytes/key.ts'
import { isRecord } from '../../json-field.ts'
import { mapResult, type Result } from '../../problem.ts'
import type { StoredVolume, VolumeFormat } from '../volume-format.ts'
import { parsePrecomputedInfo } from './precomputed-info.ts'
import { createPrecomputedReader } from './precomputed-reader.ts'
import type { PrecomputedVolume } from './precomputed-volume.ts'
import { parseSegmentProperties } from './segment-properties.ts'

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
      properties: volume.kind === 'segmentation' ? propertiesOf(info, location, above) : undefined,
      chunks: ([channel]) => createPrecomputedReader(volume, location, channel),
    })),
}

/** A folder below the volume's; undefined where its description names none. */
function propertiesOf(info: unknown, location: string, above: number): StoredVolume['properties'] {
  const named = isRecord(info) ? info['segment_properties'] : undefined
  if (named === undefined || named === null || named === '') return undefined
  const file = `${location}/${INFO}`
  if (typeof named !== 'string') return failed('bad-description', `${file}: segment_properties must be a text`, file)
  const folder = readKey(named, above)
  if (!folder.ok) return failed('outside', `${file}: segment_properties: ${folder.problem.message}`, file)
  const { up, parts } = folder.value
  const key = [...Array.from({ length: up }, () => '..'), ...parts, INFO].join('/')
  return { ok: true, value: { key, parse: (json) => parseSegmentProperties(json, `${location}/${key}`) } }
}

function failed(kind: 'bad-description' | 'outside', message: string, file: string): Result<never> {
  return { ok: false, problem: { kind, message, file, field: 'segment_properties' } }
}

/** The format names no channels. Three of 8 bits are the parts of colours, as they are stored; a fourth is their alpha. */
function channelsOf({ voxelType, channels = 1 }: PrecomputedVolume): Pick<StoredVolume, 'axes' | 'channels'> {
  if (channels === 1) return { axes: [], channels: [] }
  const axes = [{ name: 'channel', kind: 'channel', length: channels }] as const
  if (voxelType !== 'uint8' || (channels !== 3 && channels !== 4)) return { axes, channels: [] }
  return { axes, channels: RED_GREEN_BLUE_ALPHA.slice(0, channels) }
}

const RED_GREEN_BLUE_ALPHA: StoredVolume['channels'] = [
  { name: 'red', colour: '#ff0000', window: [0, 255] },
  { name: 'green', colour: '#00ff00', window: [0, 255] },
  { name: 'blue', colour: '#0000ff', window: [0, 255] },
  { name: 'alpha', colour: '#ffffff', window: [0, 255], isHidden: true },
]
