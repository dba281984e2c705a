import { DEFAULT_THRESHOLD, isEdgeTable } from '../../../../shared/agglomeration/agglomeration-place.ts'
import { isAddressStart, placeKind } from '../../../../shared/bytes/address.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { DatasetFile } from '../../../../shared/dataset/dataset-file.ts'
import type { Editable, Layer } from '../../view/view-state.ts'

/** An agglomeration that a dataset file names for one of its layers, or that was opened by itself, with its sources. */
export interface OpenedAgglomeration {
  /** The source of the layer that it groups; undefined for the first segmentation. */
  readonly layerSource: string | undefined
  readonly agglomeration: ReadAgglomeration
  /** The folder that the facts are relative to. */
  readonly base: OpenedSource
  readonly facts: DatasetFile['facts']
}

type ReadAgglomeration = Exclude<Editable['agglomeration'], { readonly kind: 'identity' }>

/**
 * Opens the agglomeration of the first layer that has one; undefined when none has. `layersOfEach` has what was opened for each
 * layer of the description.
 */
export async function openAgglomeration(
  description: DatasetFile,
  layersOfEach: readonly (readonly Layer[])[],
  base: OpenedSource,
  openSource: (location: string) => Promise<OpenedSource>,
): Promise<OpenedAgglomeration | undefined> {
  const at = description.layers.findIndex(({ agglomeration }) => agglomeration !== undefined)
  const { agglomeration: named, threshold } = description.layers[at] ?? {}
  const layer = layersOfEach[at]?.[0]
  if (named === undefined || !layer) return undefined
  const isBeside = placeKind(named) === 'relative'
  const opened = await (isEdgeTable(named)
    ? openTable(named, threshold, isBeside ? base : undefined, openSource)
    : openFolder(named, isBeside ? base : undefined, openSource))
  return { layerSource: layer.sourceId, agglomeration: opened, base, facts: description.facts }
}

/** An agglomeration that was opened by itself, beside the volumes: a folder, or a table in it. */
export function givenAgglomeration(source: OpenedSource, table?: string): OpenedAgglomeration {
  const { sourceId, folder: location } = source
  const agglomeration: ReadAgglomeration =
    table === undefined
      ? { kind: 'zarr', sourceId, location, folder: '' }
      : { kind: 'table', sourceId, location, key: table, threshold: DEFAULT_THRESHOLD }
  return { layerSource: undefined, agglomeration, base: source, facts: {} }
}

/** A folder beside the dataset file is read through the file's own source; any other is a source of its own. */
async function openFolder(
  named: string,
  base: OpenedSource | undefined,
  openSource: (location: string) => Promise<OpenedSource>,
): Promise<ReadAgglomeration> {
  if (base) return { kind: 'zarr', sourceId: base.sourceId, location: base.folder, folder: named }
  const { sourceId, folder } = await openSource(named)
  return { kind: 'zarr', sourceId, location: folder, folder: '' }
}

async function openTable(
  named: string,
  threshold = DEFAULT_THRESHOLD,
  base: OpenedSource | undefined,
  openSource: (location: string) => Promise<OpenedSource>,
): Promise<ReadAgglomeration> {
  if (base) return { kind: 'table', sourceId: base.sourceId, location: base.folder, key: named, threshold }
  const { folder, file } = splitPlace(named)
  const source = await openSource(folder)
  return { kind: 'table', sourceId: source.sourceId, location: source.folder, key: file, threshold }
}

/** The folder of a file, as path or address with its query, and the name of the file. */
export function splitPlace(place: string): { readonly folder: string; readonly file: string } {
  const isAddress = isAddressStart(place)
  const at = isAddress ? place.search(/[?#]|$/) : place.length
  const path = place.slice(0, at)
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  const name = path.slice(cut + 1)
  return { folder: path.slice(0, cut) + place.slice(at), file: isAddress ? decodeURIComponent(name) : name }
}

/**
 * What can be proofread in a dataset: the layer with an agglomeration, else its first segmentation, whose labels are
 * then the segments. One is proofread at a time. `nameOf` is the id that the layer's dataset file gives its dataset; where
 * it gives none, edits name the location.
 */
export function editableOf(
  layers: readonly Layer[],
  opened: OpenedAgglomeration | undefined,
  nameOf: (layer: Layer) => string | undefined,
): Editable | undefined {
  const layer =
    opened?.layerSource === undefined
      ? layers.find(({ volume }) => volume.kind === 'segmentation')
      : layers.find(({ sourceId }) => sourceId === opened.layerSource)
  if (!layer) return undefined
  const common = { layerId: layer.id, voxelSize: layer.volume.scales[0].resolution, readOnly: layer.readOnly }
  if (!opened) {
    return {
      ...common,
      id: nameOf(layer) ?? layer.location,
      agglomeration: { kind: 'identity' },
      facts: {},
      sources: [],
    }
  }
  const { agglomeration, base, facts, layerSource } = opened
  return {
    ...common,
    // Edits on another agglomeration than the dataset file's are other edits.
    id: (layerSource === undefined ? undefined : nameOf(layer)) ?? placeOf(agglomeration),
    agglomeration,
    facts: { ...factsOf(facts), sourceId: base.sourceId },
    sources: [...new Set([agglomeration.sourceId, base.sourceId])],
  }
}

/** Names an agglomeration in edits. Another threshold makes other segments. */
function placeOf(agglomeration: ReadAgglomeration): string {
  const { location } = agglomeration
  if (agglomeration.kind === 'table') return `${location}/${agglomeration.key}#${agglomeration.threshold}`
  return agglomeration.folder === '' ? location : `${location}/${agglomeration.folder}`
}

/**
 * The files that the edit worker reads. The truth of a dataset is a volume; the edit worker reads the table by
 * supervoxel.
 */
function factsOf({ neurons, planted, supervoxelTruth, scores, doubtModel }: DatasetFile['facts']): Editable['facts'] {
  return { neurons, planted, scores, doubtModel, truth: supervoxelTruth }
}
