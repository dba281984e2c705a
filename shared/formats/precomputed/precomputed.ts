import { placeKind } from '../../bytes/address.ts'
import { readKey } from '../../bytes/key.ts'
import { isRecord } from '../../json-field.ts'
import { mapResult, type Result } from '../../problem.ts'
import type { NamedFolder, StoredVolume, VolumeFormat } from '../volume-format.ts'
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
      ...(volume.kind === 'segmentation' ? besideSegments(info, location, above) : {}),
      ...ofGraph(info),
      chunks: ([channel]) => createPrecomputedReader(volume, dataAddress(info) ?? location, channel),
    })),
}

/**
 * What the server of a graph describes (CAVEconnectome/PyChunkedGraph): its supervoxels lie in the folder `data_dir`, and
 * which segment each is of only the server knows.
 */
function ofGraph(info: unknown): Pick<StoredVolume, 'chunksIn' | 'readOnly'> {
  if (!isRecord(info) || !isRecord(info['graph'])) return {}
  return { chunksIn: dataAddress(info), readOnly: GRAPH_READ_ONLY }
}

const GRAPH_READ_ONLY =
  'The segments of this volume are kept by a graph server (PyChunkedGraph): Skein shows its supervoxels and meshes, and cannot edit or group them through that server yet'

/** The folder of the supervoxels of a graph; undefined where they lie beside the description. */
function dataAddress(info: unknown): string | undefined {
  const named = isRecord(info) && isRecord(info['graph']) ? info['data_dir'] : undefined
  return typeof named === 'string' && placeKind(named) === 'address' ? named.replace(/\/+$/, '') : undefined
}

function besideSegments(info: unknown, location: string, above: number) {
  return {
    properties: propertiesOf(info, location, above),
    meshes: folderOf(info, 'mesh', location, above),
    skeletons: folderOf(info, 'skeletons', location, above),
  }
}

function propertiesOf(info: unknown, location: string, above: number): StoredVolume['properties'] {
  const named = namedFolder(info, 'segment_properties', location, above)
  return (
    named &&
    mapResult(named, (folder) => {
      const key = `${folder}/${INFO}`
      return { key, parse: (json) => parseSegmentProperties(json, `${location}/${key}`) }
    })
  )
}

/** Those of a graph server lie beside the supervoxels, whose folder it names (`data_dir`). */
function folderOf(info: unknown, field: 'mesh' | 'skeletons', location: string, above: number): FolderResult {
  const named = namedFolder(info, field, location, above)
  const beside = dataAddress(info)
  const base = beside === undefined ? '' : `${beside}/`
  return named && mapResult(named, (folder) => ({ folder: `${base}${folder}`, description: info }))
}

type FolderResult = Result<NamedFolder> | undefined

/** A key that leads from the volume's folder; undefined where its description names none. */
function namedFolder(info: unknown, field: string, location: string, above: number): Result<string> | undefined {
  const named = isRecord(info) ? info[field] : undefined
  if (named === undefined || named === null || named === '') return undefined
  const file = `${location}/${INFO}`
  if (typeof named !== 'string') return failed('bad-description', `${file}: ${field} must be a text`, file, field)
  const folder = readKey(named, above)
  if (!folder.ok) return failed('outside', `${file}: ${field}: ${folder.problem.message}`, file, field)
  const { up, parts } = folder.value
  return { ok: true, value: [...Array.from({ length: up }, () => '..'), ...parts].join('/') }
}

function failed(kind: 'bad-description' | 'outside', message: string, file: string, field: string): Result<never> {
  return { ok: false, problem: { kind, message, file, field } }
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
