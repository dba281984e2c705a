import { type Field, isRecord, listOf, member, refuse, resultOf, textOf } from '../../json-field.ts'
import { ProblemError, resultOfWork, unwrap } from '../../problem.ts'
import type { Volume } from '../../volume/volume.ts'
import { MAX_SCALES } from '../../volume/volume-limits.ts'
import { type ArrayAxis, type ArrayScale, arrayVolume } from '../arrays/array-volume.ts'
import type { StoredArray } from '../arrays/stored-array.ts'
import type { DescriptionFiles, StoredVolume, VolumeFormat, VolumePlace } from '../volume-format.ts'
import { readAxes } from './axes.ts'
import { isDataset, readDataset, refuseMultiset } from './dataset.ts'
import { ATTRIBUTES, attributesIn, FIRST_SCALE, gather, scalesFolder } from './gather.ts'
import { axisNumbers, type Placement, readCanonical, readCosem, readResolution } from './placement.ts'

/**
 * N5 datasets, and multiscale groups as N5 Viewer (old and new), COSEM, N5's canonical metadata and Paintera write them
 * (github.com/saalfeldlab/n5, /n5-viewer, /paintera; github.com/janelia-cosem/schemas).
 */
export const n5: VolumeFormat = {
  name: 'n5',
  title: 'an N5 volume',
  marks: [ATTRIBUTES, FIRST_SCALE],
  gather,
  parse: (files, place) => resultOfWork(() => readVolume(files, place)),
}

/** Throws a `ProblemError`. */
function readVolume(files: DescriptionFiles, place: VolumePlace): StoredVolume {
  const top = files[ATTRIBUTES] ?? {}
  const file = `${place.location}/${ATTRIBUTES}`
  if (isDataset(top)) return volumeOf(files, [{ folder: '', said: undefined }], top, place)
  const listed = unwrap(resultOf(top, file, readMultiscales))
  const scales = listed ?? numbered(files, scalesFolder(top))
  if (scales.length > 0) return volumeOf(files, scales, top, place)
  const message = `${place.location} is an N5 group without scales (s0, s1, ...). Open a dataset or a multiscale group below it`
  throw new ProblemError({ kind: 'not-a-volume', message, file: place.location })
}

/** A dataset of a volume, and what its group says of where it lies. */
interface ScaleEntry {
  readonly folder: string
  readonly said: Field | undefined
}

/** Undefined where the group lists no scales. */
function readMultiscales(group: Field): readonly ScaleEntry[] | undefined {
  const field = member(group, 'multiscales')
  if (field.value === undefined) return undefined
  const first = Array.isArray(field.value) ? listOf(field, MAX_SCALES, (item) => item, 1)[0]! : field
  return listOf(
    member(first, 'datasets'),
    MAX_SCALES,
    (item) => ({ folder: textOf(member(item, 'path')), said: item }),
    1,
  )
}

/** The folders s0, s1, ... that are there, up to the first that is not. */
function numbered(files: DescriptionFiles, folder: string): readonly ScaleEntry[] {
  const scales: ScaleEntry[] = []
  while (files[attributesIn(`${folder}s${scales.length}`)] !== undefined) {
    scales.push({ folder: `${folder}s${scales.length}`, said: undefined })
  }
  return scales
}

/** Throws a `ProblemError`. `top` is what the volume's own file holds. */
function volumeOf(
  files: DescriptionFiles,
  entries: readonly ScaleEntry[],
  top: unknown,
  place: VolumePlace,
): StoredVolume {
  const data = files[scalesFolder(top) + ATTRIBUTES] ?? {}
  const dataFile = `${place.location}/${scalesFolder(top)}${ATTRIBUTES}`
  unwrap(resultOf(data, dataFile, refuseMultiset))
  const datasets = entries.map((entry) => ({ ...entry, ...readOwn(files, entry.folder, place) }))
  return unwrap(
    resultOf(data, dataFile, (group) => {
      const first = datasets[0]!
      const axes = readAxes(group, first.array.shape.length)
      const scales = datasets.map((dataset, at) => {
        const placement = placementOf(dataset, group, axes, at)
        return { ...dataset, field: dataset.said ?? dataset.own, placement }
      })
      return arrayVolume({
        scales: placed(scales),
        axes,
        kind: place.kind ?? painteraKind(top),
        channels: [],
        beside: [],
        location: place.location,
      })
    }),
  )
}

