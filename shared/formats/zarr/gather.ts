import { isRecord } from '../../json-field.ts'
import { MAX_SCALES } from '../../volume/volume-limits.ts'
import { readOptional } from '../read-optional.ts'
import type { DescriptionFiles, ReadJson } from '../volume-format.ts'
import {
  arrayKey,
  firstSeries,
  folderOf,
  groupFile,
  membersOf,
  omeAttributes,
  SERIES_FOLDER,
  type ZarrVersion,
} from './attributes.ts'

/** Reads what describes the volume in a folder; see `VolumeFormat.gather`. What is malformed is left for the parser. */
export async function gather(mark: string, json: unknown, read: ReadJson): Promise<DescriptionFiles> {
  const version = mark === 'zarr.json' ? 3 : 2
  const files: Record<string, unknown> = { [mark]: json }
  if (mark === '.zarray') return files
  if (version === 3 && membersOf(json)['node_type'] === 'array') return files
  const group = mark === '.zgroup' ? {} : json
  const optional: ReadJson = (key) => readOptional(read, key)
  if (firstSeries(group, files, version) !== undefined)
    await readInto(files, [SERIES_FOLDER + groupFile(version)], optional)
  const folder = firstSeries(group, files, version) ?? ''
  if (folder !== '') await readInto(files, [folder + groupFile(version)], read)
  const image = folder === '' ? group : files[folder + groupFile(version)]
  const paths = datasetPaths(omeAttributes(image, version).value)
  const known = consolidated(image, folder)
  await Promise.all([
    readInto(
      files,
      paths.map((path) => arrayKey(folder, path, version)),
      read,
      known,
    ),
    readInto(files, besides(paths.length > 0, folder, version), optional, known),
  ])
  return files
}

/** The list of an image's labels; of another group what tells that it is an array, or what is in it. */
function besides(isImage: boolean, folder: string, version: ZarrVersion): readonly string[] {
  if (isImage) return [`${folder}labels/${groupFile(version)}`]
  return version === 2 ? [`${folder}.zarray`, `${folder}.zmetadata`] : []
}

function datasetPaths(attributes: unknown): readonly string[] {
  const { multiscales } = membersOf(attributes)
  const first: unknown = Array.isArray(multiscales) ? multiscales[0] : undefined
  const { datasets } = membersOf(first)
  const listed: readonly unknown[] = Array.isArray(datasets) ? datasets.slice(0, MAX_SCALES) : []
  return listed.flatMap((dataset) => {
    const { path } = membersOf(dataset)
    const folder = typeof path === 'string' ? folderOf(path, Number.POSITIVE_INFINITY) : undefined
    return folder?.ok ? [folder.value] : []
  })
}

/** Metadata that stand in the group's own file (Zarr v3), by the keys of the files that they stand for. */
function consolidated(group: unknown, folder: string): ReadonlyMap<string, unknown> {
  const { metadata } = membersOf(membersOf(group)['consolidated_metadata'])
  return new Map(Object.entries(membersOf(metadata)).map(([path, json]) => [`${folder}${path}/zarr.json`, json]))
}

async function readInto(
  files: Record<string, unknown>,
  keys: readonly string[],
  read: ReadJson,
  known: ReadonlyMap<string, unknown> = new Map(),
): Promise<void> {
  await Promise.all(
    keys.map(async (key) => {
      const kept = known.get(key)
      const json = isRecord(kept) ? kept : await read(key)
      if (json !== undefined) files[key] = json
    }),
  )
}
