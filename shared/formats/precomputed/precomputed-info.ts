import { choiceOf, type Field, listOf, member, numberOf, objectOf, refuse, resultOf, textOf } from '../../json-field.ts'
import type { Problem, Result } from '../../problem.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { readScale } from './precomputed-scale.ts'
import type { PrecomputedScale, PrecomputedVolume } from './precomputed-volume.ts'

/**
 * A volume with more scales than this was not meant; each halving of a 2^31 axis is one, with room for several
 * chunkings.
 */
const MAX_SCALES = 64

/** Bytes. The longest real `info` is some 30 KB; a file named so by chance may be anything. */
const MAX_INFO_BYTES = 4 * 1024 * 1024

const VOLUME_TYPE = 'neuroglancer_multiscale_volume'
const VOXEL_TYPES: readonly VoxelType[] = ['uint8', 'uint16', 'uint32', 'uint64']

/** Types that the format has and Skein does not show. */
const OTHER_TYPES = ['int8', 'int16', 'int32', 'int64', 'float32', 'float64']

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
  const voxelType = readVoxelType(member(info, 'data_type'))
  if (kind === 'image' && voxelType !== 'uint8' && voxelType !== 'uint16') {
    refuse(member(info, 'data_type'), `is ${voxelType}; Skein shows images of uint8 and uint16`, 'unsupported')
  }
  const channels = member(info, 'num_channels')
  if (numberOf(channels) !== 1) {
    refuse(channels, `is ${String(channels.value)}; Skein shows volumes of one channel`, 'unsupported')
  }
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
  return { kind, voxelType, scales: [base, ...coarser] }
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

function readVoxelType(field: Field): VoxelType {
  const text = textOf(field)
  const known = VOXEL_TYPES.find((type) => type === text)
  if (known !== undefined) return known
  if (OTHER_TYPES.includes(text))
    return refuse(field, `is ${text}; Skein reads ${VOXEL_TYPES.join(', ')}`, 'unsupported')
  return choiceOf(field, VOXEL_TYPES)
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
