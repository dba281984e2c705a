import { readKey } from '../../bytes/key.ts'
import { type Field, type Fields, isRecord, member } from '../../json-field.ts'
import { mapResult, type Result } from '../../problem.ts'
import type { DescriptionFiles } from '../volume-format.ts'

/** The two storage formats differ in their files. */
export type ZarrVersion = 2 | 3

/** The file of a group that holds its attributes. */
export function groupFile(version: ZarrVersion): string {
  return version === 3 ? 'zarr.json' : '.zattrs'
}

/** The file that describes an array. */
export function arrayFile(version: ZarrVersion): string {
  return version === 3 ? 'zarr.json' : '.zarray'
}

/** A key below a folder; `folder` is empty or ends in a slash. */
export function arrayKey(folder: string, path: string, version: ZarrVersion): string {
  return path === '' ? `${folder}${arrayFile(version)}` : `${folder}${path}/${arrayFile(version)}`
}

/** The folder of a `path` of a dataset, relative to its group; empty for the group itself. `above` as in `readKey`. */
export function folderOf(path: string, above: number): Result<string> {
  const text = path.replace(/^\/+/, '')
  if (text === '') return { ok: true, value: '' }
  return mapResult(readKey(text, above), ({ up, parts }) =>
    [...Array.from({ length: up }, () => '..'), ...parts].join('/'),
  )
}

/** The attributes of OME-Zarr of a group's file, whose content is `json`: since 0.5 they stand in `attributes.ome`. */
export function omeAttributes(json: unknown, version: ZarrVersion): Field {
  const whole: Field = { path: '', value: isRecord(json) ? json : {} }
  if (version === 2) return whole
  const attributes = orEmpty(member(whole, 'attributes'))
  const ome = member(attributes, 'ome')
  return isRecord(ome.value) ? ome : attributes
}

function orEmpty(field: Field): Field {
  return isRecord(field.value) ? field : { path: field.path, value: {} }
}

/** Members of something that may be no object. */
export function membersOf(value: unknown): Fields {
  return isRecord(value) ? value : {}
}

/** A series of a file that bioformats2raw converted: its folder, which ends in a slash; undefined where it is none. */
export function firstSeries(json: unknown, files: DescriptionFiles, version: ZarrVersion): string | undefined {
  if (membersOf(omeAttributes(json, version).value)['bioformats2raw.layout'] === undefined) return undefined
  const listed = membersOf(omeAttributes(files[SERIES_FOLDER + groupFile(version)], version).value)['series']
  const first: unknown = Array.isArray(listed) ? listed[0] : undefined
  return `${typeof first === 'string' && first !== '' ? first.replace(/^\/+|\/+$/g, '') : '0'}/`
}

/** The folder in which bioformats2raw lists the series. */
export const SERIES_FOLDER = 'OME/'
