import { choiceOf, type Field, idOf, listOf, member, refuse, resultOf, textOf, vectorOf } from '../json-field.ts'
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
    const supervoxel = member(row, 'somaSupervoxel')
    const neuron = textOf(member(row, 'id'), MAX_ID_CHARACTERS)
    return supervoxel.value === undefined ? [] : [{ neuron, supervoxel: idOf(supervoxel, 1n) }]
  })
}

/** `planted.json`: a list of `{kind: 'false-split' | 'false-merge', supervoxels: [id, id], position?: [x, y, z], …}`. */
export function parsePlanted(json: unknown, file: string): Result<readonly PlantedError[]> {
  return parseRows(json, file, (row) => {
    const supervoxels = member(row, 'supervoxels')
    const [a, b, ...more] = listOf(supervoxels, 2, (id) => idOf(id, 1n))
    if (a === undefined || b === undefined || more.length > 0) refuse(supervoxels, 'must be a list of two supervoxels')
    const place = member(row, 'position')
    const position = place.value === undefined ? undefined : vectorOf(place)
    return [{ kind: choiceOf(member(row, 'kind'), ['false-split', 'false-merge']), supervoxels: [a, b], position }]
  })
}

function parseRows<T>(json: unknown, file: string, read: (row: Field) => readonly T[]): Result<readonly T[]> {
  return resultOf(json, file, (whole) => listOf(whole, MAX_ROWS, read).flat())
}
