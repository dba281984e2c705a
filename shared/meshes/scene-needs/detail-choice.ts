import type { KnownBlock } from './known-block.ts'
import { trianglesOf } from './known-block.ts'
import type { LabelPlaces } from './label-places.ts'

/** What becomes of a piece: it is not shown or cannot be drawn, it is drawn, or others are drawn in its place. */
const UNSEEN = 0
export const DRAWN = 1
/** A coarser piece is drawn there. */
const COVERED = 2
/** Finer pieces are drawn there. */
const REPLACED = 3

type Blocks = readonly ReadonlyMap<number, KnownBlock>[]

/** What levels of detail are chosen by. */
export interface DetailParts {
  readonly blocks: Blocks
  readonly places: Pick<LabelPlaces, 'collect'>
  isShown(label: number): boolean
  /** The blocks of the next finer scale that hold the surface of a piece, by their numbers. None at the finest. */
  finerOf(block: KnownBlock, piece: number): Uint32Array
  /** Another piece of this block is drawn now, or another one is not. */
  changed(block: KnownBlock): void
}

/**
 * Chooses one level of detail for each piece of a shown label: its block of the first scale until all blocks of the next
 * finer scale that hold its surface can be drawn, then those, and so on, as far as size on screen asks for it. So it is
 * missing at no time once it was there. What is chosen for one label follows from no other label, unless triangles are short.
 */
export interface DetailChoice {
  /**
   * Chooses for all pieces of one label, as if any number of triangles could be drawn. Returns how many triangles that takes
   * at most, on the way from the first scale to what was chosen.
   */
  choose(label: number): number
  /** Chooses for all labels together: a finer level only while all have at most this many triangles, the greatest error first. */
  chooseWithin(mostTriangles: number): void
}

export function createDetailChoice(parts: DetailParts): DetailChoice {
  const { blocks, isShown } = parts
  const set = (block: KnownBlock, piece: number, standing: number): void => {
    const { detail } = block
    if (detail.standing[piece] === standing) return
    if (standing === DRAWN || detail.standing[piece] === DRAWN) parts.changed(block)
    detail.standing[piece] = standing
  }
  return {
    choose: (label) => {
      const own = gathered(parts, label, set)
      if (!isShown(label)) {
        for (const [i, block] of own.blocks.entries()) set(block, own.pieces[i]!, UNSEEN)
        return 0
      }
      let most = 0
      for (const [i, block] of own.blocks.entries()) {
        const piece = own.pieces[i]!
        const over = standingOver(parts, own, block)
        if (over === COVERED) {
          set(block, piece, COVERED)
          continue
        }
        // What stands for a piece of a coarser level is counted with what that takes more.
        if (over === UNSEEN) most += trianglesOf(block, piece)
        const more = block.detail.error > 0 ? trianglesMore(parts, own, block, piece) : undefined
        set(block, piece, more === undefined ? DRAWN : REPLACED)
        most += Math.max(0, more ?? 0)
      }
      return most
    },
    chooseWithin: (mostTriangles) => {
      let triangles = 0
      for (let level = blocks.length - 1; level >= 0; level--) {
        const drawable = drawableBlocks(blocks[level]!)
        for (const block of drawable) {
          for (const piece of shownPieces(parts, block)) {
            const over = standingOver(parts, gathered(parts, block.labels[piece]!, set), block)
            if (over === UNSEEN) triangles += trianglesOf(block, piece)
            set(block, piece, over === COVERED ? COVERED : DRAWN)
          }
        }
        for (const block of drawable) {
          if (block.detail.error === 0) continue
          for (const piece of shownPieces(parts, block)) {
            if (block.detail.standing[piece] !== DRAWN) continue
            const more = trianglesMore(parts, gathered(parts, block.labels[piece]!, set), block, piece)
            if (more === undefined || triangles + more > mostTriangles) continue
            triangles += more
            set(block, piece, REPLACED)
          }
        }
      }
    },
  }
}

