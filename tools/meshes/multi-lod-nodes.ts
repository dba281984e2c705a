import type { Vec3 } from '../../shared/geometry.ts'
import { clipToGrid } from './clip-to-grid.ts'
import type { WholeMesh } from './encode-draco.ts'

/** The grid of nodes of all levels (neuroglancer, datasource/precomputed/meshes.md), nanometres. */
export interface NodeGrid {
  readonly origin: Vec3
  /** Of a node of level 0; one of level `i` is 2^i times as long. */
  readonly chunkShape: Vec3
  readonly quantizationBits: 10 | 16
}

/** Takes the triangles of one label at one level, and makes nodes of them. */
export interface NodeBuilder {
  add(a: Vec3, b: Vec3, c: Vec3): void
  /** The nodes that have triangles, in no order. */
  nodes(): readonly BuiltNode[]
}

export interface BuiltNode {
  readonly at: Vec3
  readonly mesh: WholeMesh
}

/**
 * Cuts triangles at the faces of nodes; above level 0 at their middles too, so that no triangle crosses from one eighth of
 * a node to another. A vertex becomes the whole number nearest to it, and vertices of one place become one.
 */
export function createNodeBuilder({ origin, chunkShape, quantizationBits }: NodeGrid, level: number): NodeBuilder {
  const cells = level === 0 ? 1 : 2
  const side = scaled(chunkShape, 2 ** level)
  const cellSide = scaled(side, 1 / cells)
  const most = 2 ** quantizationBits - 1
  const nodes = new Map<string, OpenNode>()
  return {
    add: (a, b, c) =>
      clipToGrid([a, b, c], origin, cellSide, (cell, ...corners) => {
        const at: Vec3 = [Math.floor(cell[0] / cells), Math.floor(cell[1] / cells), Math.floor(cell[2] / cells)]
        const node = openNode(nodes, at)
        const numbers = corners.map((corner) => {
          const whole = (axis: 0 | 1 | 2) => {
            const part = (corner[axis] - origin[axis]) / side[axis] - at[axis]
            return Math.min(most, Math.max(0, Math.round(part * most)))
          }
          return vertexOf(node, whole(0), whole(1), whole(2))
        })
        // Rounding makes some triangles flat.
        if (new Set(numbers).size === 3) node.triangles.push(...numbers)
      }),
    nodes: () =>
      [...nodes.values()]
        .filter(({ triangles }) => triangles.length > 0)
        .map(({ at, positions, triangles }) => {
          return { at, mesh: { positions: Uint32Array.from(positions), triangles: Uint32Array.from(triangles) } }
        }),
  }
}

interface OpenNode {
  readonly at: Vec3
  readonly positions: number[]
  readonly triangles: number[]
  readonly numbers: Map<number, number>
}

function openNode(nodes: Map<string, OpenNode>, at: Vec3): OpenNode {
  const name = at.join()
  const known = nodes.get(name)
  if (known !== undefined) return known
  const node = { at, positions: [], triangles: [], numbers: new Map<number, number>() }
  nodes.set(name, node)
  return node
}

function vertexOf({ positions, numbers }: OpenNode, x: number, y: number, z: number): number {
  // 3 x 16 bits fit the 53 of a number.
  const place = x + 2 ** 16 * (y + 2 ** 16 * z)
  const known = numbers.get(place)
  if (known !== undefined) return known
  const number = numbers.size
  numbers.set(place, number)
  positions.push(x, y, z)
  return number
}

function scaled(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor]
}
