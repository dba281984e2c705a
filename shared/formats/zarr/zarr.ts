import { type Field, isRecord, listOf, member, refuse, resultOf, textOf } from '../../json-field.ts'
import { ProblemError, type Result, resultOfWork, unwrap } from '../../problem.ts'
import type { Volume } from '../../volume/volume.ts'
import { type ArrayAxis, arrayVolume } from '../arrays/array-volume.ts'
import type { StoredArray } from '../arrays/stored-array.ts'
import type { DescriptionFiles, StoredVolume, VolumeFormat, VolumePlace } from '../volume-format.ts'
import { readArrayV2 } from './array-v2.ts'
import { readArrayV3 } from './array-v3.ts'
import { arrayKey, firstSeries, groupFile, membersOf, omeAttributes, type ZarrVersion } from './attributes.ts'
import { gather } from './gather.ts'
import { groupContents } from './group-contents.ts'
import { readMultiscale } from './multiscale.ts'
import { readChannels } from './omero.ts'
import { plainAxes } from './plain-axes.ts'

/**
 * OME-Zarr images (0.4 and 0.5, and what is the same in their neighbours) and plain arrays, of Zarr versions 2 and 3.
 * ngff.openmicroscopy.org; zarr-specs.readthedocs.io
 */
export const zarr: VolumeFormat = {
  name: 'zarr',
  title: 'an OME-Zarr volume',
  marks: ['zarr.json', '.zattrs', '.zgroup', '.zarray'],
  gather,
  parse: (files, place) => resultOfWork(() => readVolume(files, place)),
}

/** Throws a `ProblemError`. */
function readVolume(files: DescriptionFiles, place: VolumePlace): StoredVolume {
  const version = files['zarr.json'] === undefined ? 2 : 3
  const top = files[groupFile(version)]
  if (version === 3 ? membersOf(top)['node_type'] === 'array' : files['.zarray'] !== undefined) {
    return readPlain(files, version, place)
  }
  const folder = firstSeries(top, files, version) ?? ''
  const group = folder === '' ? top : files[folder + groupFile(version)]
  const file = `${place.location}/${folder}${groupFile(version)}`
  if (membersOf(omeAttributes(group, version).value)['multiscales'] === undefined) {
    throw noImage(groupContents(files, group, folder, version), folder, place)
  }
  return unwrap(resultOf(group, file, () => readImage(files, folder, omeAttributes(group, version), version, place)))
}

function readImage(
  files: DescriptionFiles,
  folder: string,
  attributes: Field,
  version: ZarrVersion,
  place: VolumePlace,
): StoredVolume {
  const { axes, datasets } = readMultiscale(attributes, place.above + folder.split('/').length - 1)
  const arrays = datasets.map(({ path }) => readArray(files, folder, path, version, place))
  const omero = member(attributes, 'omero').value
  const scales = datasets.map(({ field, transform }, at) => {
    const array = arrays[at]!
    if (array.shape.length !== axes.length) {
      refuse(field, `names an array of ${array.shape.length} axes, but there are ${axes.length} axes`)
    }
    // Before 0.4 nothing is said: then each scale is as much coarser as it is smaller.
    const scale = transform?.scale ?? array.shape.map((length, axis) => arrays[0]!.shape[axis]! / length)
    const resolution = scale.map((value, axis) => value * axes[axis]!.unitNm)
    const centre = (transform?.translation ?? []).map((value, axis) => value * axes[axis]!.unitNm)
    return { array, resolution, centre, field }
  })
  const finest = scales.reduce((a, b) => (product(b.resolution) < product(a.resolution) ? b : a))
  return arrayVolume({
    // A translation says where the centre of the first voxel lies; that of the finest scale begins half a voxel before it.
    scales: scales.map(({ array, resolution, centre, field }) => {
      const half = (axis: number) => (finest.resolution[axis]! - resolution[axis]!) / 2
      const isPlaced = centre.length > 0
      const begin = resolution.map((_, axis) => (isPlaced ? centre[axis]! + half(axis) : 0))
      return { array, resolution, begin, field }
    }),
    axes,
    kind: place.kind ?? kindOf(attributes, omero),
    channels: readChannels(omero),
    beside: labelsOf(files, folder, version),
    location: place.location,
  })
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1)
}

function kindOf(attributes: Field, omero: unknown): Volume['kind'] | undefined {
  if (isRecord(member(attributes, 'image-label').value)) return 'segmentation'
  return isRecord(omero) ? 'image' : undefined
}

/** Throws a `ProblemError`. */
function readArray(
  files: DescriptionFiles,
  folder: string,
  path: string,
  version: ZarrVersion,
  { location }: VolumePlace,
): StoredArray {
  const key = arrayKey(folder, path, version)
  const file = `${location}/${key}`
  const json = files[key]
  if (json === undefined) {
    const message = `${file} is missing, which describes a scale of the volume`
    throw new ProblemError({ kind: 'not-found', message, file })
  }
  const read = version === 3 ? readArrayV3 : readArrayV2
  return unwrap(resultOf(json, file, (field) => read(field, `${folder}${path}`.replace(/\/$/, ''))))
}

/** An array by itself is one scale of voxels of one nanometre: nothing says how large they are. */
function readPlain(files: DescriptionFiles, version: ZarrVersion, place: VolumePlace): StoredVolume {
  const array = readArray(files, '', '', version, place)
  const key = arrayKey('', '', version)
  return unwrap(
    resultOf(files[key], `${place.location}/${key}`, (field) => {
      const axes: readonly ArrayAxis[] = plainAxes(dimensionNames(files, field, version), array.shape.length)
      const [resolution, begin] = [array.shape.map(() => 1), array.shape.map(() => 0)]
      const scales = [{ array, resolution, begin, field }]
      return arrayVolume({ scales, axes, kind: place.kind, channels: [], beside: [], location: place.location })
    }),
  )
}

/** Names that Zarr v3 has for axes, or that xarray writes for version 2; undefined where there are none. */
function dimensionNames(files: DescriptionFiles, array: Field, version: ZarrVersion): readonly string[] | undefined {
  const names =
    version === 3 ? member(array, 'dimension_names').value : membersOf(files['.zattrs'])['_ARRAY_DIMENSIONS']
  if (!Array.isArray(names)) return undefined
  return names.map((name: unknown) => (typeof name === 'string' ? name : ''))
}

/** The most labels that are opened beside an image. */
const MAX_LABELS = 16
const MAX_NAME_LENGTH = 255

/** The labels that the group `labels` of an image lists. A malformed list is none. */
function labelsOf(files: DescriptionFiles, folder: string, version: ZarrVersion): StoredVolume['beside'] {
  const attributes = omeAttributes(files[`${folder}labels/${groupFile(version)}`], version)
  const names: Result<readonly string[]> = resultOf(attributes.value, '', (field) =>
    listOf(member(field, 'labels'), Number.POSITIVE_INFINITY, (name) => textOf(name, MAX_NAME_LENGTH)),
  )
  if (!names.ok) return []
  return names.value.slice(0, MAX_LABELS).map((name) => ({ folder: `${folder}labels/${name}`, kind: 'segmentation' }))
}

function noImage(contents: readonly string[], folder: string, { location }: VolumePlace): ProblemError {
  const group = folder === '' ? location : `${location}/${folder.replace(/\/$/, '')}`
  const what = contents.length === 0 ? 'its metadata do not list what is in it' : `in it are ${contents.join(', ')}`
  const message = `${group} is a Zarr group, but no multiscale image: ${what}. Open an image or array below it`
  return new ProblemError({ kind: 'not-a-volume', message, file: group })
}
