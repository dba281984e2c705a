import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { dirname, extname, join, relative, sep } from 'node:path'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { InputType } from '../voxels/voxel-type.ts'
import type { Hdf5Spec, InputSpec, VolumeSpec } from './voxel-source.ts'

/** What a person says of an input. */
export interface InputWish {
  readonly path: string
  readonly use: 'image' | 'labels'
  /** For raw voxels. */
  readonly shape?: Vec3 | undefined
  readonly type?: InputType | undefined
  readonly skip?: number | undefined
}

const HDF5_SIGNATURE = '894844460d0a1a0a'
const PNG_SIGNATURE = '89504e470d0a1a0a'
const JPEG_SIGNATURE = 'ffd8ff'
/** Classic TIFF and BigTIFF, little- and big-endian. */
const TIFF_SIGNATURES = ['49492a00', '4d4d002a', '49492b00', '4d4d002b']

/** Endings of pictures, and what they are. */
const PICTURES: ReadonlyMap<string, string> = new Map([
  ['.png', 'PNG'],
  ['.tif', 'TIFF'],
  ['.tiff', 'TIFF'],
  ['.jpg', 'JPEG'],
  ['.jpeg', 'JPEG'],
])

/** Finds out what an input is. Rejects with a `ProblemError` that says what is needed. */
export async function findInput(wish: InputWish): Promise<InputSpec> {
  const { path, dataset } = await splitDataset(wish.path)
  const { use } = wish
  const found = await stat(path)
  if (found.isDirectory()) {
    const { findVolume } = await import('./stored-volume.ts')
    return (await findVolume(path, use)) ?? stackOf(path, use)
  }
  const head = await readHead(path)
  if (head.startsWith(HDF5_SIGNATURE)) {
    const { findDataset } = await import('./hdf5.ts')
    return { kind: 'hdf5', file: path, dataset: await findDataset(path, dataset, use) }
  }
  if (TIFF_SIGNATURES.some((signature) => head.startsWith(signature))) return { kind: 'tiff', file: path, use }
  if (head.startsWith(PNG_SIGNATURE) || head.startsWith(JPEG_SIGNATURE)) {
    throw problem('not-a-volume', `${path} is one picture; name the folder that holds all sections`, path)
  }
  if (wish.shape === undefined || wish.type === undefined) {
    const what = `${path} is no HDF5, TIFF, PNG or JPEG. If it holds raw voxels, say --shape X,Y,Z and --${use}-type uint8`
    throw problem('not-a-volume', what, path)
  }
  return { kind: 'raw', file: path, size: wish.shape, type: wish.type, skip: wish.skip ?? 0 }
}

/**
 * Takes `a.h5/volumes/raw` apart: below a file there can only be a dataset. Rejects with a `ProblemError` if there is no
 * such file.
 */
async function splitDataset(named: string): Promise<{ readonly path: string; readonly dataset: string | undefined }> {
  for (let path = named; ; path = dirname(path)) {
    const found = await stat(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return undefined
      throw error
    })
    const below = relative(path, named).replaceAll(sep, '/')
    if (found !== undefined && (below === '' || found.isFile())) {
      return { path, dataset: below === '' ? undefined : below }
    }
    if (found !== undefined || dirname(path) === path) throw problem('not-found', `There is no ${named}`, named)
  }
}

async function stackOf(folder: string, use: 'image' | 'labels'): Promise<InputSpec> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && PICTURES.has(endingOf(name)))
  const kinds = [...new Set(names.map((name) => PICTURES.get(endingOf(name))))]
  if (names.length === 0) {
    throw problem(
      'not-a-volume',
      `${folder} is no volume and holds no sections (files that end in .png, .tif or .jpg)`,
      folder,
    )
  }
  if (kinds.length > 1) {
    throw problem(
      'not-a-volume',
      `${folder} holds ${kinds.join(' and ')} files; the sections of a volume are of one kind`,
      folder,
    )
  }
  return { kind: 'stack', folder, files: names.sort(bySection), use }
}

const endingOf = (name: string): string => extname(name).toLowerCase()

/**
 * The affinities along x, y and z of one input with three channels, which are those along z, y and x, as waterz and LSD
 * write them: of a voxel with the one before it.
 */
export async function findAffinities(path: string): Promise<readonly [InputSpec, InputSpec, InputSpec]> {
  const spec = await affinitySpec(path)
  return [
    { ...spec, channel: 2 },
    { ...spec, channel: 1 },
    { ...spec, channel: 0 },
  ]
}

async function affinitySpec(named: string): Promise<Hdf5Spec | VolumeSpec> {
  const { path, dataset } = await splitDataset(named)
  const found = await stat(path)
  if (found.isDirectory()) {
    const { findVolume } = await import('./stored-volume.ts')
    const volume = await findVolume(path, 'image')
    if (volume !== undefined) return volume
  } else if ((await readHead(path)).startsWith(HDF5_SIGNATURE)) {
    const { findDataset } = await import('./hdf5.ts')
    return { kind: 'hdf5', file: path, dataset: await findDataset(path, dataset, 'affinities') }
  }
  throw problem(
    'not-a-volume',
    `${path} holds no affinities: they are an HDF5 dataset or an OME-Zarr of three channels`,
    path,
  )
}

/** Numbers in names count as numbers: `z2.png` comes before `z10.png`. */
export function bySection(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => name.split(/(\d+)/))
  for (let i = 0; i < Math.min(one!.length, other!.length); i += 1) {
    const [p, q] = [one![i]!, other![i]!]
    const difference = i % 2 === 1 ? compareDigits(p, q) : 0
    if (difference !== 0) return difference
    if (p !== q) return p < q ? -1 : 1
  }
  return one!.length - other!.length
}

/** Compares numbers of any length. */
function compareDigits(a: string, b: string): number {
  const [p, q] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return p.length - q.length || (p < q ? -1 : p > q ? 1 : 0)
}

async function readHead(file: string): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const bytes = new Uint8Array(8)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    return Buffer.from(bytes.subarray(0, bytesRead)).toString('hex')
  } finally {
    await handle.close()
  }
}

/** What an input is right now: an import is only gone on with while its inputs are the same. */
export async function inputState(spec: InputSpec): Promise<string> {
  const files = spec.kind === 'stack' ? spec.files.map((name) => join(spec.folder, name)) : [spec.file]
  const hash = createHash('sha256')
  for (const file of files) {
    const { size, mtimeMs } = await stat(file)
    hash.update(`${file}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function problem(kind: 'not-found' | 'not-a-volume', message: string, file: string): ProblemError {
  return new ProblemError({ kind, message, file })
}
