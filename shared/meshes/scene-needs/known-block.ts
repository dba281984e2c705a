import type { Box3, Vec3 } from '../../geometry.ts'

/** What is known of a block in memory. */
export interface KnownBlock {
  /** Its place in the list of scales, finest first. */
  readonly level: number
  readonly cell: Vec3
  /** See `indexOf`. */
  readonly index: number
  readonly box: Box3
  /** Of each piece: a number that its label has in all blocks. */
  readonly labels: Uint32Array
  /** Of each piece: through which faces its label goes on, as bits in the order of `FACES`. */
  readonly faces: Uint8Array
  /** Piece `i` has triangles `triangleStarts[i]` up to `triangleStarts[i + 1]`. */
  readonly triangleStarts: Uint32Array
  /** It can be drawn at once. */
  isDrawable: boolean
  shown: ShownPieces
}

/** The pieces of a block that belong to shown segments. */
export interface ShownPieces {
  /** Ascending. */
  readonly pieces: Uint32Array
  /** The place of a label in `pieces`. */
  readonly placeOf: ReadonlyMap<number, number>
  /** Faces through which any of them goes on. */
  readonly faces: number
  /** Of each of `pieces`, in their order: the blocks of the next finer scale that hold its surface. None at the finest. */
  readonly finer: readonly Uint32Array[]
  /** All of these, each once. */
  readonly allFiner: Uint32Array
}

export const NONE_SHOWN: ShownPieces = {
  pieces: new Uint32Array(0),
  placeOf: new Map(),
  faces: 0,
  finer: [],
  allFiner: new Uint32Array(0),
}

/** Which pieces are shown now. `finerOf` gives the finer blocks that hold the surface of a piece. */
export function shownPieces(
  { labels, faces }: Pick<KnownBlock, 'labels' | 'faces'>,
  pieces: Uint32Array,
  finerOf: (piece: number) => Uint32Array,
): ShownPieces {
  if (pieces.length === 0) return NONE_SHOWN
  const placeOf = new Map<number, number>()
  const finer: Uint32Array[] = []
  const all = new Set<number>()
  let allFaces = 0
  for (const piece of pieces) {
    placeOf.set(labels[piece]!, finer.length)
    allFaces |= faces[piece]!
    const cells = finerOf(piece)
    finer.push(cells)
    for (const cell of cells) all.add(cell)
  }
  return { pieces, placeOf, faces: allFaces, finer, allFiner: Uint32Array.from(all) }
}

export function trianglesOf({ triangleStarts }: KnownBlock, piece: number): number {
  return triangleStarts[piece + 1]! - triangleStarts[piece]!
}
