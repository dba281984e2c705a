import type { DescriptionFiles } from '../volume-format.ts'
import { arrayFile, membersOf, omeAttributes, type ZarrVersion } from './attributes.ts'

/** The most entries that a message lists. */
const MAX_LISTED = 8

/**
 * What a group that is no image holds, in words: images and arrays below it, as its consolidated metadata say, or the
 * wells of a plate, the fields of a well, the names of labels. Empty where nothing says it.
 */
export function groupContents(
  files: DescriptionFiles,
  group: unknown,
  folder: string,
  version: ZarrVersion,
): readonly string[] {
  const attributes = membersOf(omeAttributes(group, version).value)
  const wells = pathsIn(membersOf(attributes['plate'])['wells'])
  const fields = pathsIn(membersOf(attributes['well'])['images'])
  const labels = Array.isArray(attributes['labels'])
    ? attributes['labels'].filter((name) => typeof name === 'string')
    : []
  const all = [...wells, ...fields, ...labels, ...nodesOf(metadataOf(files, group, folder, version), version)]
  const listed = [...new Set(all)].filter((name) => name !== '')
  const more = listed.length - MAX_LISTED
  return more > 0 ? [...listed.slice(0, MAX_LISTED), `${more} more`] : listed
}

function pathsIn(list: unknown): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(list) ? list : []
  return entries.map((entry) => membersOf(entry)['path']).filter((path) => typeof path === 'string')
}

function metadataOf(files: DescriptionFiles, group: unknown, folder: string, version: ZarrVersion): unknown {
  if (version === 3) return membersOf(membersOf(group)['consolidated_metadata'])['metadata']
  return membersOf(files[`${folder}.zmetadata`])['metadata']
}

/** Images first, then arrays that belong to none of them. */
function nodesOf(metadata: unknown, version: ZarrVersion): readonly string[] {
  const entries = Object.entries(membersOf(metadata))
  const attributeFile = version === 3 ? '' : '/.zattrs'
  const isImage = (json: unknown) => Array.isArray(membersOf(omeAttributes(json, version).value)['multiscales'])
  const images = entries.flatMap(([key, json]) => {
    return key.endsWith(attributeFile) && isImage(json) ? [key.slice(0, key.length - attributeFile.length)] : []
  })
  const arrays = entries.flatMap(([key, json]) => {
    const path = arrayPath(key, json, version)
    if (path === undefined || images.some((image) => path.startsWith(`${image}/`))) return []
    const { shape, dtype, data_type: type } = membersOf(json)
    const size = Array.isArray(shape) ? shape.map(String).join(' x ') : 'unknown size'
    return [`${path} (an array of ${size} ${typeWord(version === 3 ? type : dtype)})`]
  })
  return [...images.map((image) => `${image} (an image)`), ...arrays]
}

/** The folder of an array; undefined for what is none. */
function arrayPath(key: string, json: unknown, version: ZarrVersion): string | undefined {
  if (version === 3) return membersOf(json)['node_type'] === 'array' ? key : undefined
  const end = `/${arrayFile(version)}`
  return key.endsWith(end) ? key.slice(0, -end.length) : undefined
}

const WORDS: Readonly<Record<string, string>> = { u: 'uint', i: 'int', f: 'float' }

/** The type `<u2` of NumPy is `uint16`; any other is as the file has it. */
function typeWord(type: unknown): string {
  const [, letter = '', bytes] = /^[<>|=]([uif])(\d{1,2})$/.exec(String(type)) ?? []
  return bytes === undefined ? String(type) : `${WORDS[letter]}${8 * Number(bytes)}`
}
