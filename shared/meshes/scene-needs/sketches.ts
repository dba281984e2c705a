import { firstShapeScale, indexOf } from './block-scale.ts'
import type { KnownBlock } from './known-block.ts'
import type { NeededBlock, SceneState } from './needed-blocks.ts'

/**
 * A sketch has the surfaces of the shown segments alone, in a block of the first scale: it is made in a third of the time
 * that all labels take. So many of the best blocks are sketched, which is more than a second's work: the rest comes whole.
 */
const MOST_SKETCHES = 16

/** The blocks to sketch: the best ones of the first scale that are still to come. They go before all blocks. */
export function neededSketches({ scales, blocks, failed }: SceneState, needed: readonly NeededBlock[]): NeededBlock[] {
  const first = firstShapeScale(scales)
  const best = needed.filter(({ level, tier }) => level === first && tier === 'shape').slice(0, MOST_SKETCHES)
  const sketches = best.filter(({ cell }) => {
    const index = indexOf(scales[first]!, cell)
    return blocks[first]!.get(index)?.isDrawable !== true && !failed[first]!.has(index)
  })
  return sketches.map((block) => ({ ...block, order: block.order - MOST_SKETCHES }))
}

/** A sketch is drawn until its block can be. */
export function drawnSketches({ scales, blocks }: SceneState, sketches: Iterable<KnownBlock>): KnownBlock[] {
  const own = blocks[firstShapeScale(scales)]!
  return [...sketches].filter(
    ({ index, isDrawable, shown }) => isDrawable && shown.pieces.length > 0 && own.get(index)?.isDrawable !== true,
  )
}
