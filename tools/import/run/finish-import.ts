import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { layOutAgglomeration } from '../../../shared/agglomeration/lay-out-agglomeration.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { agglomerationFiles } from '../../agglomeration-writer.ts'
import { infoText } from '../../precomputed-writer.ts'
import {
  contactAffinities,
  imageAffinities,
  joinApart,
  LABEL_THRESHOLD,
  meanAffinities,
} from '../labels/join-labels.ts'
import { readGraph, type SupervoxelGraph } from '../labels/supervoxel-graph.ts'
import { fileOf, type ImportPlan, type LabelPlan, WORK_FOLDER } from '../plan/import-plan.ts'
import { shardsOf } from '../plan/shards.ts'
import type { DurableFiles } from './durable-files.ts'
import { markOf } from './journal.ts'

/** Hexadecimal digits of the id of a dataset. */
const ID_DIGITS = 16

/** What an import has made. */
export interface Finished {
  /** The `skein.json`, to open. */
  readonly datasetFile: string
  readonly graph?: GraphCounts | undefined
}

export interface GraphCounts {
  readonly supervoxels: number
  readonly segments: number
  readonly contacts: number
  /** Labels whose parts do not touch; they were joined all the same. */
  readonly labelsInParts: number
}

/**
 * Writes what is read first, last: the agglomeration, the descriptions of the volumes, `skein.json`. Then what was kept
 * for a resume goes.
 */
export async function finishImport(plan: ImportPlan, files: DurableFiles): Promise<Finished> {
  const { out, image, labels } = plan
  const text = new TextEncoder()
  const graph = labels?.supervoxels === 'cut' ? await writeGraph(plan, labels, files) : undefined
  if (image !== undefined) {
    const { voxelType, scales } = image
    await files.write(join(image.folder, 'info'), text.encode(infoText({ kind: 'image', voxelType, scales })))
  }
  if (labels !== undefined) {
    const { voxelType, scales } = labels
    await files.write(join(labels.folder, 'info'), text.encode(infoText({ kind: 'segmentation', voxelType, scales })))
  }
  const datasetFile = join(out, 'skein.json')
  await files.write(datasetFile, text.encode(datasetText(plan)))
  await rm(join(out, WORK_FOLDER), { recursive: true, force: true })
  return { datasetFile, graph }
}

async function writeGraph({ out }: ImportPlan, labels: LabelPlan, files: DurableFiles): Promise<GraphCounts> {
  const [{ resolution, voxelOffset }] = labels.scales
  const graph = await readGraph(join(out, WORK_FOLDER), shardsOf(labels.scales[0]), resolution, voxelOffset)
  const threshold = labels.threshold ?? LABEL_THRESHOLD
  const sure = surenessOf(labels, graph)
  const affinities = contactAffinities(graph, sure, threshold, labels.threshold === undefined)
  const { edges, labelsInParts } = joinApart(graph, affinities, resolution, voxelOffset)
  const insides = withOffset(graph.insides, voxelOffset)
  const arrays = layOutAgglomeration({ ids: graph.ids, insides, edges, threshold })
  const attributes = { skein: { threshold, volume: 'labels' } }
  for (const { path, bytes } of agglomerationFiles(arrays, attributes, { supervoxel_labels: graph.labels })) {
    await files.write(join(out, 'agglomeration', ...path.split('/')), bytes)
  }
  return {
    supervoxels: graph.ids.length - 1,
    segments: arrays.agglomerate_to_segments_offsets.length - 2,
    contacts: affinities.length,
    labelsInParts,
  }
}

function surenessOf({ evidence }: LabelPlan, graph: SupervoxelGraph): Float32Array | undefined {
  if (evidence === undefined) return undefined
  return evidence === 'image' ? imageAffinities(graph) : meanAffinities(graph, fileOf(evidence.byAxis[0]))
}

/** Positions in an agglomeration are voxels with the offset of the volume. */
function withOffset(insides: Uint32Array, offset: Vec3): Int32Array {
  return Int32Array.from(insides, (at, i) => (i < 3 ? 0 : at + offset[i % 3]!))
}

/** Edits name supervoxels, so an import of other inputs or with other settings has another id. */
function datasetText(plan: ImportPlan): string {
  const { name, image, labels } = plan
  const id = `import-${markOf(plan).slice(0, ID_DIGITS)}`
  const layers = []
  if (image !== undefined) layers.push({ name: 'Image', kind: 'image', source: 'image' })
  if (labels !== undefined) {
    const grouped = labels.supervoxels === 'cut' ? { agglomeration: 'agglomeration' } : {}
    layers.push({ name: 'Segments', kind: 'segmentation', source: 'labels', ...grouped })
  }
  const voxelSize = (image ?? labels)?.scales[0].resolution
  return `${JSON.stringify({ name, id, voxelSize, layers, import: { maker: 'skein import' } }, null, 2)}\n`
}
