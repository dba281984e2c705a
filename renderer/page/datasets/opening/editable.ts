import { placeKind } from '../../../../shared/bytes/address.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import type { DatasetFile } from '../../../../shared/dataset/dataset-file.ts'
import type { Editable, Layer } from '../../view/view-state.ts'

/** An agglomeration that a dataset file names for one of its layers, or that was opened by itself, with its sources. */
export interface OpenedAgglomeration {
  /** The source of the layer that it groups; undefined for the first segmentation. */
  readonly layerSource: string | undefined
  readonly agglomeration: { readonly sourceId: string; readonly location: string; readonly folder: string }
  /** The folder that the facts are relative to. */
  readonly base: OpenedSource
  readonly facts: DatasetFile['facts']
}

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
  const named = description.layers[at]?.agglomeration
  const layer = layersOfEach[at]?.[0]
  if (named === undefined || !layer) return undefined
  const agglomeration = await openFolder(named, base, openSource)
  return { layerSource: layer.sourceId, agglomeration, base, facts: description.facts }
}

/** An agglomeration that was opened by itself, beside the volumes. */
export function givenAgglomeration(source: OpenedSource): OpenedAgglomeration {
  const { sourceId, folder } = source
  return {
    layerSource: undefined,
    agglomeration: { sourceId, location: folder, folder: '' },
    base: source,
    facts: {},
  }
}

/** A folder beside the dataset file is read through the file's own source; one on the web is a source of its own. */
async function openFolder(
  named: string,
  base: OpenedSource,
  openSource: (location: string) => Promise<OpenedSource>,
): Promise<OpenedAgglomeration['agglomeration']> {
  const { sourceId, folder } = base
  if (placeKind(named) === 'relative') return { sourceId, location: folder, folder: named }
  const source = await openSource(named)
  return { sourceId: source.sourceId, location: source.folder, folder: '' }
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
  const common = { layerId: layer.id, voxelSize: layer.volume.scales[0].resolution }
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
  const { sourceId, location, folder } = agglomeration
  return {
    ...common,
    // Edits on another agglomeration than the dataset file's are other edits.
    id: (layerSource === undefined ? undefined : nameOf(layer)) ?? (folder === '' ? location : `${location}/${folder}`),
    agglomeration: { kind: 'zarr', sourceId, location, folder },
    facts: { ...factsOf(facts), sourceId: base.sourceId },
    sources: [...new Set([sourceId, base.sourceId])],
  }
}

/**
 * The files that the edit worker reads. The truth of a dataset is a volume; the edit worker reads the table by
 * supervoxel.
 */
function factsOf({ neurons, planted, supervoxelTruth, scores }: DatasetFile['facts']): Editable['facts'] {
  return { neurons, planted, scores, truth: supervoxelTruth }
}
