import type { ResidentMesh } from '../../meshes/scene-meshes.ts'

/** What a picture has of a mesh. */
export interface PaintedPieces {
  /** Ascending. */
  readonly pieces: Uint32Array
  /** RGBA, by piece. */
  readonly entries: Uint32Array
  /** Of the palette that the entries are of. */
  paletteVersion: number
}

/** What another picture has otherwise. */
export interface PieceChanges {
  readonly mesh: ResidentMesh
  /** Pieces that it has and that the last one has not, or in another colour. */
  readonly changed: Uint32Array
  /** Pieces that it has no longer. */
  readonly removed: Uint32Array
}

/** Undefined: nothing. `before`: undefined where the last picture has nothing of the mesh. */
export function pieceChanges(
  mesh: ResidentMesh,
  before: PaintedPieces | undefined,
  pieces: Uint32Array,
  { entries, paletteVersion }: Omit<PaintedPieces, 'pieces'>,
): PieceChanges | undefined {
  if (before === undefined) return pieces.length === 0 ? undefined : { mesh, changed: pieces, removed: NONE }
  if (before.pieces === pieces && before.paletteVersion === paletteVersion) return undefined
  const [changed, removed]: [number[], number[]] = [[], []]
  let [old, now] = [0, 0]
  while (old < before.pieces.length || now < pieces.length) {
    const [was, is] = [before.pieces[old] ?? PAST_ALL, pieces[now] ?? PAST_ALL]
    if (was < is) removed.push(was)
    else if (is < was || before.entries[is] !== entries[is]) changed.push(is)
    if (was <= is) old++
    if (is <= was) now++
  }
  if (changed.length === 0 && removed.length === 0) return undefined
  return { mesh, changed: Uint32Array.from(changed), removed: Uint32Array.from(removed) }
}

const NONE = new Uint32Array(0)
const PAST_ALL = Number.POSITIVE_INFINITY
