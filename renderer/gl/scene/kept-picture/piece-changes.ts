import type { ResidentMesh } from '../../meshes/scene-meshes.ts'

/** What a picture has of a mesh. */
export interface PaintedPieces {
  /** Ascending. */
  readonly pieces: Uint32Array
  /** Of the mesh's colours, at that time. */
  readonly coloursVersion: number
}

/** What another picture has otherwise. Colours are no part of it: they are given to the picture afterwards. */
export interface PieceChanges {
  readonly mesh: ResidentMesh
  /** Pieces that it has and that the last one has not. A line whose colour may be another one counts as new. */
  readonly added: Uint32Array
  /** Pieces that it has no longer. */
  readonly removed: Uint32Array
}

/** Undefined: nothing. `before`: undefined where the last picture has nothing of the mesh. */
export function pieceChanges(
  mesh: ResidentMesh,
  before: PaintedPieces | undefined,
  { pieces, coloursVersion }: PaintedPieces,
): PieceChanges | undefined {
  if (before === undefined) return pieces.length === 0 ? undefined : { mesh, added: pieces, removed: NONE }
  if (mesh.isLine === true && before.coloursVersion !== coloursVersion) return { mesh, added: pieces, removed: NONE }
  if (before.pieces === pieces) return undefined
  const [added, removed]: [number[], number[]] = [[], []]
  let [old, now] = [0, 0]
  while (old < before.pieces.length || now < pieces.length) {
    const [was, is] = [before.pieces[old] ?? PAST_ALL, pieces[now] ?? PAST_ALL]
    if (was < is) removed.push(was)
    else if (is < was) added.push(is)
    if (was <= is) old++
    if (is <= was) now++
  }
  if (added.length === 0 && removed.length === 0) return undefined
  return { mesh, added: Uint32Array.from(added), removed: Uint32Array.from(removed) }
}

const NONE = new Uint32Array(0)
const PAST_ALL = Number.POSITIVE_INFINITY
