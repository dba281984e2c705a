import { AGGLOMERATION_MARK, isEdgeTable } from '../../../../shared/agglomeration/agglomeration-place.ts'
import { assert } from '../../../../shared/assert.ts'
import { placeKind } from '../../../../shared/bytes/address.ts'
import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import {
  absolutePlaces,
  type DatasetFile,
  type DatasetMeshes,
  parseDatasetFile,
} from '../../../../shared/dataset/dataset-file.ts'
import type { LinkedView } from '../../../../shared/link/neuroglancer/linked-view.ts'
import { isNeuroglancerLink } from '../../../../shared/link/neuroglancer/read-link.ts'
import { isNeuroglancerState, readNeuroglancerView } from '../../../../shared/link/neuroglancer/read-view.ts'
import { ProblemError, problemOf, type Result, unwrap } from '../../../../shared/problem.ts'
import type { Dataset, Layer, NamedMeshes } from '../../view/view-state.ts'
import { sourcesOf } from '../layer-sources.ts'
import { openChunks } from './chunk-source.ts'
import { editableOf, givenAgglomeration, type OpenedAgglomeration, openAgglomeration, splitPlace } from './editable.ts'
import { type Found, type FoundVolume, findInFolder, volumesInWords } from './find-volume.ts'
import { OTHERS } from './folder-marks.ts'
import { formatsOf } from './formats-of.ts'
import { linkOf } from './link-of-parts.ts'
import { nothingIn } from './nothing-in.ts'
import { type LinkedPart, openLinkedLayers } from './open-linked.ts'
import { fileIn, type OpeningServices } from './read-description.ts'
import { readLinkState } from './read-link-state.ts'
import type { StateOutcome } from './read-state.ts'
import { LONG_TEXT } from './state-reader.ts'
import { layersOf } from './volume-layers.ts'

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
    const isBelow = beside !== undefined && placeKind(named) === 'relative'
    const source = isBelow ? await services.openBelow(beside.sourceId, named) : await services.openSource(named)
    const file = shownLocation(isBelow ? `${beside.folder}/${named}` : named)
    if (!source.ok) throw new ProblemError({ file, ...source.problem })
    opened.push(source.value.sourceId)
    return source.value
  }
  try {
    options.onStep(`Reading ${locations.map(shownLocation).join(' and ')}`)
    const parts = await allOf(locations.map((location) => openPart(location, openSource, services, options)))
    const layers = withDistinctIds(parts.flatMap((part) => part.layers))
    const homeOf = (sourceId: string) => parts.find((part) => part.layers.some((one) => one.sourceId === sourceId))
    const agglomeration = chosenAgglomeration(parts)
    const editable = editableOf(layers, agglomeration, ({ sourceId }) => homeOf(sourceId)?.id)
    const edited = layers.find(({ id }) => id === editable?.layerId)
    const store = edited && homeOf(edited.sourceId)?.store
    const used = new Set([...layers.flatMap(sourcesOf), ...(editable?.sources ?? [])])
    await Promise.all(opened.filter((id) => !used.has(id)).map((id) => services.closeSource(id)))
    const normal = parts.flatMap((part) => part.locations)
    const link = linkOf(parts, layers)
    return { ok: true, value: { name: nameOf(parts), locations: normal, layers, editable, store, link } }
  } catch (error) {
    await Promise.all(opened.map((id) => services.closeSource(id)))
    const problem = problemOf(error)
    if (!problem) throw error
    return { ok: false, problem }
  }
}

