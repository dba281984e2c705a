import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { parseEdgeRows } from '../../../shared/agglomeration/edge-rows.ts'
import { parseTruthTable } from '../../../shared/practice/truth-table.ts'
import { unwrap } from '../../../shared/problem.ts'
import { sampleTables } from '../../../tools/doubts/sample-tables.ts'
import { DEFAULT_SAMPLE, makeSample } from '../../../tools/neuropil/sample.ts'
import { BASE_THRESHOLD } from '../../../tools/neuropil/segmentation/affinities.ts'
import { sampleVersion } from '../../../tools/neuropil/write-sample.ts'
import { cacheFolder } from '../cache-folder.ts'
import { createCase, type DoubtCase } from './doubt-case.ts'

/** The seeds of the samples; that of the app's own sample is the first. Seed 3 could not be made when the first figures were taken. */
export const SAMPLE_SEEDS = [1, 2, 4, 5, 6] as const

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
  const { edges, truth } = sampleTables(sample)
  write('edges.csv', edges)
  write('truth.csv', truth)
  const { supervoxels } = sample.labels
  write('labels.deflate', deflateRawSync(new Uint8Array(supervoxels.buffer), { level: 1 }))
  write('grey.deflate', deflateRawSync(sample.em, { level: 1 }))
  renameSync(unfinished, folder)
  return folder
}
