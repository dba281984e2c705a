import { type Field, fieldsOf, idOf, isRecord, listOf, MalformedField, textOf } from '../edits/json-fields.ts'
import type { Result } from '../problem.ts'
import type { PlantedError } from './practice.ts'

/** Rows of one file. */
const MAX_ROWS = 1_000_000
/** Characters of a neuron's id. */
const MAX_ID_CHARACTERS = 64

/** A neuron whose cell body is in the volume. */
export interface NeuronSoma {
  readonly neuron: string
  /** The supervoxel at its nucleus. */
  readonly supervoxel: bigint
}

/**
 * The cell bodies out of `neurons.json`: a list of `{id, kind, …, somaSupervoxel?}`; rows without `somaSupervoxel` have
 * none. Unknown fields are for other readers. Fails with 'bad-description', naming the field.
 */
export function parseNeurons(json: unknown, file: string): Result<readonly NeuronSoma[]> {
  return parseRows(json, file, (row) => {
    const field = fieldsOfRow(row)
    const supervoxel = field('somaSupervoxel')
    const neuron = textOf(field('id'), MAX_ID_CHARACTERS)
    return supervoxel.value === undefined ? [] : [{ neuron, supervoxel: idOf(supervoxel, 1n) }]
  })
}

/** `planted.json`: a list of `{kind: 'false-split' | 'false-merge', supervoxels: [id, id], …}`. */
export function parsePlanted(json: unknown, file: string): Result<readonly PlantedError[]> {
  return parseRows(json, file, (row) => {
    const field = fieldsOfRow(row)
    const kind = field('kind')
    if (kind.value !== 'false-split' && kind.value !== 'false-merge') {
      throw new MalformedField(kind.path, "'false-split' or 'false-merge'")
    }
    const [a, b, ...more] = listOf(field('supervoxels'), 2, (id) => idOf(id, 1n))
    if (a === undefined || b === undefined || more.length > 0) {
      throw new MalformedField(field('supervoxels').path, 'a list of two supervoxels')
    }
    return [{ kind: kind.value, supervoxels: [a, b] }]
  })
}

function fieldsOfRow({ path, value }: Field): (name: string) => Field {
  if (!isRecord(value)) throw new MalformedField(path, 'an object')
  return fieldsOf(path, value)
}

function parseRows<T>(json: unknown, file: string, read: (row: Field) => readonly T[]): Result<readonly T[]> {
  try {
    return { ok: true, value: listOf({ path: '', value: json }, MAX_ROWS, read).flat() }
  } catch (error) {
    if (!(error instanceof MalformedField)) throw error
    const message = `In ${file}, ${error.message}`
    return { ok: false, problem: { kind: 'bad-description', message, file, field: error.field } }
  }
}