interface Part {
  readonly locations: readonly string[]
  readonly name: string
  /** Whether a dataset file or a link gave the name. */
  readonly named: boolean
  /** From the dataset file: what the team calls the dataset, and its central store. */
  readonly id?: string | undefined
  readonly store?: string | undefined
  readonly layers: readonly Layer[]
  readonly agglomeration?: OpenedAgglomeration | undefined
  /** Of a Neuroglancer link. */
  readonly linked?: LinkedPart['linked'] | undefined
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

/** A table of edges is no folder: the folder around it is opened. */
async function openPart(
  location: string,
  openSource: OpenSource,
  services: OpeningServices,
  options: OpeningOptions,
): Promise<Part> {
  if (isNeuroglancerLink(location)) return readLink(location, openSource, services, options)
  if (!isEdgeTable(location)) return readPart(await openSource(location), openSource, services, options)
  const { folder, file } = splitPlace(location)
  const source = await openSource(folder)
  return {
    locations: [location],
    name: file,
    named: false,
    layers: [],
    agglomeration: givenAgglomeration(source, file),
  }
}

async function readLink(
  link: string,
  openSource: OpenSource,
  services: OpeningServices,
  { signal, onStep }: OpeningOptions,
): Promise<Part> {
  if (link.length >= LONG_TEXT) onStep(`Reading a Neuroglancer link of ${millions(link.length)} characters`)
  const view = await readLinkState(link, openSource, services, signal)
  onStep('Reading the layers of a Neuroglancer link')
  const mayRead = async () => false
  return { ...(await openLinkedLayers(view, { openSource, services, signal, mayRead })), named: true }
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} million`
}

async function readPart(
  opened: OpenedSource,
  openSource: OpenSource,
  services: OpeningServices,
  { signal, onStep }: OpeningOptions,
): Promise<Part> {
  const { location } = opened
  const isOnWeb = placeKind(location) === 'address'
  const openLinkedFile = async (view: LinkedView, file: string): Promise<Part> => {
    const mayRead = async (places: readonly string[]) => !isOnWeb && (await services.mayRead(file, places))
    return { ...(await openLinkedLayers(view, { openSource, services, signal, mayRead })), named: true }
  }
  const [source, found] = await findPart(opened, openSource, services, signal)
  if (found === undefined) throw await nothingIn(opened, services, signal)
  if (found.kind === 'volume') {
    const layers = await volumeLayers(source.name, source, found, openSource, services, signal)
    return { locations: [location], name: source.name, named: false, layers }
  }
  if (found.kind === 'view') return openLinkedFile(found.view, fileIn(source, found.key))
  const { key: datasetKey, json } = found
  if (datasetKey === AGGLOMERATION_MARK) {
    const agglomeration = givenAgglomeration(source)
    return { locations: [location], name: source.name, named: false, layers: [], agglomeration }
  }
  const file = fileIn(source, datasetKey)
  if (isNeuroglancerState(json)) return openLinkedFile(unwrap(readNeuroglancerView(json, file)), file)
  const description = unwrap(parseDatasetFile(json, file))
  await askForPlaces(absolutePlaces(description), source, file, services)
  onStep(`Reading the layers of ${description.name}`)
  const layersEach = await allOf(
    description.layers.map((wanted, i) =>
      readLayer(wanted, `layers[${i}]`, source, file, openSource, services, signal),
    ),
  )
  const { name, id, store } = description
  const layers = layersEach.flat()
  const agglomeration = await openAgglomeration(description, layersEach, source, openSource)
  return { locations: [location], name, named: true, id, store, layers, agglomeration }
}

/** A file that was named and that holds a state of Neuroglancer. */
interface NamedView {
  readonly kind: 'view'
  readonly key: string
  readonly view: LinkedView
}

function viewIn(outcome: StateOutcome, key: string): NamedView {
  assert(outcome.kind === 'view', 'a file names no other file')
  return { kind: 'view', key, view: outcome.view }
}

/** What was opened: the dataset file that was named, or whatever the folder holds. */
async function findPart(
  source: OpenedSource,
  openSource: OpenSource,
  services: OpeningServices,
  signal: AbortSignal,
): Promise<readonly [OpenedSource, Found | NamedView | undefined]> {
  const inFolder = (folder: OpenedSource) =>
    findInFolder(folder, { services, signal, others: OTHERS, formats: formatsOf(source) })
  const { description: key } = source
  if (key === undefined) return [source, await inFolder(source)]
  const bytes = await services.read(source.sourceId, key, signal)
  if (bytes !== undefined) {
    const outcome = unwrap(await services.readState({ kind: 'description', bytes, file: fileIn(source, key) }, signal))
    return [source, outcome.kind === 'json' ? { kind: 'other', key, json: outcome.json } : viewIn(outcome, key)]
  }
  // A folder may have such a name: on the web only its files can tell.
  const below = await openSource(key, source)
  return [below, await inFolder(below)]
}

/** A dataset file may name folders anywhere on its own machine, where the person allows that. */
async function askForPlaces(
  places: readonly string[],
  source: OpenedSource,
  file: string,
  services: OpeningServices,
): Promise<void> {
  if (places.length === 0) return
  const isOnWeb = placeKind(source.location) === 'address'
  if (!isOnWeb && (await services.mayRead(file, places))) return
  const why = isOnWeb ? 'a dataset on the web names none on this machine' : 'that was not allowed'
  throw new ProblemError({ kind: 'outside', message: `${file} names ${places.join(', ')}, and ${why}`, file })
}

/** The one that is opened beside the volumes; else the first that a dataset file names. */
function chosenAgglomeration(parts: readonly Part[]): OpenedAgglomeration | undefined {
  const given = parts.flatMap(({ locations: [location = ''], agglomeration }) => {
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
): Promise<readonly Layer[]> {
  const source = await openSource(wanted.source, base)
  const found = await findInFolder(source, { services, signal, kind: wanted.kind, formats: formatsOf(source) })
  if (found?.kind !== 'volume') {
    throw new ProblemError({
      kind: 'not-a-volume',
      message: `The layer "${wanted.name}" names ${source.folder}, which does not hold ${volumesInWords(formatsOf(source))}`,
      file,
      field: `${field}.source`,
    })
  }
  const { volume } = found.stored
  if (volume.kind !== wanted.kind) {
    throw new ProblemError({
      kind: 'bad-description',
      message: `The layer "${wanted.name}" is called ${wanted.kind}, but its volume says it is ${volume.kind}`,
      file,
      field: `${field}.kind`,
    })
  }
  const namedMeshes = wanted.meshes && (await openMeshes(wanted.meshes, base, openSource))
  const chunks = await openChunks(source, found, openSource)
  return layersOf(wanted.name, source, found, chunks).map((layer) => ({ ...layer, namedMeshes }))
}

/** Meshes that cannot be opened cost themselves alone. */
async function openMeshes(meshes: DatasetMeshes, base: OpenedSource, openSource: OpenSource): Promise<NamedMeshes> {
  try {
    return { opened: { ok: true, value: await openSource(meshes.source, base) }, of: meshes.of }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined || problem.kind === 'cancelled') throw error
    return { opened: { ok: false, problem }, of: meshes.of }
  }
}

/** The layers of a volume, and of those that belong to it, such as the labels of an image. */
async function volumeLayers(
  name: string,
  source: OpenedSource,
  found: FoundVolume,
  openSource: OpenSource,
  services: OpeningServices,
  signal: AbortSignal,
): Promise<readonly Layer[]> {
  const beside = await allOf(
    found.stored.beside.map(async ({ folder, kind }) => {
      const below = await openSource(folder, source)
      const volume = await findInFolder(below, { services, signal, kind })
      return volume?.kind === 'volume' ? layersOf(below.name, below, volume) : []
    }),
  )
  const chunks = await openChunks(source, found, openSource)
  return [...layersOf(name, source, found, chunks), ...beside.flat()]
}

/**
 * Orders images first, so that segments lie over tissue. Gives each layer its own id, even where one volume is opened
 * twice.
 */
function withDistinctIds(layers: readonly Layer[]): readonly Layer[] {
  const ordered = [...layers].sort((a, b) => rank(a) - rank(b))
  return ordered.map((layer, i) => {
    const before = ordered.slice(0, i).filter((other) => other.id === layer.id).length
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
  const parents = new Set(parts.map((part) => shownLocation(part.locations[0] ?? '').replace(/[\\/][^\\/]*$/, '')))
  const [parent] = parents
  const name = parents.size === 1 ? parent?.split(/[\\/]/).at(-1) : undefined
  return name ? name : `${first.name} and ${parts.length - 1} more`
}
