import { isRecord } from '../../json-field.ts'
import { MAX_SCALES } from '../../volume/volume-limits.ts'
import { readOptional } from '../read-optional.ts'
import type { DescriptionFiles, ReadJson } from '../volume-format.ts'
import { isDataset } from './dataset.ts'

export const ATTRIBUTES = 'attributes.json'

/** Groups are found by the attributes of their first scale where they have none of their own. */
export const FIRST_SCALE = `s0/${ATTRIBUTES}`

/** The folder in which Paintera keeps the scales of a dataset. */
const PAINTERA_FOLDER = 'data/'

/** Scales that are asked for at once where nothing says how many there are. */
const SCALES_AT_ONCE = 4

/** Reads what describes the volume in a folder; see `VolumeFormat.gather`. What is malformed is left for the parser. */
export async function gather(mark: string, json: unknown, read: ReadJson): Promise<DescriptionFiles> {
  const files: Record<string, unknown> = { [mark]: json }
  if (mark === ATTRIBUTES && isDataset(json)) return files
  const group = mark === ATTRIBUTES ? json : {}
  const folder = scalesFolder(group)
  if (folder !== '') await readInto(files, [folder + ATTRIBUTES], read)
  const listed = listedPaths(group)
  if (listed !== undefined) {
    await readInto(files, listed.map(attributesIn), read)
    return files
  }
  for (let first = 0; first < MAX_SCALES; first += SCALES_AT_ONCE) {
    const keys = Array.from({ length: SCALES_AT_ONCE }, (_, i) => attributesIn(`${folder}s${first + i}`))
    await readInto(files, keys, (key) => readOptional(read, key))
    if (keys.some((key) => files[key] === undefined)) break
  }
  return files
}

/** The folder that holds the scales of a group; empty, or ends in a slash. */
export function scalesFolder(group: unknown): string {
  return isRecord(group) && isRecord(group['painteraData']) ? PAINTERA_FOLDER : ''
}

/** The paths that `multiscales` lists (COSEM, and N5's canonical metadata); undefined where there is none. */
function listedPaths(group: unknown): readonly string[] | undefined {
  const multiscales: unknown = isRecord(group) ? group['multiscales'] : undefined
  const first: unknown = Array.isArray(multiscales) ? multiscales[0] : multiscales
  const datasets: unknown = isRecord(first) ? first['datasets'] : undefined
  if (!Array.isArray(datasets)) return undefined
  return datasets.slice(0, MAX_SCALES).flatMap((dataset: unknown) => {
    const path: unknown = isRecord(dataset) ? dataset['path'] : undefined
    return typeof path === 'string' && path !== '' ? [path] : []
  })
}

export function attributesIn(folder: string): string {
  return folder === '' ? ATTRIBUTES : `${folder}/${ATTRIBUTES}`
}

async function readInto(files: Record<string, unknown>, keys: readonly string[], read: ReadJson): Promise<void> {
  const missing = keys.filter((key) => files[key] === undefined)
  await Promise.all(
    missing.map(async (key) => {
      const json = await read(key)
      if (json !== undefined) files[key] = json
    }),
  )
}
