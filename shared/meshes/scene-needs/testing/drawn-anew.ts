import type { Vec3 } from '../../../geometry.ts'
import { type BlockScale, firstShapeScale, indexOf } from '../block-scale.ts'
import { type KnownBlock, trianglesOf } from '../known-block.ts'
import { finerAskedFor, type SceneSight } from '../needed-blocks.ts'

/** All that decides what is drawn. */
export interface AnewState {
  readonly scales: readonly BlockScale[]
  readonly blocks: readonly ReadonlyMap<number, KnownBlock>[]
  isShown(label: number): boolean
  finerOf(block: KnownBlock, piece: number): Uint32Array
}

/** A block with the places of its shown labels. */
interface ShownBlock {
  readonly block: KnownBlock
  readonly pieceOf: ReadonlyMap<number, number>
}

/**
 * What `SceneBlocks.choose` must come to, found without anything kept, in another way: level by level and block by block, all
 * pieces at once. Of each block with pieces that are drawn, these, ascending.
 */
export function drawnAnew(state: AnewState, sight: SceneSight, mostTriangles: number): Map<KnownBlock, Uint32Array> {
  const { scales } = state
  const drawn = new Map<KnownBlock, Uint32Array>()
  const replaced = new Map<KnownBlock, Set<number>>()
  let triangles = 0
  for (let level = firstShapeScale(scales); level >= 0; level--) {
    const blocks = drawableBlocks(state, sight, level)
    const active = blocks.map(({ shown }) => activePieces(state, replaced, shown))
    for (const [at, { shown }] of blocks.entries()) {
      for (const { piece, stands } of active[at]!) if (!stands) triangles += trianglesOf(shown.block, piece)
    }
    for (const [at, { shown, error }] of blocks.entries()) {
      const { block } = shown
      const kept: number[] = []
      for (const { piece } of active[at]!) {
        const more = error > 0 ? trianglesMore(state, block, piece) : undefined
        if (more === undefined || triangles + more > mostTriangles) kept.push(piece)
        else {
          triangles += more
          replaced.set(block, (replaced.get(block) ?? new Set()).add(block.labels[piece]!))
        }
      }
      if (kept.length > 0) drawn.set(block, Uint32Array.from(kept))
    }
  }
  return drawn
}

function shownOf({ isShown }: AnewState, block: KnownBlock): ShownBlock {
  const pieces = [...block.labels.keys()].filter((piece) => isShown(block.labels[piece]!))
  return { block, pieceOf: new Map(pieces.map((piece) => [block.labels[piece]!, piece])) }
}

function drawableBlocks(state: AnewState, sight: SceneSight, level: number) {
  const found = [...state.blocks[level]!.values()]
    .filter(({ isDrawable }) => isDrawable)
    .map((block) => ({ shown: shownOf(state, block), error: finerAskedFor(state.scales, sight, block) }))
    .filter(({ shown: { pieceOf } }) => pieceOf.size > 0)
  return found.sort((a, b) => b.error - a.error)
}

/** The shown pieces of a block that no coarser block draws. `stands`: for a piece of a coarser level. */
function activePieces(
  state: AnewState,
  replaced: ReadonlyMap<KnownBlock, ReadonlySet<number>>,
  { block, pieceOf }: ShownBlock,
) {
  const found: { readonly piece: number; readonly stands: boolean }[] = []
  for (const [label, piece] of pieceOf) {
    const over = standingOver(state, replaced, block, label)
    if (over !== 'drawn') found.push({ piece, stands: over === 'replaced' })
  }
  return found
}

function standingOver(
  state: AnewState,
  replaced: ReadonlyMap<KnownBlock, ReadonlySet<number>>,
  block: KnownBlock,
  label: number,
): 'drawn' | 'replaced' | 'nothing' {
  for (let level = block.level + 1; level <= firstShapeScale(state.scales); level++) {
    let isThere = false
    for (const over of blocksOver(state, block, level)) {
      const piece = shownOf(state, over).pieceOf.get(label)
      if (piece === undefined) continue
      if (level === block.level + 1 && !state.finerOf(over, piece).includes(block.index)) continue
      if (replaced.get(over)?.has(label) === true) return 'replaced'
      isThere = true
    }
    if (isThere) return 'drawn'
  }
  return 'nothing'
}

function blocksOver({ scales, blocks }: AnewState, { box }: KnownBlock, level: number): KnownBlock[] {
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
        if (block?.isDrawable === true) found.push(block)
      }
    }
  }
  return found
}

function trianglesMore(state: AnewState, block: KnownBlock, piece: number): number | undefined {
  const label = block.labels[piece]!
  let more = -trianglesOf(block, piece)
  let isThere = false
  for (const index of block.level === 0 ? [] : state.finerOf(block, piece)) {
    const finer = state.blocks[block.level - 1]!.get(index)
    if (finer?.isDrawable !== true) return undefined
    const its = shownOf(state, finer).pieceOf.get(label)
    if (its === undefined) continue
    isThere = true
    more += trianglesOf(finer, its)
  }
  return isThere ? more : undefined
}
