import { EDGE_COLUMNS, type EdgeRow } from '../../shared/agglomeration/edge-rows.ts'
import type { Sample } from '../neuropil/sample.ts'
import { supervoxelId } from '../neuropil/segmentation/supervoxels.ts'

/** The edges of a sample and the truth of its supervoxels, as the tables in csv that other tools read. */
export function sampleTables(sample: Sample): { readonly edges: string; readonly truth: string } {
  return { edges: edgesOf(sample), truth: truthOf(sample) }
}

function edgesOf({ contacts, labels, affinities }: Sample): string {
  const lines: string[] = [EDGE_COLUMNS.join(',')]
  for (let e = 0; e < contacts.count; e++) {
    const row: EdgeRow = {
      a: supervoxelId(labels, contacts.lower[e]!),
      b: supervoxelId(labels, contacts.higher[e]!),
      affinity: affinities[e]!,
      area: contacts.areas[e]!,
      position: [contacts.places[3 * e]! / 2, contacts.places[3 * e + 1]! / 2, contacts.places[3 * e + 2]! / 2],
    }
    lines.push([row.a, row.b, row.affinity, row.area, ...row.position].join(','))
  }
  return `${lines.join('\n')}\n`
}

function truthOf({ labels }: Sample): string {
  const lines = ['sv,voxels,neuron']
  for (let s = 1; s < labels.neuronOf.length; s++) {
    lines.push(`${supervoxelId(labels, s)},${labels.voxels[s]},${labels.neuronOf[s]}`)
  }
  return `${lines.join('\n')}\n`
}
