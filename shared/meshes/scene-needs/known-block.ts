import type { Box3, Vec3 } from '../../geometry.ts'
import { FACES } from '../surfaces/surface-block.ts'

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
  /** It has some of the block's pieces alone: the others are still being made. */
  readonly isEarly: boolean
  /** It can be drawn at once. */
  isDrawable: boolean
  readonly shown: ShownPieces
  readonly detail: BlockDetail
}

/** What of a block is drawn. */
export interface BlockDetail {
  /** The error on screen for which its finer blocks are asked for, device pixels; 0: they are not. */
  error: number
  /** Of pieces that were shown once: the blocks of the next finer scale that hold their surface. */
  readonly finer: (Uint32Array | undefined)[]
  /** Of each piece: see detail-choice.ts. */
  readonly standing: Uint8Array
  /** The pieces that are drawn, ascending. The same array as long as they are the same. */
  drawn: Uint32Array
}

export function noDetail(pieces: number): BlockDetail {
  return { error: 0, finer: [], standing: new Uint8Array(pieces), drawn: new Uint32Array(0) }
}

/** The pieces of a block that belong to shown segments, counted: one more or less costs nothing of the others. */
export interface ShownPieces {
  count: number
  /** Of each face: how many of them go on through it. */
  readonly throughFace: Uint32Array
  /** The blocks of the next finer scale that hold the surface of any of them, each with how many these are. */
  readonly inFiner: Map<number, number>
}

export function noneShown(): ShownPieces {
  return { count: 0, throughFace: new Uint32Array(FACES.length), inFiner: new Map() }
}

/** One piece more is shown, or one less. `finer`: the blocks of the next finer scale that hold its surface. */
export function countShown({ faces, shown }: KnownBlock, piece: number, finer: Uint32Array, isShown: boolean): void {
  const by = isShown ? 1 : -1
  shown.count += by
  for (let face = 0; face < FACES.length; face++) {
    if ((faces[piece]! & (1 << face)) !== 0) shown.throughFace[face]! += by
  }
  for (const index of finer) {
    const count = (shown.inFiner.get(index) ?? 0) + by
    if (count === 0) shown.inFiner.delete(index)
    else shown.inFiner.set(index, count)
  }
}

export function trianglesOf({ triangleStarts }: KnownBlock, piece: number): number {
  return triangleStarts[piece + 1]! - triangleStarts[piece]!
}
