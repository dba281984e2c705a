import type { Vec3 } from '../geometry.ts'
import type { Problem, Result } from '../problem.ts'

/** The columns that a table of edges must have, in any order. Other columns are ignored. */
const NEEDED = ['sv_a', 'sv_b', 'affinity', 'contact_area', 'x', 'y', 'z'] as const

type Column = (typeof NEEDED)[number]

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
export function parseEdgeRows(text: string, file: string): Result<readonly EdgeRow[]> {
  const lines = text.split(/\r?\n/)
  const header = (lines[0] ?? '').split(',').map((name) => name.trim())
  const missing = NEEDED.find((name) => !header.includes(name))
  if (missing !== undefined) return bad(file, 'line 1', `has no column ${missing}`)
  if (lines.length > MAX_ROWS) {
    const message = `${file} has more than the ${MAX_ROWS} edges that Skein reads from a table`
    return { ok: false, problem: { kind: 'too-large', message, file } }
  }
  const rows: EdgeRow[] = []
  const pairs = new Set<string>()
  for (let n = 1; n < lines.length; n += 1) {
    if (lines[n]!.trim() === '') continue
    const row = readRow(lines[n]!.split(','), header, `line ${n + 1}`, file)
    if (!row.ok) return row
    const pair = `${row.value.a},${row.value.b}`
    if (pairs.has(pair)) return bad(file, `line ${n + 1}`, `repeats the pair ${pair}`)
    pairs.add(pair)
    rows.push(row.value)
  }
  if (rows.length === 0) return bad(file, 'line 2', 'is missing: the table has no edges')
  return { ok: true, value: rows }
}

function readRow(cells: readonly string[], header: readonly string[], line: string, file: string): Result<EdgeRow> {
  const text = (name: Column): string => (cells[header.indexOf(name)] ?? '').trim()
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
