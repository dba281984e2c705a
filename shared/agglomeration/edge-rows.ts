import type { Vec3 } from '../geometry.ts'
import type { Problem, Result } from '../problem.ts'

/** The columns that a table of edges must have, in any order. Other columns are ignored. */
export const EDGE_COLUMNS = ['sv_a', 'sv_b', 'affinity', 'contact_area', 'x', 'y', 'z'] as const

type Column = (typeof EDGE_COLUMNS)[number]

/** The text of a column of one row. */
type Cells = (name: Column) => string

const MAX_ID = (1n << 64n) - 1n

/** The most edges of one table. */
const MAX_ROWS = 50_000_000

/** An edge between two supervoxels, the lower id first. */
export interface EdgeRow {
  readonly a: bigint
  readonly b: bigint
  /** 0 to 1; a high affinity means that both ends belong to one neuron. */
  readonly affinity: number
  /** The number of voxel faces that they share. */
  readonly area: number
  /** In voxels of the finest scale. */
  readonly position: Vec3
}

/**
 * Reads a csv file that has each pair of supervoxels once: ids in decimal, affinity from 0 to 1, contact area in faces,
 * position in voxels of the finest scale. It fails with `bad-description` or `too-large`, and names line and column.
 */
export function parseEdgeRows(text: string, file: string, options: EdgeRowOptions = {}): Result<readonly EdgeRow[]> {
  const lines = text.split(/\r?\n/)
  const header = (lines[0] ?? '').split(',').map((name) => name.trim())
  const rows = lines.slice(1).map((line) => (line.trim() === '' ? undefined : line.split(',')))
  const cellsOf = (row: number): Cells | undefined => {
    const cells = rows[row]
    return cells && ((name) => (cells[header.indexOf(name)] ?? '').trim())
  }
  return readEdgeRows({ header, count: rows.length, cellsOf, nameOf: (row) => `line ${row + 2}` }, file, options)
}

interface EdgeRowOptions {
  /** A pair may be listed more than once: all its rows come. */
  readonly mayRepeat?: boolean
}

/** A table of edges, whatever its file. */
export interface EdgeCells {
  readonly header: readonly string[]
  readonly count: number
  /** Undefined for a row that is empty. */
  cellsOf(row: number): Cells | undefined
  /** How messages name a row. */
  nameOf(row: number): string
}

/** Checks each row of a table, see `parseEdgeRows`. */
export function readEdgeRows(
  { header, count, cellsOf, nameOf }: EdgeCells,
  file: string,
  { mayRepeat = false }: EdgeRowOptions = {},
): Result<readonly EdgeRow[]> {
  const missing = EDGE_COLUMNS.find((name) => !header.includes(name))
  if (missing !== undefined) return bad(file, nameOf(-1), `has no column ${missing}`)
  if (count > MAX_ROWS) {
    const message = `${file} has more than the ${MAX_ROWS} edges that Skein reads from a table`
    return { ok: false, problem: { kind: 'too-large', message, file } }
  }
  const rows: EdgeRow[] = []
  const pairs = new Set<string>()
  for (let n = 0; n < count; n += 1) {
    const cells = cellsOf(n)
    if (cells === undefined) continue
    const row = readRow(cells, nameOf(n), file)
    if (!row.ok) return row
    const pair = `${row.value.a},${row.value.b}`
    if (!mayRepeat && pairs.has(pair)) return bad(file, nameOf(n), `repeats the pair ${pair}`)
    pairs.add(pair)
    rows.push(row.value)
  }
  if (rows.length === 0) return bad(file, nameOf(0), 'is missing: the table has no edges')
  return { ok: true, value: rows }
}

function readRow(text: Cells, line: string, file: string): Result<EdgeRow> {
  for (const name of ['sv_a', 'sv_b'] as const) {
    const isId = /^[0-9]{1,20}$/.test(text(name)) && BigInt(text(name)) > 0n && BigInt(text(name)) <= MAX_ID
    if (!isId) return bad(file, line, `has no supervoxel id in ${name}: "${text(name)}"`)
  }
  for (const name of ['affinity', 'contact_area', 'x', 'y', 'z'] as const) {
    if (text(name) === '' || !Number.isFinite(Number(text(name)))) {
      return bad(file, line, `has no number in ${name}: "${text(name)}"`)
    }
  }
  const [first, second] = [BigInt(text('sv_a')), BigInt(text('sv_b'))]
  const affinity = Number(text('affinity'))
  const area = Number(text('contact_area'))
  if (first === second) return bad(file, line, `joins supervoxel ${first} to itself`)
  if (affinity < 0 || affinity > 1) return bad(file, line, `has an affinity that is not between 0 and 1: ${affinity}`)
  if (area < 0 || area > 0xffffffff) return bad(file, line, `has an impossible contact_area: ${area}`)
  const position: Vec3 = [Number(text('x')), Number(text('y')), Number(text('z'))]
  const [a, b] = first < second ? [first, second] : [second, first]
  return { ok: true, value: { a, b, affinity, area, position } }
}

function bad(file: string, field: string, what: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { kind: 'bad-description', message: `${field} of ${file} ${what}`, file, field } }
}
