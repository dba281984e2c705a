import type { Problem, Result } from '../problem.ts'

/** What is known to be true of each supervoxel, for practice and for scoring. */
export interface TruthTable {
  readonly supervoxels: BigUint64Array
  /** The neuron of each, numbered from 0. */
  readonly neurons: Uint32Array
  readonly neuronCount: number
  /** Voxels of each: its weight. */
  readonly voxels: Float64Array
}

/** Supervoxels of one table. A practice volume is small. */
const MAX_ROWS = 10_000_000

/** Names of the neuron's column: Skein's own, and that of tables with the body that has most of a supervoxel's voxels. */
const NEURON_COLUMNS = ['neuron', 'gt_body_majority']

const ID = /^(?:0|[1-9][0-9]{0,19})$/
const ID_MAX = 2n ** 64n - 1n

/**
 * Reads a csv with the columns sv, voxels, and neuron or gt_body_majority, in any order among others; ids in decimal.
 * Fails with 'bad-description' or 'too-large', naming the line and the column.
 */
export function parseTruthTable(text: string, file: string): Result<TruthTable> {
  const lines = text.split(/\r?\n/)
  const header = (lines[0] ?? '').split(',').map((name) => name.trim())
  const [sv, weight] = [header.indexOf('sv'), header.indexOf('voxels')]
  const neuron = header.findIndex((name) => NEURON_COLUMNS.includes(name))
  for (const [name, column] of [['sv', sv] as const, ['voxels', weight] as const, ['neuron', neuron] as const]) {
    if (column < 0) return bad(file, 'line 1', `has no column ${name}`)
  }
  if (lines.length - 1 > MAX_ROWS) return bad(file, `line ${MAX_ROWS + 2}`, `is one too many: ${MAX_ROWS} supervoxels`)
  const ids: bigint[] = []
  const neurons: number[] = []
  const voxels: number[] = []
  const numberOf = new Map<string, number>()
  const seen = new Set<bigint>()
  for (let n = 1; n < lines.length; n++) {
    if (lines[n]!.trim() === '') continue
    const cells = lines[n]!.split(',').map((cell) => cell.trim())
    const [id, of, count] = [cells[sv] ?? '', cells[neuron] ?? '', cells[weight] ?? '']
    if (!ID.test(id) || BigInt(id) > ID_MAX || BigInt(id) === 0n)
      return bad(file, `line ${n + 1}`, `has no id in sv: "${id}"`)
    if (!ID.test(of)) return bad(file, `line ${n + 1}`, `has no id in ${header[neuron]}: "${of}"`)
    if (!ID.test(count) || !Number.isSafeInteger(Number(count))) {
      return bad(file, `line ${n + 1}`, `has no whole number in voxels: "${count}"`)
    }
    if (seen.has(BigInt(id))) return bad(file, `line ${n + 1}`, `has supervoxel ${id} for the second time`)
    seen.add(BigInt(id))
    ids.push(BigInt(id))
    if (!numberOf.has(of)) numberOf.set(of, numberOf.size)
    neurons.push(numberOf.get(of)!)
    voxels.push(Number(count))
  }
  const value: TruthTable = {
    supervoxels: BigUint64Array.from(ids),
    neurons: Uint32Array.from(neurons),
    neuronCount: numberOf.size,
    voxels: Float64Array.from(voxels),
  }
  return { ok: true, value }
}

function bad(file: string, field: string, what: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind: 'bad-description', message: `${field} of ${file} ${what}`, file, field } }
}