/** The blocks of a level with pieces to draw; those of the greatest error on screen first. */
function drawableBlocks(level: ReadonlyMap<number, KnownBlock>): KnownBlock[] {
  const found = [...level.values()].filter(({ isDrawable, shown }) => isDrawable && shown.count > 0)
  return found.sort((a, b) => b.detail.error - a.detail.error)
}

/** Ascending. */
export function shownPieces({ isShown }: Pick<DetailParts, 'isShown'>, { labels, shown }: KnownBlock): number[] {
  const found: number[] = []
  for (let piece = 0; found.length < shown.count; piece++) if (isShown(labels[piece]!)) found.push(piece)
  return found
}

/** Pieces of one label in blocks that can be drawn, those of the coarsest scale first. */
interface Gathered {
  readonly blocks: KnownBlock[]
  readonly pieces: number[]
}

/** Used again for each label: there are ten thousands of them in a frame. */
const GATHERED: Gathered = { blocks: [], pieces: [] }

/** Pieces in blocks that cannot be drawn are `set` to be unseen. The result is valid until the next call. */
function gathered(
  { places }: DetailParts,
  label: number,
  set: (block: KnownBlock, piece: number, standing: number) => void,
): Gathered {
  const { blocks, pieces } = GATHERED
  blocks.length = 0
  pieces.length = 0
  places.collect(label, blocks, pieces)
  let count = 0
  for (let from = 0; from < blocks.length; from++) {
    const [block, piece] = [blocks[from]!, pieces[from]!]
    if (!block.isDrawable) {
      set(block, piece, UNSEEN)
      continue
    }
    let at = count++
    for (; at > 0 && blocks[at - 1]!.level < block.level; at--) {
      blocks[at] = blocks[at - 1]!
      pieces[at] = pieces[at - 1]!
    }
    blocks[at] = block
    pieces[at] = piece
  }
  blocks.length = count
  pieces.length = count
  return GATHERED
}

/** What the nearest coarser level that has the label there does with it: draws it, or leaves it to this level. UNSEEN: none has it. */
function standingOver({ finerOf }: DetailParts, { blocks, pieces }: Gathered, block: KnownBlock): number {
  let coarser = Number.POSITIVE_INFINITY
  let over = UNSEEN
  // From the finest of the coarser levels on.
  for (let i = blocks.indexOf(block) - 1; i >= 0; i--) {
    const other = blocks[i]!
    if (other.level === block.level) continue
    if (other.level > coarser) return over
    if (!sharesSpace(other, block)) continue
    // Blocks of two scales overlap by a few voxels that hold nothing of the piece.
    if (other.level === block.level + 1 && !finerOf(other, pieces[i]!).includes(block.index)) continue
    if (other.detail.standing[pieces[i]!] === REPLACED) return REPLACED
    over = COVERED
    coarser = other.level
  }
  return over
}

/** Of the edge of a block: boxes that touch, but for rounding, share nothing. */
const TOUCHING = 1e-6

function sharesSpace({ box: a }: KnownBlock, { box: b }: KnownBlock): boolean {
  for (let axis = 0; axis < 3; axis++) {
    const inset = (b.max[axis]! - b.min[axis]!) * TOUCHING
    if (a.min[axis]! > b.max[axis]! - inset || a.max[axis]! <= b.min[axis]! + inset) return false
  }
  return true
}

/**
 * Triangles that the finer blocks of a piece have beyond its own; undefined while one of them cannot be drawn, and where
 * none of them has the label.
 */
function trianglesMore(
  { blocks: all, finerOf }: DetailParts,
  { blocks, pieces }: Gathered,
  block: KnownBlock,
  piece: number,
): number | undefined {
  if (block.level === 0) return undefined
  let more = -trianglesOf(block, piece)
  let isThere = false
  for (const index of finerOf(block, piece)) {
    const finer = all[block.level - 1]!.get(index)
    if (finer?.isDrawable !== true) return undefined
    const at = blocks.indexOf(finer)
    if (at < 0) continue
    isThere = true
    more += trianglesOf(finer, pieces[at]!)
  }
  return isThere ? more : undefined
}
