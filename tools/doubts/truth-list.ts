import { readFileSync } from 'node:fs'
import path from 'node:path'
import { openTableAgglomeration } from '../../shared/agglomeration/table-agglomeration.ts'
import type { Candidate } from '../../shared/doubts/candidate.ts'
import { visitCandidates } from '../../shared/doubts/doubts.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import {
  listOf,
  member,
  numberOf,
  parseJson,
  refuse,
  resultOf,
  textOf,
  vectorOf,
  wholeOf,
} from '../../shared/json-field.ts'
import { parseTruthTable } from '../../shared/practice/truth-table.ts'
import { ProblemError, unwrap } from '../../shared/problem.ts'
import { DEFAULT_SAMPLE, makeSample } from '../neuropil/sample.ts'
import { BASE_THRESHOLD } from '../neuropil/segmentation/affinities.ts'
import { supervoxelId } from '../neuropil/segmentation/supervoxels.ts'
import { heldVolume, openEvidenceVolume } from './evidence-volumes.ts'
import type { Example } from './fit-model.ts'
import { createJudge } from './judge.ts'
import { type EvidenceVolumes, firstLooked, lookAtVoxels } from './look-at-voxels.ts'
import { sampleTables } from './sample-tables.ts'

/** Tables of one volume whose truth is known. */
export interface TruthTables {
  /** Files, relative to the list. */
  readonly edges: string
  readonly truth: string
  /** Each makes a base agglomeration of its own. */
  readonly thresholds: readonly number[]
  /** Nanometres. */
  readonly voxelSize: Vec3
  /** The folder of the volume of supervoxels, relative to the list. Without it nothing is learned of voxels. */
  readonly labels?: string | undefined
  /** Folders of the image. Each may cover a part. */
  readonly images?: readonly string[] | undefined
}

/** A sample volume, which is made for the purpose: that takes a minute. */
export interface MadeSample {
  readonly sample: number
}

/** Volumes of one list, and thresholds of one volume. */
const MAX_ENTRIES = 100

/** Volumes of an image. */
const MAX_IMAGES = 16

/** Seeds of samples are positive numbers of 31 bits. */
const MAX_SEED = 0x7fffffff

/** Throws a `ProblemError` that names the field. */
export function parseTruthList(text: string, file: string): readonly (TruthTables | MadeSample)[] {
  return unwrap(
    resultOf(parseJson(text), file, (whole) =>
      listOf<TruthTables | MadeSample>(whole, MAX_ENTRIES, (row) => {
        const sample = member(row, 'sample')
        if (sample.value !== undefined) return { sample: wholeOf(sample, 0, MAX_SEED) }
        const [labels, images] = [member(row, 'labels'), member(row, 'images')]
        if (labels.value === undefined && images.value !== undefined) {
          refuse(images, 'is of no use without labels: an image is read at the contacts of labels')
        }
        return {
          ...(labels.value === undefined ? {} : { labels: textOf(labels) }),
          ...(images.value === undefined ? {} : { images: listOf(images, MAX_IMAGES, (item) => textOf(item)) }),
          edges: textOf(member(row, 'edges')),
          truth: textOf(member(row, 'truth')),
          thresholds: listOf(member(row, 'thresholds'), MAX_ENTRIES, numberOf, 1),
          voxelSize: vectorOf(member(row, 'voxelSize')),
        }
      }),
    ),
  )
}

/**
 * The candidates of a volume at each threshold, with what is true of them. What the truth does not know is left out. Those of one
 * eighth of the volume are one group. `tell` is called for voxels that cannot be read. Throws a `ProblemError` for files that cannot
 * be read.
 */
export async function examplesOfList(
  entry: TruthTables | MadeSample,
  folder: string,
  tell: (line: string) => void,
): Promise<readonly Example[]> {
  if (!('sample' in entry)) {
    const volumes = await openVolumes(entry, folder)
    const tables = { bytes: readTable(folder, entry.edges), text: textOfTable(folder, entry.truth) }
    return examplesOf({ ...entry, ...tables, volumes }, tell)
  }
  const sample = makeSample({ ...DEFAULT_SAMPLE, seed: entry.sample }, () => {})
  const { edges, truth } = sampleTables(sample)
  const { voxelSize, size } = DEFAULT_SAMPLE.extent
  const names = { edges: `sample ${entry.sample}`, truth: `truth of sample ${entry.sample}` }
  const idOf = (number: number) => (number === 0 ? 0n : supervoxelId(sample.labels, number))
  const labels = { kind: 'labels', numbers: sample.labels.supervoxels, idOf } as const
  const volumes = {
    labels: heldVolume({ size, voxelSize, voxels: labels }),
    images: [heldVolume({ size, voxelSize, voxels: { kind: 'grey', greys: sample.em } })],
  }
  const tables = { bytes: new TextEncoder().encode(edges), text: truth, volumes }
  return examplesOf({ ...names, voxelSize, thresholds: [BASE_THRESHOLD], ...tables }, tell)
}

async function openVolumes({ labels, images = [] }: TruthTables, folder: string): Promise<EvidenceVolumes | undefined> {
  if (labels === undefined) return undefined
  const open = (name: string, use: 'image' | 'labels') => openEvidenceVolume(path.join(folder, name), use)
  return { labels: await open(labels, 'labels'), images: await Promise.all(images.map((name) => open(name, 'image'))) }
}

interface ReadTables extends Omit<TruthTables, 'labels' | 'images'> {
  /** Of the table of edges. */
  readonly bytes: Uint8Array
  /** Of the truth. */
  readonly text: string
  readonly volumes: EvidenceVolumes | undefined
}

async function examplesOf(
  { edges, truth, thresholds, voxelSize, bytes, text, volumes }: ReadTables,
  tell: (line: string) => void,
): Promise<Example[]> {
  const table = unwrap(parseTruthTable(text, truth))
  const examples: Example[] = []
  for (const threshold of thresholds) {
    const source = await openTableAgglomeration(bytes, edges, { threshold, voxelSize })
    const judge = await createJudge(source, table)
    const candidates: Candidate[] = []
    await visitCandidates(
      { source, voxelSize },
      async () => {},
      (candidate) => candidates.push(candidate),
    )
    if (volumes !== undefined) {
      const { count, first } = await lookAtVoxels(source, volumes, firstLooked(candidates))
      if (first !== undefined) tell(`${edges}: ${count} times voxels could not be read (${first.message})`)
    }
    for (const candidate of candidates) {
      const isError = judge(candidate)
      if (isError !== undefined) examples.push({ candidate, isError, group: edges, weight: 1 })
    }
  }
  const middle = [0, 1, 2].map((axis) => {
    const sorted = examples.map(({ candidate }) => candidate.position[axis]!).sort((p, q) => p - q)
    return sorted[sorted.length >> 1]!
  })
  return examples.map((example) => {
    const eighth = example.candidate.position.map((at, axis) => (at < middle[axis]! ? 0 : 1)).join('')
    return { ...example, group: `${edges} ${eighth}` }
  })
}

function textOfTable(folder: string, name: string): string {
  return new TextDecoder().decode(readTable(folder, name))
}

function readTable(folder: string, name: string): Uint8Array<ArrayBuffer> {
  const file = path.join(folder, name)
  try {
    return new Uint8Array(readFileSync(file))
  } catch (cause) {
    throw new ProblemError({ kind: 'not-found', message: `${file} cannot be read`, file }, { cause })
  }
}
