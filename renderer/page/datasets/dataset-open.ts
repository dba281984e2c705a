import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import type { OpenedSource } from '../../../shared/contracts/host-api.ts'
import {
  absolutePlaces,
  type DatasetFile,
  isAbsolutePlace,
  parseDatasetFile,
} from '../../../shared/dataset/dataset-file.ts'
import { ProblemError, problemOf, type Result, unwrap } from '../../../shared/problem.ts'
import { parsePrecomputedInfo } from '../../../shared/volume/precomputed-info.ts'
import type { Volume } from '../../../shared/volume/volume.ts'
import type { Dataset, Layer } from '../view/view-state.ts'
import { editableOf, givenAgglomeration, type OpenedAgglomeration, openAgglomeration } from './editable.ts'
import { defaultLayerView } from './first-view.ts'
import { fileIn, type OpeningServices, readJson } from './read-description.ts'

/** The names under which a folder keeps its description: as a volume, as a dataset, as an agglomeration. */
const INFO = 'info'
const DATASET_FILE = 'skein.json'
const ARRAYS_FILE = 'zarr.json'
/** A Zarr group is an agglomeration where it has this array. */
const AGGLOMERATION_ARRAY = 'supervoxel_ids/zarr.json'

export interface OpeningOptions {
  readonly signal: AbortSignal
  /** Called with what is being read, in words. */
  readonly onStep: (step: string) => void
}

/**
 * Opens locations as one dataset: each is a folder or URL of a volume, of a dataset file that names several, or of the
 * agglomeration of the first segmentation that is opened with it.
 * All or nothing: when one fails, the sources that were opened are closed again.
 */
export async function openDataset(
  locations: readonly string[],
  services: OpeningServices,
  options: OpeningOptions,
): Promise<Result<Dataset>> {
  const opened: string[] = []
  const openSource: OpenSource = async (named, beside) => {
    if (options.signal.aborted) throw new ProblemError({ kind: 'cancelled', message: 'Opening was cancelled' })
    const isBelow = beside !== undefined && !/^https?:/i.test(named) && !isAbsolutePlace(named)
    const source = isBelow ? await services.openBelow(beside.sourceId, named) : await services.openSource(named)
    const file = shownLocation(isBelow ? `${beside.folder}/${named}` : named)
    if (!source.ok) throw new ProblemError({ file, ...source.problem })
    opened.push(source.value.sourceId)
    return source.value
  }
  try {
    options.onStep(`Reading ${locations.map(shownLocation).join(' and ')}`)
    const parts = await allOf(
      locations.map(async (location) => readPart(await openSource(location), openSource, services, options)),
    )
    const layers = withDistinctIds(parts.flatMap((part) => part.layers))
    const homeOf = (sourceId: string) => parts.find((part) => part.layers.some((one) => one.sourceId === sourceId))
    const agglomeration = chosenAgglomeration(parts)
    const editable = editableOf(layers, agglomeration, ({ sourceId }) => homeOf(sourceId)?.id)
    const edited = layers.find(({ id }) => id === editable?.layerId)
    const store = edited && homeOf(edited.sourceId)?.store
    const used = new Set([...layers.map((layer) => layer.sourceId), ...(editable?.sources ?? [])])
    await Promise.all(opened.filter((id) => !used.has(id)).map((id) => services.closeSource(id)))
    const normal = parts.map((part) => part.location)
    return { ok: true, value: { name: nameOf(parts), locations: normal, layers, editable, store } }
  } catch (error) {
    await Promise.all(opened.map((id) => services.closeSource(id)))
    const problem = problemOf(error)
    if (!problem) throw error
    return { ok: false, problem }
  }
}

interface Part {
  readonly location: string
  readonly name: string
  /** Whether a dataset file gave the name. */
  readonly named: boolean
  /** From the dataset file: what the team calls the dataset, and its central store. */
  readonly id?: string | undefined
  readonly store?: string | undefined
  readonly layers: readonly Layer[]
  readonly agglomeration?: OpenedAgglomeration | undefined
}

/**
 * Waits for all promises. Resolves with their results in order, or rejects with the first failure in order. It ends
 * only when all have ended, so that what the last one opens can be closed too.
 */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

/** Opens a location; one that is no address lies below the folder of the dataset file `beside`. */
export type OpenSource = (named: string, beside?: OpenedSource) => Promise<OpenedSource>

