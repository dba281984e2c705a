import type { Vec3 } from '../../geometry.ts'
import { firstShapeScale, indexOf } from './block-scale.ts'
import { type KnownBlock, trianglesOf } from './known-block.ts'
import { finerAskedFor, type SceneSight, type SceneState } from './needed-blocks.ts'

/**
 * Which pieces of the blocks in memory are drawn, by block, ascending. Each piece of a shown segment is drawn at one level
 * of detail: by its block of the first scale until all blocks of the next finer scale that hold its surface can be drawn,
 * then by those, and so on, as far as size on screen asks for it. So it is missing at no time once it was there. A finer
 * level is taken only while all together have at most `mostTriangles`; the greatest error on screen goes first.
 */
export function drawnPieces(state: SceneState, sight: SceneSight, mostTriangles: number): Map<KnownBlock, Uint32Array> {
  const { scales } = state
  const drawn = new Map<KnownBlock, Uint32Array>()
  if (scales.length === 0) return drawn
  const replaced = new Map<KnownBlock, Set<number>>()
  const first = firstShapeScale(scales)
  let triangles = 0
  for (let level = first; level >= 0; level--) {
    const blocks = drawableBlocks(state, sight, level)
    const active = blocks.map(({ block }) => activePieces(state, replaced, block, first))
    for (const [at, { block }] of blocks.entries()) {
      // What stands for a piece of a coarser level was counted when it was replaced.
      for (const { piece, stands } of active[at]!) if (!stands) triangles += trianglesOf(block, piece)
    }
    for (const [at, { block, error }] of blocks.entries()) {
      const kept: number[] = []
      for (const { piece, place } of active[at]!) {
        const more = error > 0 ? trianglesMore(state, block, place) : undefined
        if (more === undefined || triangles + more > mostTriangles) kept.push(piece)
        else {
          triangles += more
          const labels = replaced.get(block) ?? new Set()
          replaced.set(block, labels.add(block.labels[piece]!))
        }
      }
      if (kept.length > 0) drawn.set(block, Uint32Array.from(kept))
    }
  }
  return drawn
}

/** The blocks of a level with pieces to draw; those of the greatest error on screen first. */
function drawableBlocks({ scales, blocks }: SceneState, sight: SceneSight, level: number) {
  const found: { readonly block: KnownBlock; readonly error: number }[] = []
  for (const block of blocks[level]!.values()) {
    if (!block.isDrawable || block.shown.pieces.length === 0) continue
    found.push({ block, error: finerAskedFor(scales, sight, block) })
  }
  return found.sort((a, b) => b.error - a.error)
}

interface ActivePiece {
  readonly piece: number
  /** In `shown.pieces`. */
  readonly place: number
  /** It stands for a piece of the next coarser level. */
  readonly stands: boolean
}

/** The shown pieces of a block that no coarser block draws. */
function activePieces(
  state: SceneState,
  replaced: ReadonlyMap<KnownBlock, ReadonlySet<number>>,
  block: KnownBlock,
  first: number,
): ActivePiece[] {
  const coarser = coarserBlocks(state, block, first)
  const found: ActivePiece[] = []
  for (const [place, piece] of block.shown.pieces.entries()) {
    const over = standingOver(coarser, replaced, block, block.labels[piece]!)
    if (over !== 'drawn') found.push({ piece, place, stands: over === 'replaced' })
  }
  return found
}

/** What the nearest coarser level that has the label does with it: it draws it, or leaves it to this level. */
function standingOver(
  coarser: readonly (readonly KnownBlock[])[],
  replaced: ReadonlyMap<KnownBlock, ReadonlySet<number>>,
  { level, index }: KnownBlock,
  label: number,
): 'drawn' | 'replaced' | 'nothing' {
  for (const blocks of coarser) {
    let isThere = false
    for (const block of blocks) {
      const place = block.shown.placeOf.get(label)
      if (place === undefined) continue
      // Blocks of two scales overlap by a few voxels that hold nothing of the piece.
      if (block.level === level + 1 && !block.shown.finer[place]!.includes(index)) continue
      if (replaced.get(block)?.has(label) === true) return 'replaced'
      isThere = true
    }
    if (isThere) return 'drawn'
  }
  return 'nothing'
}

/** Of each coarser level up to the first, the nearest level first: the blocks that share space with this one and can be drawn. */
function coarserBlocks(state: SceneState, block: KnownBlock, first: number): KnownBlock[][] {
  const found: KnownBlock[][] = []
  for (let level = block.level + 1; level <= first; level++) found.push(blocksOver(state, block, level))
  return found
}

function blocksOver({ scales, blocks }: SceneState, { box }: KnownBlock, level: number): KnownBlock[] {
  const scale = scales[level]!
  const inset = (axis: 0 | 1 | 2) => (box.max[axis] - box.min[axis]) * 1e-6
  const low = scale.cellAt([box.min[0] + inset(0), box.min[1] + inset(1), box.min[2] + inset(2)])
  const high = scale.cellAt([box.max[0] - inset(0), box.max[1] - inset(1), box.max[2] - inset(2)])
  const found: KnownBlock[] = []
  const [from, to] = [low ?? high, high ?? low]
  if (from === undefined || to === undefined) return found
  for (let z = from[2]; z <= to[2]; z++) {
    for (let y = from[1]; y <= to[1]; y++) {
      for (let x = from[0]; x <= to[0]; x++) {
        const cell: Vec3 = [x, y, z]
        const block = blocks[level]!.get(indexOf(scale, cell))
        if (block?.isDrawable === true && block.shown.pieces.length > 0) found.push(block)
      }
    }
  }
  return found
}

/**
 * Triangles that the finer blocks of a piece have beyond its own; undefined while one of them cannot be drawn, and where
 * none of them has the label.
 */
function trianglesMore({ blocks }: SceneState, block: KnownBlock, place: number): number | undefined {
  const piece = block.shown.pieces[place]!
  const label = block.labels[piece]!
  let more = -trianglesOf(block, piece)
  let isThere = false
  for (const index of block.shown.finer[place]!) {
    const finer = blocks[block.level - 1]!.get(index)
    if (finer?.isDrawable !== true) return undefined
    const its = finer.shown.placeOf.get(label)
    if (its === undefined) continue
    isThere = true
    more += trianglesOf(finer, finer.shown.pieces[its]!)
  }
  return isThere ? more : undefined
}
