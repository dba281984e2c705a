import type { Result } from '../../problem.ts'
import { badMesh, tooLargeMesh } from '../bad-mesh.ts'
import { MAX_NM, MAX_PROBLEMS, MAX_VERTICES } from '../mesh-limits.ts'
import { linesOf, numberOf } from './text-lines.ts'

/** A skeleton: nodes with places and radii, and the edges between them. */
export interface Skeleton {
  /** x, y, z of each node, nanometres. */
  readonly positions: Float64Array
  /** Nanometres; 0 where it is not known. */
  readonly radii: Float32Array
  /** Two nodes an edge. */
  readonly edges: Uint32Array
  /** What was left out, each told once to the person; the rest is drawn. */
  readonly problems: readonly string[]
}

interface SwcRow {
  readonly line: number
  readonly id: string
  readonly parent: string
  readonly place: readonly [number, number, number]
  readonly radius: number
}

/**
 * Reads SWC (Cannon et al. 1998): `id type x y z radius parent` a line, `#` for comments, a parent of -1 for none. Lengths
 * are taken as nanometres. A node whose parent is missing, or that would close a ring, is kept without that edge.
 * @param file for messages
 */
export function readSwc(bytes: Uint8Array, file: string): Result<Skeleton> {
  const rows: SwcRow[] = []
  const nodeOf = new Map<string, number>()
  for (const { number, text } of linesOf(bytes)) {
    if (text === '' || text.startsWith('#')) continue
    const row = rowOf(text, number)
    if (typeof row === 'string') return badMesh(file, `line ${number} ${row}`)
    if (nodeOf.has(row.id)) return badMesh(file, `line ${number} repeats node ${row.id}`)
    nodeOf.set(row.id, rows.length)
    rows.push(row)
    if (rows.length > MAX_VERTICES) return tooLargeMesh(file, `has more than ${MAX_VERTICES} nodes`)
  }
  if (rows.length === 0) return badMesh(file, 'it has no nodes')
  return { ok: true, value: skeletonOf(rows, nodeOf) }
}

/** Returns what is wrong as a text. */
function rowOf(text: string, line: number): SwcRow | string {
  const [id = '', , x, y, z, radius, parent = ''] = text.split(/[\s,]+/)
  if (!/^\d{1,20}$/.test(id)) return 'has no number of a node'
  if (!/^(-1|\d{1,20})$/.test(parent)) return 'has no parent'
  const place = [numberOf(x), numberOf(y), numberOf(z)]
  const [px, py, pz] = place
  if (px === undefined || py === undefined || pz === undefined) return 'has no position'
  if (!place.every((value) => Math.abs(value ?? MAX_NM + 1) <= MAX_NM)) return 'has a position outside of any volume'
  const size = numberOf(radius)
  return { line, id, parent, place: [px, py, pz], radius: size !== undefined && size > 0 && size <= MAX_NM ? size : 0 }
}

function skeletonOf(rows: readonly SwcRow[], nodeOf: ReadonlyMap<string, number>): Skeleton {
  const edges: number[] = []
  const problems: string[] = []
  const tell = (words: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(words)
  }
  const joined = createJoined(rows.length)
  for (const [node, { line, id, parent }] of rows.entries()) {
    if (parent === '-1') continue
    const above = nodeOf.get(parent)
    if (above === undefined) tell(`line ${line}: the parent ${parent} of node ${id} is missing`)
    else if (!joined(node, above)) tell(`line ${line}: node ${id} closes a ring`)
    else edges.push(node, above)
  }
  return {
    positions: Float64Array.from(rows.flatMap(({ place }) => place)),
    radii: Float32Array.from(rows, ({ radius }) => radius),
    edges: Uint32Array.from(edges),
    problems,
  }
}

/** Joins two nodes. False if they were joined before. */
function createJoined(count: number): (a: number, b: number) => boolean {
  const up = Int32Array.from({ length: count }, (_, node) => node)
  const rootOf = (node: number) => {
    let at = node
    while (up[at] !== at) {
      up[at] = up[up[at]!]!
      at = up[at]!
    }
    return at
  }
  return (a, b) => {
    const [x, y] = [rootOf(a), rootOf(b)]
    up[x] = y
    return x !== y
  }
}