async function readPart(
  source: OpenedSource,
  openSource: OpenSource,
  services: OpeningServices,
  { signal, onStep }: OpeningOptions,
): Promise<Part> {
  const { location, folder, description: key } = source
  if (key === INFO) {
    const info = await readJson(services, source, key, signal)
    if (info !== undefined) {
      const volume = volumeOf(source, info)
      return { location, name: source.name, named: false, layers: [layerOf(source.name, source, volume)] }
    }
  }
  // A folder without `info` may hold a dataset file.
  const datasetKey = /\.json$/i.test(key) && key !== ARRAYS_FILE ? key : DATASET_FILE
  const json = await readJson(services, source, datasetKey, signal)
  if (json === undefined && (await readJson(services, source, AGGLOMERATION_ARRAY, signal)) !== undefined) {
    return { location, name: source.name, named: false, layers: [], agglomeration: givenAgglomeration(source) }
  }
  if (json === undefined) {
    throw new ProblemError({
      kind: 'not-a-volume',
      message: `${folder} holds neither a precomputed volume (file "info") nor a dataset (file "${DATASET_FILE}")`,
      file: folder,
    })
  }
  const file = fileIn(source, datasetKey)
  const description = unwrap(parseDatasetFile(json, file))
  await askForPlaces(absolutePlaces(description), source, file, services)
  onStep(`Reading the layers of ${description.name}`)
  const layers = await allOf(
    description.layers.map((wanted, i) =>
      readLayer(wanted, `layers[${i}]`, source, file, openSource, services, signal),
    ),
  )
  const { name, id, store } = description
  const agglomeration = await openAgglomeration(description, layers, source, openSource)
  return { location, name, named: true, id, store, layers, agglomeration }
}

/** A dataset file may name folders anywhere on its own machine, where the person allows that. */
async function askForPlaces(
  places: readonly string[],
  source: OpenedSource,
  file: string,
  services: OpeningServices,
): Promise<void> {
  if (places.length === 0) return
  const isOnWeb = /^https?:/i.test(source.location)
  if (!isOnWeb && (await services.mayRead(file, places))) return
  const why = isOnWeb ? 'a dataset on the web names none on this machine' : 'that was not allowed'
  throw new ProblemError({ kind: 'outside', message: `${file} names ${places.join(', ')}, and ${why}`, file })
}

/** The one that is opened beside the volumes; else the first that a dataset file names. */
function chosenAgglomeration(parts: readonly Part[]): OpenedAgglomeration | undefined {
  const given = parts.flatMap(({ location, agglomeration }) => {
    return agglomeration && agglomeration.layerSource === undefined ? [{ location, agglomeration }] : []
  })
  const [first, second] = given
  if (!first) return parts.find((part) => part.agglomeration)?.agglomeration
  const layers = parts.flatMap((part) => part.layers)
  const refuse = (message: string) => {
    throw new ProblemError({ kind: 'not-a-volume', message, file: shownLocation(first.location) })
  }
  if (second) refuse(`${shownLocation(second.location)} is a second agglomeration, and one is opened at a time`)
  if (!layers.some(({ volume }) => volume.kind === 'segmentation')) {
    refuse(
      `${shownLocation(first.location)} is an agglomeration, which groups the supervoxels of a segmentation: open both together`,
    )
  }
  return first.agglomeration
}

async function readLayer(
  wanted: DatasetFile['layers'][number],
  field: string,
  base: OpenedSource,
  file: string,
  openSource: OpenSource,
  services: OpeningServices,
  signal: AbortSignal,
): Promise<Layer> {
  const source = await openSource(wanted.source, base)
  const info = await readJson(services, source, INFO, signal)
  if (info === undefined) {
    throw new ProblemError({
      kind: 'not-a-volume',
      message: `The layer "${wanted.name}" names ${source.folder}, which holds no precomputed volume (file "info")`,
      file,
      field: `${field}.source`,
    })
  }
  const volume = volumeOf(source, info)
  if (volume.kind !== wanted.kind) {
    throw new ProblemError({
      kind: 'bad-description',
      message: `The layer "${wanted.name}" is called ${wanted.kind}, but its volume says it is ${volume.kind}`,
      file,
      field: `${field}.kind`,
    })
  }
  return layerOf(wanted.name, source, volume)
}

function layerOf(name: string, source: OpenedSource, volume: Volume): Layer {
  const { folder, sourceId } = source
  return { id: folder, name, sourceId, location: folder, volume, view: defaultLayerView(volume) }
}

function volumeOf(source: OpenedSource, info: unknown): Volume {
  return unwrap(parsePrecomputedInfo(info, fileIn(source, INFO), source.above))
}

/**
 * Orders images first, so that segments lie over tissue. Gives each layer its own id, even where one volume is opened
 * twice.
 */
function withDistinctIds(layers: readonly Layer[]): readonly Layer[] {
  const ordered = [...layers].sort((a, b) => rank(a) - rank(b))
  return ordered.map((layer, i) => {
    const before = ordered.slice(0, i).filter((other) => other.location === layer.location).length
    return before === 0 ? layer : { ...layer, id: `${layer.id}#${before + 1}` }
  })
}

function rank(layer: Layer): number {
  return layer.volume.kind === 'image' ? 0 : 1
}

/** A dataset file's name; else the folder that all volumes lie in; else the first volume's name. */
function nameOf(all: readonly Part[]): string {
  const parts = all.filter(({ layers }) => layers.length > 0)
  const [first] = parts
  if (!first) return 'Dataset'
  if (parts.length === 1) return first.name
  const named = parts.find((part) => part.named)
  if (named) return named.name
  const parents = new Set(parts.map((part) => shownLocation(part.location).replace(/[\\/][^\\/]*$/, '')))
  const [parent] = parents
  const name = parents.size === 1 ? parent?.split(/[\\/]/).at(-1) : undefined
  return name ? name : `${first.name} and ${parts.length - 1} more`
}
