import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Vec3 } from '../../shared/geometry.ts'
import type { InputWish } from './inputs/find-input.ts'
import type { ImportWish } from './plan/plan-import.ts'
import { INPUT_TYPES, type InputType, isInputType } from './voxels/voxel-type.ts'

export const USAGE = `Usage: npx skein import <folder> --image <input> --labels <input> [options]

Makes a dataset that Skein opens, in a new folder: precomputed volumes with all scales, and of
labels their supervoxels with the graph of their contacts. At least one input is needed. An input is
a folder of PNG, TIFF or JPEG sections, a TIFF of many pages, an HDF5 file, a folder of OME-Zarr or
N5, or raw voxels. In an HDF5 file the datasets of CREMI, SNEMI3D, FlyEM, ilastik and plant-seg are
found; any other is named after the file: a.h5/volumes/raw.

  --voxel-size X,Y,Z     nanometres of a voxel; many HDF5, Zarr and N5 say it themselves
  --name TEXT            what the app calls the dataset
  --affinities INPUT     an HDF5 file or an OME-Zarr of three channels (z, y, x), 0 to 1, or 0 to 255:
                         the affinity of each voxel with the one before it. Contacts get their mean
  --shape X,Y,Z          raw voxels, x fastest, little-endian: how many there are,
  --image-type TYPE      and their type: ${INPUT_TYPES.slice(0, 4).join(', ')}, ...
  --labels-type TYPE
  --skip BYTES           the bytes before the first raw voxel
  --jpeg QUALITY         writes the image as JPEG, 1 to 100; without it every grey value stays as it is
  --threshold T          joins supervoxels whose contact is at least that sure, by affinities or image.
                         Without it the pieces of each label are one segment, as the labels say
  --keep-labels          the labels are the supervoxels: no graph, and each label is one segment
  --scales N             the most scales
  --workers N            threads; without it all cores, as far as 1.5 GB of memory go
  --json                 progress as JSON lines

Ctrl+C stops it. The same command goes on where it stopped, also after it was killed or the disk was
full. What does not fit one machine: igneous or tensorstore write precomputed volumes that Skein
opens, and the ingest of CAVE (PyChunkedGraph) makes graphs of any size.
`

export interface ImportCommand {
  readonly wish: ImportWish
  readonly workers: number | undefined
  readonly json: boolean
}

/** What is wrong with a command. */
export interface WrongCommand {
  readonly wrong: string
}

const OPTIONS = {
  image: { type: 'string' },
  labels: { type: 'string' },
  'voxel-size': { type: 'string' },
  name: { type: 'string' },
  affinities: { type: 'string' },
  shape: { type: 'string' },
  'image-type': { type: 'string' },
  'labels-type': { type: 'string' },
  skip: { type: 'string' },
  jpeg: { type: 'string' },
  threshold: { type: 'string' },
  'keep-labels': { type: 'boolean', default: false },
  scales: { type: 'string' },
  workers: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Lengths of that many voxels or nanometres are slips. */
const LARGEST = 1e9

/** More than 30 halvings leave nothing of any volume. */
const MAX_SCALES = 30

const MAX_WORKERS = 1024

/** The command is wrong; thrown by the readers of values below, and caught once. */
class WrongValue extends Error {}

/** Reads the arguments after `import`. `folder` is where relative paths begin. */
export function readImportCommand(args: readonly string[], folder: string): ImportCommand | 'help' | WrongCommand {
  try {
    const { values, positionals } = parse(args)
    return values.help ? 'help' : commandOf(values, positionals, folder)
  } catch (error) {
    // The parser reports unknown options with a TypeError. Anything else is a bug.
    if (!(error instanceof TypeError || error instanceof WrongValue)) throw error
    return { wrong: error.message }
  }
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
}

type Values = ReturnType<typeof parse>['values']

function commandOf(values: Values, positionals: readonly string[], folder: string): ImportCommand {
  const [out, ...more] = positionals
  if (out === undefined || more.length > 0) throw new WrongValue('Name one folder for the dataset')
  if (values.image === undefined && values.labels === undefined) {
    throw new WrongValue('Name an input: --image, --labels, or both')
  }
  const shape = vectorIn(values, 'shape')
  const skip = wholeIn(values, 'skip', 0, Number.MAX_SAFE_INTEGER)
  const input = (use: 'image' | 'labels'): InputWish | undefined => {
    const path = values[use]
    const type = typeIn(values, `${use}-type`)
    if (path === undefined) return undefined
    return { path: resolve(folder, path), use, shape, skip, type }
  }
  return {
    wish: {
      out: resolve(folder, out),
      name: values.name,
      image: input('image'),
      labels: input('labels'),
      affinities: values.affinities === undefined ? undefined : { path: resolve(folder, values.affinities) },
      voxelSize: vectorIn(values, 'voxel-size'),
      jpegQuality: wholeIn(values, 'jpeg', 1, 100),
      keepsLabels: values['keep-labels'],
      threshold: thresholdIn(values),
      scaleCount: wholeIn(values, 'scales', 1, MAX_SCALES),
    },
    workers: wholeIn(values, 'workers', 1, MAX_WORKERS),
    json: values.json,
  }
}

/** A number in a text; NaN where it is none. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

function wholeIn(values: Values, name: 'skip' | 'jpeg' | 'scales' | 'workers', least: number, most: number) {
  const text = values[name]
  if (text === undefined) return undefined
  const number = numberOf(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new WrongValue(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`)
}

function thresholdIn({ threshold: text }: Values): number | undefined {
  if (text === undefined) return undefined
  const number = numberOf(text)
  if (number >= 0 && number <= 1) return number
  throw new WrongValue(`--threshold must be a number from 0 to 1, not "${text}"`)
}

function vectorIn(values: Values, name: 'voxel-size' | 'shape'): Vec3 | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const isWhole = name === 'shape'
  const [x = Number.NaN, y = Number.NaN, z = Number.NaN, ...rest] = text.split(',').map(numberOf)
  const isFine = [x, y, z].every((v) => v > 0 && v < LARGEST && (!isWhole || Number.isInteger(v)))
  if (isFine && rest.length === 0) return [x, y, z]
  const what = isWhole ? 'whole numbers above zero, such as 1024,1024,100' : 'numbers above zero, such as 4,4,40'
  throw new WrongValue(`--${name} must be three ${what}, not "${text}"`)
}

function typeIn(values: Values, name: 'image-type' | 'labels-type'): InputType | undefined {
  const text = values[name]
  if (text === undefined || isInputType(text)) return text
  throw new WrongValue(`--${name} must be one of ${INPUT_TYPES.join(', ')}, not "${text}"`)
}
