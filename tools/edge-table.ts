import type { Vec3 } from '../shared/geometry.ts'
import type { Problem, Result } from '../shared/problem.ts'
import type { AgglomerationInput } from './agglomeration-writer.ts'

/** Columns that a table of edges must have, in any order; others are ignored. */
const NEEDED = ['sv_a', 'sv_b', 'affinity', 'contact_area', 'x', 'y', 'z'] as const

type Column = (typeof NEEDED)[number]

const MAX_ID = (1n << 64n) - 1n

interface EdgeRow {
  readonly a: bigint
  readonly b: bigint
  readonly affinity: number
  readonly area: number
  /** Voxels of the finest scale. */
  readonly position: Vec3
}

/**
 * Reads a csv of supervoxel pairs: ids in decimal, affinity 0 to 1, contact area in faces, position in voxels of the
 * finest scale. Supervoxels without an edge are not in it, so they are not in the agglomeration: readers take
 * an unknown supervoxel for a segment of its own. The voxel of each supervoxel is the place of one of its contacts.
 * Fails with `bad-description`, naming the line and the column.
 */
export function readEdgeTable(
  text: string,
  file: string,
  voxelSize: Vec3,
  threshold: number,
): Result<AgglomerationInput> {
  const lines = text.split(/\r?\n/)
  const header = (lines[0] ?? '').split(',').map((name) => name.trim())
  const missing = NEEDED.find((name) => !header.includes(name))
  if (missing !== undefined) return bad(file, 'line 1', `has no column ${missing}`)
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
  return { ok: true, value: layOutRows(rows, voxelSize, threshold) }
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

function layOutRows(rows: readonly EdgeRow[], voxelSize: Vec3, threshold: number): AgglomerationInput {
  const ids = BigUint64Array.from([0n, ...new Set(rows.flatMap((row) => [row.a, row.b]))]).sort()
  const numberOf = new Map<bigint, number>()
  for (const [number, id] of ids.entries()) numberOf.set(id, number)
  const insides = new Uint32Array(3 * ids.length)
  for (const row of rows) {
    const voxel = row.position.map((v) => Math.max(0, Math.floor(v)))
    for (const id of [row.a, row.b]) insides.set(voxel, 3 * numberOf.get(id)!)
  }
  return {
    ids,
    insides,
    edges: {
      lower: Int32Array.from(rows, (row) => numberOf.get(row.a)!),
      higher: Int32Array.from(rows, (row) => numberOf.get(row.b)!),
      affinities: Float32Array.from(rows, (row) => row.affinity),
      areas: Uint32Array.from(rows, (row) => row.area),
      positions: Float32Array.from(rows.flatMap((row) => row.position.map((v, axis) => v * voxelSize[axis]!))),
    },
    threshold,
  }
}

function bad(file: string, field: string, what: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { kind: 'bad-description', message: `${field} of ${file} ${what}`, file, field } }
}
