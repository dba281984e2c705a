import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { EDGE_COLUMNS, type EdgeRow, parseEdgeRows } from '../../../shared/agglomeration/edge-rows.ts'
import { parseTruthTable } from '../../../shared/practice/truth-table.ts'
import { ProblemError, type Result } from '../../../shared/problem.ts'
import { DEFAULT_SAMPLE, makeSample, type Sample } from '../../../tools/neuropil/sample.ts'
import { BASE_THRESHOLD } from '../../../tools/neuropil/segmentation/affinities.ts'
import { supervoxelId } from '../../../tools/neuropil/segmentation/supervoxels.ts'
import { sampleVersion } from '../../../tools/neuropil/write-sample.ts'
import { cacheFolder } from '../cache-folder.ts'
import { createCase, type DoubtCase } from './doubt-case.ts'

/** The seeds of the samples; that of the app's own sample is among them. */
export const SAMPLE_SEEDS = [1, 2, 3, 4, 5] as const

const { size, voxelSize } = DEFAULT_SAMPLE.extent

/** A sample is made once, which takes a minute, and kept in `.cache`. */
export function sampleCase(seed: number): DoubtCase {
  const folder = ensureSample(seed)
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')
  return createCase({
    name: `sample-${seed}`,
    voxelSize,
    size,
    rows: unwrap(parseEdgeRows(read('edges.csv'), 'edges.csv')),
    threshold: BASE_THRESHOLD,
    truth: unwrap(parseTruthTable(read('truth.csv'), 'truth.csv')),
  })
}

/** By voxel, x fastest: the number of its supervoxel, which is its row in the truth table, from 1; and its grey. */
export function sampleVoxels(seed: number): { readonly labels: Uint16Array; readonly grey: Uint8Array } {
  const folder = ensureSample(seed)
  const bytes = inflateRawSync(readFileSync(path.join(folder, 'labels.deflate')))
  return {
    labels: new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2),
    grey: inflateRawSync(readFileSync(path.join(folder, 'grey.deflate'))),
  }
}

function ensureSample(seed: number): string {
  const folder = path.join(cacheFolder, 'doubts', `sample-${sampleVersion()}-${seed}`)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const sample = makeSample({ ...DEFAULT_SAMPLE, seed }, () => {})
  const write = (name: string, bytes: string | Uint8Array) => writeFileSync(path.join(unfinished, name), bytes)
  write('edges.csv', edgesOf(sample))
  write('truth.csv', truthOf(sample))
  const { supervoxels } = sample.labels
  write('labels.deflate', deflateRawSync(new Uint8Array(supervoxels.buffer), { level: 1 }))
  write('grey.deflate', deflateRawSync(sample.em, { level: 1 }))
  renameSync(unfinished, folder)
  return folder
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

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}
