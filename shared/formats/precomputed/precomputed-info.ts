import { choiceOf, type Field, listOf, member, objectOf, refuse, resultOf, textOf, wholeOf } from '../../json-field.ts'
import type { Problem, Result } from '../../problem.ts'
import type { Volume, VoxelType } from '../../volume/volume.ts'
import { MAX_SCALES } from '../../volume/volume-limits.ts'
import { BYTES_PER_VOXEL } from '../../volume/voxel-type.ts'
import { readScale } from './precomputed-scale.ts'
import type { PrecomputedScale, PrecomputedVolume } from './precomputed-volume.ts'

/** Channels of a volume: multiplexed microscopy has some 60. */
const MAX_CHANNELS = 1024

/** Voxels of a chunk times channels: a chunk is read as one, and a corrupt description must not ask for all memory. */
const MAX_CHUNK_VALUES = 2 ** 27

/** Bytes. The longest real `info` is some 30 KB; a file named so by chance may be anything. */
const MAX_INFO_BYTES = 4 * 1024 * 1024

const VOLUME_TYPE = 'neuroglancer_multiscale_volume'
/** Ids are not negative, so no other type can hold labels. */
const LABEL_TYPES: readonly VoxelType[] = ['uint8', 'uint16', 'uint32', 'uint64']
const IMAGE_TYPES: readonly VoxelType[] = [...LABEL_TYPES, 'int8', 'int16', 'int32', 'float32']

/**
 * Parses the text of an `info` file. `file` is its path or URL, for messages.
 * Problems: 'bad-description', 'not-a-volume', 'unsupported', 'too-large', 'outside'.
 */
export function parseInfoText(text: string, file: string): Result<PrecomputedVolume> {
  if (text.length > MAX_INFO_BYTES) {
    return failed({
      kind: 'too-large',
      message: `${file} is longer than ${MAX_INFO_BYTES} bytes, so it is no info file`,
      file,
    })
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return failed({ kind: 'bad-description', message: `${file} is not JSON: ${error.message}`, file })
  }
  return parsePrecomputedInfo(json, file)
}

/**
 * Reads the `info` of a precomputed volume (datasource/precomputed/volume.md of Neuroglancer). Every field that Skein
 * uses is checked, and a problem names file and field; unknown keys are ignored, as the format asks. `file` is for
 * messages; the keys of scales may lead `above` folders out of the volume's (see `readKey`).
 */
export function parsePrecomputedInfo(json: unknown, file: string, above = 0): Result<PrecomputedVolume> {
  return resultOf(json, file, (info) => readVolume(info, above))
}

function readVolume(info: Field, above: number): PrecomputedVolume {
  checkIsVolume(info)
  const kind = choiceOf(member(info, 'type'), ['image', 'segmentation'])
  const voxelType = readVoxelType(member(info, 'data_type'), kind)
  const channels = readChannels(member(info, 'num_channels'), kind)
  const [first, ...others] = listOf(member(info, 'scales'), MAX_SCALES, (item) => item, 1)
  if (first === undefined) throw new Error('bug: listOf() answered fewer than it was asked for')
  const base = readScale(first, kind, voxelType, above)
  const coarser: PrecomputedScale[] = []
  for (const field of others) {
    const scale = readScale(field, kind, voxelType, above)
    checkNotFiner(field, scale, base)
    if (member(field, 'hidden').value !== true) coarser.push(scale)
  }
  coarser.sort((a, b) => voxelVolume(a) - voxelVolume(b))
  const scales = [base, ...coarser] as const
  if (channels === 1) return { kind, voxelType, scales }
  checkHoldsChannels(info, scales, channels)
  return { kind, voxelType, channels, scales }
}

function readChannels(field: Field, kind: Volume['kind']): number {
  const channels = wholeOf(field, 1, MAX_CHANNELS, 'no microscope has so many')
  if (kind === 'segmentation' && channels > 1) refuse(field, `is ${channels}; labels have one channel`, 'unsupported')
  return channels
}

function checkHoldsChannels(info: Field, scales: PrecomputedVolume['scales'], channels: number): void {
  const field = member(info, 'num_channels')
  for (const { encoding, key, chunkSize } of scales) {
    if (encoding.kind === 'jpeg' && channels !== 3) refuse(field, `is ${channels}; jpeg holds 1 or 3 (scale ${key})`)
    if (encoding.kind === 'png' && channels > 4) refuse(field, `is ${channels}; png holds 4 at most (scale ${key})`)
    const values = chunkSize[0] * chunkSize[1] * chunkSize[2] * channels
    if (values > MAX_CHUNK_VALUES) {
      const what = `makes ${values} values a chunk of scale ${key}, more than ${MAX_CHUNK_VALUES}: a chunk is read as one`
      refuse(field, what, 'too-large')
    }
  }
}

function checkIsVolume(info: Field): void {
  const type = member(info, '@type')
  if (type.value !== undefined && type.value !== VOLUME_TYPE) {
    refuse(type, `is ${JSON.stringify(type.value)}, but a volume has "${VOLUME_TYPE}"`, 'not-a-volume')
  }
  const record = objectOf(info)
  if (!Object.hasOwn(record, 'scales') && !Object.hasOwn(record, 'data_type')) {
    refuse(info, 'has neither scales nor data_type, so it is no precomputed volume', 'not-a-volume')
  }
}

function readVoxelType(field: Field, kind: Volume['kind']): VoxelType {
  const types = kind === 'image' ? IMAGE_TYPES : LABEL_TYPES
  const text = textOf(field)
  if (Object.hasOwn(BYTES_PER_VOXEL, text) && !types.some((type) => type === text)) {
    const volume = kind === 'image' ? 'an image' : 'a segmentation'
    refuse(field, `is ${text}; Skein reads ${volume} of ${types.join(', ')}`, 'unsupported')
  }
  return choiceOf(field, types)
}

/** Rounding that writers of `resolution` may leave, relative. */
const RESOLUTION_TOLERANCE = 1e-6

/** The format's first scale is its base: positions are voxels of it, so it must be the finest. */
function checkNotFiner(field: Field, scale: PrecomputedScale, base: PrecomputedScale): void {
  const axis = scale.resolution.findIndex((nm, i) => nm < base.resolution[i]! * (1 - RESOLUTION_TOLERANCE))
  if (axis < 0) return
  const resolution = member(field, 'resolution')
  const message = `is finer than scales[0] along ${'xyz'[axis]}; the first scale must be the finest`
  refuse(resolution, message)
}

function voxelVolume({ resolution }: PrecomputedScale): number {
  return resolution[0] * resolution[1] * resolution[2]
}

function failed(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem }
}
