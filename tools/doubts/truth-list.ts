import { readFileSync } from 'node:fs'
import path from 'node:path'
import { openTableAgglomeration } from '../../shared/agglomeration/table-agglomeration.ts'
import { visitCandidates } from '../../shared/doubts/doubts.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { listOf, member, numberOf, parseJson, resultOf, textOf, vectorOf, wholeOf } from '../../shared/json-field.ts'
import { parseTruthTable } from '../../shared/practice/truth-table.ts'
import { ProblemError, unwrap } from '../../shared/problem.ts'
import { DEFAULT_SAMPLE, makeSample } from '../neuropil/sample.ts'
import { BASE_THRESHOLD } from '../neuropil/segmentation/affinities.ts'
import type { Example } from './fit-model.ts'
import { createJudge } from './judge.ts'
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
}

/** A sample volume, which is made for the purpose: that takes a minute. */
export interface MadeSample {
  readonly sample: number
}

/** Volumes of one list, and thresholds of one volume. */
const MAX_ENTRIES = 100

/** Seeds of samples are positive numbers of 31 bits. */
const MAX_SEED = 0x7fffffff

/** Throws a `ProblemError` that names the field. */
export function parseTruthList(text: string, file: string): readonly (TruthTables | MadeSample)[] {
  return unwrap(
    resultOf(parseJson(text), file, (whole) =>
      listOf<TruthTables | MadeSample>(whole, MAX_ENTRIES, (row) => {
        const sample = member(row, 'sample')
        if (sample.value !== undefined) return { sample: wholeOf(sample, 0, MAX_SEED) }
        return {
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
 * eighth of the volume are one group. Throws a `ProblemError` for files that cannot be read.
 */
export async function examplesOfList(entry: TruthTables | MadeSample, folder: string): Promise<readonly Example[]> {
  if (!('sample' in entry)) {
    return examplesOf({ ...entry, bytes: readTable(folder, entry.edges), text: textOfTable(folder, entry.truth) })
  }
  const { edges, truth } = sampleTables(makeSample({ ...DEFAULT_SAMPLE, seed: entry.sample }, () => {}))
  const { voxelSize } = DEFAULT_SAMPLE.extent
  const names = { edges: `sample ${entry.sample}`, truth: `truth of sample ${entry.sample}` }
  return examplesOf({
    ...{ ...names, voxelSize, thresholds: [BASE_THRESHOLD] },
    ...{ bytes: new TextEncoder().encode(edges), text: truth },
  })
}

interface ReadTables extends TruthTables {
  /** Of the table of edges. */
  readonly bytes: Uint8Array
  /** Of the truth. */
  readonly text: string
}

async function examplesOf({ edges, truth, thresholds, voxelSize, bytes, text }: ReadTables): Promise<Example[]> {
  const table = unwrap(parseTruthTable(text, truth))
  const examples: Example[] = []
  for (const threshold of thresholds) {
    const source = await openTableAgglomeration(bytes, edges, { threshold, voxelSize })
    const judge = await createJudge(source, table)
    await visitCandidates(
      { source, voxelSize },
      async () => {},
      (candidate) => {
        const isError = judge(candidate)
        if (isError !== undefined) examples.push({ candidate, isError, group: edges, weight: 1 })
      },
    )
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
