import type { Vec3 } from '../../../shared/geometry.ts'
import { firstShapeScale, indexOf, isCell } from '../../../shared/meshes/scene-needs/block-scale.ts'
import type { KnownBlock } from '../../../shared/meshes/scene-needs/known-block.ts'
import type { SceneState } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import type { SceneBlocks } from '../../../shared/meshes/scene-needs/scene-blocks.ts'
import { FACES } from '../../../shared/meshes/surfaces/surface-block.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'

/**
 * Whether the first shape of a segment can be drawn as a whole: the blocks at these places of it (x, y, z, nanometres), and
 * those that its pieces reach into. A block that failed is missing.
 */
export function hasShapeOf(
  { scales, blocks }: SceneState,
  shownOf: SceneBlocks['shownOf'],
  palette: SegmentPalette,
  segment: bigint,
  places: Float32Array,
): boolean {
  const first = firstShapeScale(scales)
  const scale = scales[first]
  if (scale === undefined) return false
  const isThere = (cell: Vec3 | undefined) =>
    cell === undefined || !isCell(scale, cell) || isWhole(blocks[first]!.get(indexOf(scale, cell)))
  for (let i = 0; i < places.length; i += 3) {
    if (!isThere(scale.cellAt([places[i]!, places[i + 1]!, places[i + 2]!]))) return false
  }
  let isFound = false
  for (const block of blocks[first]!.values()) {
    const { cell, labels, faces } = block
    const own = shownOf(block).filter((piece) => palette.segmentOf(labels[piece]!) === segment)
    if (own.length === 0) continue
    if (!isWhole(block)) return false
    isFound = true
    const reached = own.reduce((bits, piece) => bits | faces[piece]!, 0)
    for (const [face, { at }] of FACES.entries()) {
      const isReached = (reached & (1 << face)) !== 0
      if (isReached && !isThere([cell[0] + at[0], cell[1] + at[1], cell[2] + at[2]])) return false
    }
  }
  return isFound
}

function isWhole(block: KnownBlock | undefined): boolean {
  return block?.isDrawable === true && !block.isEarly
}
