import { Dataset, File, Group, ready } from 'h5wasm/node'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { messageOf, ProblemError, problemOf } from '../../../shared/problem.ts'
import { countOf, sizeOf } from '../voxels/boxes.ts'
import { typeOfVoxels, type VoxelArray } from '../voxels/voxel-type.ts'
import type { Hdf5Spec, VoxelSource } from './voxel-source.ts'

/** Datasets that are found by themselves: CREMI, SNEMI3D, FlyEM, ilastik, plant-seg, in this order; affinities as LSD has them. */
const USUAL_DATASETS = {
  image: ['volumes/raw', 'main', 'stack', 'raw', 'exported_data'],
  affinities: ['volumes/predicted_affs', 'volumes/affinities', 'affs', 'affinities', 'main', 'exported_data'],
  labels: ['volumes/labels/neuron_ids', 'main', 'stack', 'segmentation', 'label', 'labels', 'exported_data'],
} as const

/** What HDF5 calls a file that did not open. */
const NOT_OPEN = -1n

/** Datasets of one file that are looked at. */
const MAX_DATASETS = 1000

/** Sections that are read at once: the chunks of a dataset are seldom deeper. */
const SECTIONS = 64

/** Chunks of more pixels than this a section are read once, as whole sections. */
const LARGE_SECTION = 1024 * 1024

const NM_PER_UM = 1000

/** Affinities are three volumes: along z, y and x. */
const AFFINITY_CHANNELS = 3

interface OpenFile {
  readonly file: File
  readonly path: string
}

/** The dataset that is meant: the named one, a usual one, or the only volume there is. Rejects with what is in the file. */
export async function findDataset(
  file: string,
  named: string | undefined,
  use: 'image' | 'labels' | 'affinities',
): Promise<string> {
  const open = await openFile(file)
  try {
    const volumes = volumesIn(open, use === 'affinities' ? AFFINITY_CHANNELS : 1)
    if (named !== undefined) {
      if (volumes.includes(plain(named))) return plain(named)
      throw notFound(file, `has no volume ${named}`, volumes)
    }
    const usual = USUAL_DATASETS[use].find((name) => volumes.includes(name))
    const [only, ...more] = volumes
    if (usual !== undefined) return usual
    if (only !== undefined && more.length === 0) return only
    throw notFound(
      file,
      'does not say which of its datasets is meant: name it after the file, such as a.h5/volumes/raw',
      volumes,
    )
  } finally {
    open.file.close()
  }
}

function notFound(file: string, what: string, volumes: readonly string[]): ProblemError {
  const held = volumes.length === 0 ? 'It holds no volume' : `It holds ${volumes.slice(0, 20).join(', ')}`
  return new ProblemError({ kind: 'not-found', message: `${file} ${what}. ${held}`, file })
}

const plain = (name: string): string => name.replace(/^\/+|\/+$/g, '')

/** A dataset whose axes are z, y, x. `resolution` and `offset` (nm) or `element_size_um` say where it lies. */
export async function openHdf5({ file: path, dataset: name, channel }: Hdf5Spec): Promise<VoxelSource> {
  const open = await openFile(path)
  const dataset = guarded(path, () => open.file.get(name))
  if (!(dataset instanceof Dataset)) throw notFound(path, `has no dataset ${name}`, volumesIn(open, 1))
  const shape = dataset.shape ?? []
  const axes = volumeAxes(shape, channel === undefined ? 1 : AFFINITY_CHANNELS)
  if (axes === undefined) throw bad(path, `${name} has the shape ${shape.join(' x ')}; volumes have the axes z, y, x`)
  const size: Vec3 = [shape[axes + 2]!, shape[axes + 1]!, shape[axes]!]
  const read = (box: Box3) => readBox(dataset, box, shape, axes, channel ?? 0, path)
  const type = typeOfVoxels(read({ min: [0, 0, 0], max: [1, 1, 1] }))
  if (type === undefined) throw bad(path, `${name} has values that are not read`)
  const chunks = guarded(path, () => dataset.metadata.chunks) ?? []
  const isPaged = chunks[axes] === 1 && (chunks[axes + 1] ?? 1) * (chunks[axes + 2] ?? 1) > LARGE_SECTION
  return {
    size,
    type,
    voxelSize: vectorOf(dataset, 'resolution', 1, path) ?? vectorOf(dataset, 'element_size_um', NM_PER_UM, path),
    offsetNm: vectorOf(dataset, 'offset', 1, path),
    sectionsAtOnce: isPaged ? 0 : SECTIONS,
    readBox: async (box) => {
      const voxels = read(box)
      if (typeOfVoxels(voxels) === type && voxels.length === countOf(sizeOf(box))) return voxels
      throw bad(path, `${name} gives other voxels than were asked for`)
    },
    close: async () => {
      open.file.close()
    },
  }
}

