import type { Box3, Vec3 } from '../../geometry.ts'
import type { PackedMesh } from '../packed-mesh.ts'
import { type BlockScale, indexOf } from './block-scale.ts'

/**
 * The blocks of a scale that hold vertices of a piece, by their numbers. `reachNm`: blocks so near to a vertex count too,
 * because the surface of a coarse scale may be off by this much.
 */
export function blocksOfPiece(mesh: PackedMesh, piece: number, scale: BlockScale, reachNm: number): Uint32Array {
  const box = boxOfPiece(mesh, piece)
  if (box === undefined) return new Uint32Array(0)
  const edges = [0, 1, 2].map((axis) => edgesAlong(scale, axis as 0 | 1 | 2, box, reachNm))
  const [x, y, z] = edges as [AxisCells, AxisCells, AxisCells]
  if (x.count * y.count * z.count === 1) return Uint32Array.of(indexOf(scale, [x.first, y.first, z.first]))
  const isIn = new Uint8Array(x.count * y.count * z.count)
  const { origin, step, vertices } = mesh
  const [begin, end] = verticesOfPiece(mesh, piece)
  for (let vertex = begin; vertex < end; vertex++) {
    const [x0, x1] = placesOf(x, origin[0] + vertices[4 * vertex]! * step[0], reachNm)
    const [y0, y1] = placesOf(y, origin[1] + vertices[4 * vertex + 1]! * step[1], reachNm)
    const [z0, z1] = placesOf(z, origin[2] + vertices[4 * vertex + 2]! * step[2], reachNm)
    for (let k = z0; k <= z1; k++) {
      for (let j = y0; j <= y1; j++) {
        for (let i = x0; i <= x1; i++) isIn[i + x.count * (j + y.count * k)] = 1
      }
    }
  }
  const found: number[] = []
  for (let place = 0; place < isIn.length; place++) {
    if (isIn[place] === 0) continue
    const row = Math.floor(place / x.count)
    const cell: Vec3 = [x.first + (place % x.count), y.first + (row % y.count), z.first + Math.floor(row / y.count)]
    found.push(indexOf(scale, cell))
  }
  return Uint32Array.from(found)
}

/** Nanometres; undefined for a piece without triangles. */
export function boxOfPiece({ origin, step, boxes, triangleStarts }: PackedMesh, piece: number): Box3 | undefined {
  if (triangleStarts[piece] === triangleStarts[piece + 1]) return undefined
  const at = (axis: 0 | 1 | 2, end: 0 | 3) => origin[axis] + boxes[6 * piece + end + axis]! * step[axis]
  return { min: [at(0, 0), at(1, 0), at(2, 0)], max: [at(0, 3), at(1, 3), at(2, 3)] }
}

/** Vertices are ordered by piece, so those of a piece are a range. */
function verticesOfPiece({ triangles, triangleStarts }: PackedMesh, piece: number): readonly [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, -1]
  for (let at = 3 * triangleStarts[piece]!; at < 3 * triangleStarts[piece + 1]!; at++) {
    const vertex = triangles[at]!
    if (vertex < first) first = vertex
    if (vertex > last) last = vertex
  }
  return [first, last + 1]
}

/** Blocks along an axis, from `first` on, and the nanometres at which each but the first begins. */
interface AxisCells {
  readonly first: number
  readonly count: number
  readonly begins: readonly number[]
}

function edgesAlong(scale: BlockScale, axis: 0 | 1 | 2, { min, max }: Box3, reachNm: number): AxisCells {
  const begins: number[] = []
  const boxAt = (place: number): Box3 => scale.boxOf([0, 1, 2].map((a) => (a === axis ? place : 0)) as unknown as Vec3)
  const last = scale.counts[axis] - 1
  let first = 0
  // The grid is even but for its ends, so the guess is right or one off.
  const length = boxAt(Math.min(1, last)).max[axis] - boxAt(Math.min(1, last)).min[axis]
  first = Math.max(0, Math.min(last, Math.floor((min[axis] - reachNm - boxAt(0).min[axis]) / length) - 1))
  while (first < last && boxAt(first).max[axis] <= min[axis] - reachNm) first++
  let at = first
  for (; at < last && boxAt(at).max[axis] <= max[axis] + reachNm; at++) begins.push(boxAt(at + 1).min[axis])
  return { first, count: at - first + 1, begins }
}

/** The first and the last of the blocks within reach of a place. */
function placesOf({ begins }: AxisCells, nm: number, reachNm: number): readonly [number, number] {
  let low = 0
  while (low < begins.length && begins[low]! <= nm - reachNm) low++
  let high = low
  while (high < begins.length && begins[high]! <= nm + reachNm) high++
  return [low, high]
}
