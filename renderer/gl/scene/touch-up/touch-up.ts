import type { DrawnMesh } from '../../meshes/scene-meshes.ts'
import type { PieceChanges } from './piece-changes.ts'
import { createScreenRegion } from './screen-region.ts'

/**
 * How a picture of a scene becomes that of another one of the same view, in less time than it takes to paint that: its depth
 * is kept, so pieces that are new or in another colour are drawn over it. Where pieces are gone, that part of the picture
 * is emptied, and what may lie there is drawn again.
 */
export interface TouchUp {
  /** Pieces to draw over what is as near as they are: those that have changed. */
  readonly changed: readonly PiecesOf[]
  /** Triangles of what is emptied, x and y of each corner in clip space. */
  readonly emptied: readonly number[]
  /** Pieces that may lie there. */
  readonly behind: readonly PiecesOf[]
}

interface PiecesOf {
  /** Its place in the list of what is drawn. */
  readonly at: number
  readonly pieces: Uint32Array
}

/** Of the triangles of a whole picture: a touch-up that draws more is not worth it. */
const WORTH = 0.6

interface Extent {
  readonly width: number
  readonly height: number
}

/**
 * `drawn`: all that the new picture has. `placed`: from units of a mesh to clip space. Undefined: the picture is better
 * painted as a whole.
 */
export function touchUpOf(
  drawn: readonly DrawnMesh[],
  changes: readonly PieceChanges[],
  placed: (mesh: DrawnMesh['mesh']) => ArrayLike<number>,
  { width, height }: Extent,
): TouchUp | undefined {
  const placeOf = new Map(drawn.map(({ mesh }, at) => [mesh, at]))
  const region = createScreenRegion(width, height)
  const changed: PiecesOf[] = []
  let hasRemoved = false
  for (const { mesh, changed: own, removed } of changes) {
    // Ribbons are drawn otherwise.
    if (mesh.isLine === true) return undefined
    if (own.length > 0) changed.push({ at: placeOf.get(mesh)!, pieces: own })
    const matrix = placed(mesh)
    hasRemoved ||= removed.length > 0
    for (const piece of removed) if (!region.add(mesh.mesh, piece, matrix)) return undefined
  }
  const behind: PiecesOf[] = []
  for (const [at, { mesh, pieces }] of hasRemoved ? drawn.entries() : []) {
    const matrix = placed(mesh)
    // A line is wider than its box.
    const own = mesh.isLine ? pieces : pieces.filter((piece) => region.isTouchedBy(mesh.mesh, piece, matrix))
    if (own.length > 0) behind.push({ at, pieces: own })
  }
  const all = trianglesOf(
    drawn.map(({ pieces }, at) => ({ at, pieces })),
    drawn,
  )
  const again = trianglesOf(changed, drawn) + trianglesOf(behind, drawn)
  return again > all * WORTH ? undefined : { changed, emptied: hasRemoved ? region.triangles() : [], behind }
}

function trianglesOf(lists: readonly PiecesOf[], drawn: readonly DrawnMesh[]): number {
  let sum = 0
  for (const { at, pieces } of lists) {
    const { triangleStarts } = drawn[at]!.mesh.mesh
    for (const piece of pieces) sum += triangleStarts[piece + 1]! - triangleStarts[piece]!
  }
  return sum
}
