import type { Vec3 } from '../geometry.ts'
import { badMesh, tooLargeMesh } from '../meshes/bad-mesh.ts'
import { packMesh } from '../meshes/pack-mesh.ts'
import type { PackedMesh } from '../meshes/packed-mesh.ts'
import type { Result } from '../problem.ts'

/** Vertices of a skeleton that is drawn: the largest neurons of MICrONS have some 100,000. */
export const MAX_NODES = 2 ** 20

/** Lines without a cycle: x, y, z of each vertex in nanometres, and two vertex numbers an edge. */
export interface Lines {
  readonly positions: Float32Array | Float64Array
  readonly edges: Uint32Array
}

/** A unit direction in a signed byte. */
const UNIT = 127

/**
 * Ribbons along lines, as one piece of a mesh. Each vertex of a line becomes two at the same place. Their normals have
 * the direction of the line in x, y, z, and the side in w, 127 or -127: the scene's shader moves them apart on screen, so that
 * a line is as wide there at any zoom. A vertex without an edge has no ribbon. No piece where there is no edge.
 * @param file for messages
 */
export function ribbonsOf(lines: Lines, label: bigint, file: string): Result<PackedMesh> {
  if (lines.positions.length > 3 * MAX_NODES) {
    return tooLargeMesh(file, `has ${lines.positions.length / 3} vertices, more than ${MAX_NODES}`)
  }
  const chains = chainsOf(lines)
  const nodes = chains.reduce((sum, { length }) => sum + length, 0)
  const triangles = new Uint32Array(6 * (nodes - chains.length))
  const origin = originOf(lines, chains)
  const positions = new Float32Array(6 * nodes)
  const normals = new Int8Array(8 * nodes)
  let [vertex, corner] = [0, 0]
  for (const chain of chains) {
    for (const [i, node] of chain.entries()) {
      const direction = directionAt(lines, chain, i).map((part) => Math.round(part * UNIT))
      const place = pointAt(lines, node).map((part, axis) => part - origin[axis]!)
      for (const side of [UNIT, -UNIT]) {
        positions.set(place, 3 * vertex)
        normals.set([...direction, side], 4 * vertex)
        vertex++
      }
      if (i === 0) continue
      triangles.set([vertex - 4, vertex - 3, vertex - 2, vertex - 3, vertex - 1, vertex - 2], corner)
      corner += 6
    }
  }
  const hasPiece = nodes > 0
  const mesh = {
    ...{ origin, positions, triangles },
    labels: hasPiece ? BigUint64Array.of(label) : new BigUint64Array(0),
    vertexStarts: hasPiece ? Uint32Array.of(0, 2 * nodes) : new Uint32Array(1),
    triangleStarts: hasPiece ? Uint32Array.of(0, triangles.length / 3) : new Uint32Array(1),
  }
  const packed = packMesh(mesh, undefined, normals)
  return packed.ok ? packed : badMesh(file, packed.problem.message)
}

/** The lines from tip or branch to tip or branch: vertex numbers in their order. Each edge is in one of them. */
function chainsOf({ positions, edges }: Lines): readonly number[][] {
  const count = positions.length / 3
  const { starts, others } = neighboursOf(count, edges)
  const degree = (node: number) => starts[node + 1]! - starts[node]!
  const chains: number[][] = []
  const isWalked = new Uint8Array(edges.length / 2)
  const walk = (from: number, at: number) => {
    const chain = [from]
    let [node, next] = [from, at]
    for (;;) {
      const { edge, other } = others(next)
      if (isWalked[edge] === 1) break
      isWalked[edge] = 1
      chain.push(other)
      if (degree(other) !== 2) break
      // Of the two neighbours the one that it did not come from.
      next = others(starts[other]!).other === node ? starts[other]! + 1 : starts[other]!
      node = other
    }
    if (chain.length > 1) chains.push(chain)
  }
  for (let node = 0; node < count; node++) {
    if (degree(node) === 2) continue
    for (let at = starts[node]!; at < starts[node + 1]!; at++) walk(node, at)
  }
  return chains
}

/** The neighbours of each vertex, in a row: those of vertex `i` are at `starts[i]` up to `starts[i + 1]`. */
function neighboursOf(count: number, edges: Uint32Array) {
  const starts = new Uint32Array(count + 1)
  for (const end of edges) starts[end + 1]!++
  for (let node = 0; node < count; node++) starts[node + 1]! += starts[node]!
  const fill = starts.slice(0, count)
  const ends = new Uint32Array(edges.length)
  for (let i = 0; i < edges.length; i++) ends[fill[edges[i]!]!++] = i
  // The other end of an edge is beside it.
  const others = (at: number) => ({ edge: ends[at]! >> 1, other: edges[ends[at]! ^ 1]! })
  return { starts, others }
}

function pointAt({ positions }: Lines, node: number): Vec3 {
  return [positions[3 * node]!, positions[3 * node + 1]!, positions[3 * node + 2]!]
}

/** From the vertex before to the one behind; where these are at one place, along x. */
function directionAt(lines: Lines, chain: readonly number[], i: number): Vec3 {
  const from = pointAt(lines, chain[Math.max(0, i - 1)]!)
  const to = pointAt(lines, chain[Math.min(chain.length - 1, i + 1)]!)
  const along: Vec3 = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  const length = Math.hypot(...along)
  return length > 0 ? [along[0] / length, along[1] / length, along[2] / length] : [1, 0, 0]
}

/** The least x, y and z of what is drawn, in whole nanometres. */
function originOf(lines: Lines, chains: readonly number[][]): Vec3 {
  const least: [number, number, number] = [Infinity, Infinity, Infinity]
  for (const chain of chains) {
    for (const node of chain) {
      for (let axis = 0; axis < 3; axis++) least[axis] = Math.min(least[axis]!, lines.positions[3 * node + axis]!)
    }
  }
  return chains.length === 0 ? [0, 0, 0] : [Math.floor(least[0]), Math.floor(least[1]), Math.floor(least[2])]
}
