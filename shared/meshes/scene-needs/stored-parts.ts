import type { Box3 } from '../../geometry.ts'
import type { MeshTier } from '../../loading/scheduler-events.ts'
import { mayBeSeen } from '../../view/scene/frustum.ts'
import { nmPerPixelOf } from '../../view/scene/scene-view.ts'
import type { MeshManifest } from '../mesh.ts'
import { DETAIL_PIXELS, type SceneSight } from './needed-blocks.ts'

export interface NeededPart {
  /** Its place in the manifest. */
  readonly part: number
  readonly tier: MeshTier
  /** Greater ones first. */
  readonly priority: number
}

/**
 * The parts of a stored mesh that are needed: the coarsest level, then finer ones where the error of the next coarser level
 * would be seen. A part whose box only the part itself tells is needed with the coarsest.
 */
export function neededParts({ parts, levelErrors }: MeshManifest, sight: SceneSight): NeededPart[] {
  const coarsest = parts.reduce((most, { level }) => Math.max(most, level), 0)
  const needed: NeededPart[] = []
  for (const [part, { level, box }] of parts.entries()) {
    if (level === coarsest || box === undefined) needed.push({ part, tier: 'shape', priority: level })
    else {
      const error = errorPixels(levelErrors[level + 1] ?? 0, sight, box)
      if (error > DETAIL_PIXELS && mayBeSeen(sight.frustum, box)) needed.push({ part, tier: 'detail', priority: error })
    }
  }
  return needed
}

/**
 * The parts to draw among those that can be: a coarser part is drawn until all finer ones whose boxes lie in its box can be
 * drawn, and size on screen asks for them.
 */
export function drawnParts(
  { parts, levelErrors }: MeshManifest,
  sight: SceneSight,
  isDrawable: (part: number) => boolean,
): number[] {
  const coarsest = parts.reduce((most, { level }) => Math.max(most, level), 0)
  const drawn: number[] = []
  const covered = new Set<number>()
  for (let level = coarsest; level >= 0; level--) {
    for (const [part, own] of parts.entries()) {
      if (own.level !== level || covered.has(part)) continue
      const finer = own.box === undefined ? [] : partsIn(parts, level - 1, own.box)
      const isAsked = own.box !== undefined && errorPixels(levelErrors[level] ?? 0, sight, own.box) > DETAIL_PIXELS
      if (!isDrawable(part)) continue
      if (isAsked && finer.length > 0 && finer.every(isDrawable)) continue
      drawn.push(part)
      for (const each of within(parts, own.box, level)) covered.add(each)
    }
  }
  return drawn
}

function errorPixels(errorNm: number, { view }: SceneSight, box: Box3): number {
  return errorNm / nmPerPixelOf(view, box)
}

/** The parts of a level whose middles lie in a box. */
function partsIn(parts: MeshManifest['parts'], level: number, box: Box3): number[] {
  const found: number[] = []
  for (const [part, own] of parts.entries()) {
    if (own.level === level && own.box !== undefined && holdsMiddle(box, own.box)) found.push(part)
  }
  return found
}

/** The finer parts that a drawn part stands for. */
function within(parts: MeshManifest['parts'], box: Box3 | undefined, level: number): number[] {
  if (box === undefined) return []
  return parts.flatMap((own, part) =>
    own.level < level && own.box !== undefined && holdsMiddle(box, own.box) ? [part] : [],
  )
}

function holdsMiddle(outer: Box3, { min, max }: Box3): boolean {
  return outer.min.every((least, axis) => {
    const middle = (min[axis]! + max[axis]!) / 2
    return middle >= least && middle < outer.max[axis]!
  })
}