/** The place of z among the axes. Just before it are the channels, if there are several; further axes have the length 1. */
function volumeAxes(shape: readonly number[], channels: number): number | undefined {
  let last = shape.length
  while (last > 3 && shape[last - 1] === 1) last -= 1
  const first = last - 3
  const isVolume =
    first >= (channels > 1 ? 1 : 0) &&
    shape.every((length, axis) => (axis >= first ? length >= 1 : length === (axis === first - 1 ? channels : 1)))
  return isVolume ? first : undefined
}

function readBox(
  dataset: Dataset,
  { min, max }: Box3,
  shape: readonly number[],
  axes: number,
  channel: number,
  path: string,
): VoxelArray {
  const ranges = shape.map((_, axis): [number, number] => {
    const along = axis - axes
    if (along >= 0 && along < 3) return [min[2 - along]!, max[2 - along]!]
    return along === -1 ? [channel, channel + 1] : [0, 1]
  })
  const values = guarded(path, () => dataset.slice(ranges))
  if (ArrayBuffer.isView(values) && isVoxels(values)) return values
  throw bad(path, `${dataset.path} has values that are no numbers`)
}

function isVoxels(values: unknown): values is VoxelArray {
  return typeOfVoxels(values) !== undefined
}

/** An attribute of three numbers for z, y, x, as x, y, z. */
function vectorOf(dataset: Dataset, name: string, factor: number, path: string): Vec3 | undefined {
  const value = guarded(path, () => dataset.attrs[name]?.value)
  if (value === undefined || value === null) return undefined
  const numbers = ArrayBuffer.isView(value) && isVoxels(value) ? Array.from(value, Number) : []
  const [z = Number.NaN, y = Number.NaN, x = Number.NaN] = numbers
  const isSize = name !== 'offset'
  if (numbers.length === 3 && numbers.every((v) => Number.isFinite(v) && (!isSize || v > 0))) {
    return [x * factor, y * factor, z * factor]
  }
  const what = `its attribute ${name} must be three ${isSize ? 'numbers above zero' : 'numbers'}, for z, y, x`
  throw new ProblemError({ kind: 'bad-description', message: `${path}: ${what}`, file: path, field: name })
}

async function openFile(path: string): Promise<OpenFile> {
  const module = await ready
  // Without this, damage is printed, and what could not be read is zeros.
  module.activate_throwing_error_handler()
  const file = guarded(path, () => new File(path, 'r'))
  if (file.file_id === NOT_OPEN) throw bad(path, 'it does not open as HDF5')
  return { file, path }
}

/** The paths of all datasets that are volumes of this many channels, in the order of the file. */
function volumesIn({ file, path }: OpenFile, channels: number): readonly string[] {
  const found: string[] = []
  let seen = 0
  const visit = (group: Group, prefix: string): void => {
    for (const key of guarded(path, () => group.keys())) {
      seen += 1
      if (seen > MAX_DATASETS) return
      const entity = guardedOr(undefined, () => group.get(key))
      if (entity instanceof Dataset) {
        if (
          volumeAxes(
            guardedOr([], () => entity.shape ?? []),
            channels,
          ) !== undefined
        )
          found.push(`${prefix}${key}`)
      } else if (entity instanceof Group) visit(entity, `${prefix}${key}/`)
    }
  }
  visit(file, '')
  return found
}

/** HDF5 throws what it would print: several lines, of which the last says most. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (problemOf(error) !== undefined) throw error
    const lines = messageOf(error)
      .split('\n')
      .map((line) => line.trim())
    const reason = lines.findLast((line) => line.startsWith('#')) ?? lines[0] ?? ''
    const said = reason.replace(/^#\d+: .*?\(\): /, '')
    throw bad(path, `HDF5 says: ${said}`)
  }
}

/** For links that lead nowhere and types that are unknown: they are no volumes. */
function guardedOr<T>(fallback: T, work: () => T): T {
  try {
    return work()
  } catch {
    return fallback
  }
}

function bad(file: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-chunk', message: `${file}: ${what}`, file })
}