/** A dataset's own attributes. Throws a `ProblemError`. */
function readOwn(
  files: DescriptionFiles,
  folder: string,
  { location }: VolumePlace,
): { own: Field; array: StoredArray } {
  const key = attributesIn(folder)
  const file = `${location}/${key}`
  const json = files[key]
  if (json === undefined) {
    throw new ProblemError({
      kind: 'not-found',
      message: `${file} is missing, which describes a scale of the volume`,
      file,
    })
  }
  return unwrap(resultOf(json, file, (own) => ({ own, array: readDataset(own, folder) })))
}

interface Dataset extends ScaleEntry {
  readonly own: Field
  readonly array: StoredArray
}

/** What the group says of a dataset counts before what the dataset says; a scale without any is told by its size. */
function placementOf({ said, own, array }: Dataset, group: Field, axes: readonly ArrayAxis[], at: number): Placement {
  for (const source of [said, own]) {
    if (source === undefined) continue
    const [cosem, canonical] = [member(source, 'transform'), member(source, 'spatialTransform')]
    if (cosem.value !== undefined) return readCosem(cosem, axes)
    if (canonical.value !== undefined) return readCanonical(canonical, axes)
  }
  const factors = readFactors(own, group, array.shape.length, at)
  const found = readResolution(group, axes, factors) ?? readResolution(own, axes, ownFactors(own, factors))
  return found ?? { resolution: factors, first: 'corner', at: axes.map(() => 0) }
}

/** `downsamplingFactors` of the dataset (N5 Viewer), or those that the group lists; 1 where nothing is said. */
function readFactors(own: Field, group: Field, axes: number, at: number): readonly number[] {
  const factors = member(own, 'downsamplingFactors')
  if (factors.value !== undefined) return axisNumbers(factors, axes)
  for (const list of [member(group, 'scales'), member(group, 'downsamplingFactors')]) {
    const entries: readonly unknown[] = Array.isArray(list.value) ? list.value : []
    if (Array.isArray(entries[at])) return axisNumbers({ path: `${list.path}[${at}]`, value: entries[at] }, axes)
  }
  if (at > 0) refuse(own, 'says no downsamplingFactors, and its group lists none')
  return Array.from({ length: axes }, () => 1)
}

/** N5 Viewer repeats the resolution of the finest scale in every dataset; Paintera's `resolution` is the dataset's own. */
function ownFactors(own: Field, factors: readonly number[]): readonly number[] {
  return member(own, 'resolution').value === undefined ? factors : factors.map(() => 1)
}

interface PlacedDataset extends Pick<Dataset, 'array'> {
  readonly field: Field
  readonly placement: Placement
}

function placed(datasets: readonly PlacedDataset[]): readonly ArrayScale[] {
  const product = (values: readonly number[]) => values.reduce((a, b) => a * b, 1)
  const sizes = datasets.map(({ placement }) => placement.resolution)
  const finest = sizes.reduce((a, b) => (product(b) < product(a) ? b : a))
  return datasets.map(({ array, field, placement: { resolution, first, at } }) => {
    // The finest scale begins half a voxel before the centre of its first voxel, and so do all that lie on it.
    const half = (axis: number) => (first === 'centre' ? (finest[axis]! - resolution[axis]!) / 2 : 0)
    return { array, field, resolution, begin: at.map((value, axis) => value + half(axis)) }
  })
}

function painteraKind(top: unknown): Volume['kind'] | undefined {
  const data: unknown = isRecord(top) ? top['painteraData'] : undefined
  const type: unknown = isRecord(data) ? data['type'] : undefined
  if (type === 'label') return 'segmentation'
  return type === 'raw' || type === 'channel' ? 'image' : undefined
}
