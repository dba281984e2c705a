import type { Edit, EditPoint } from '../edits/edit.ts'
import { highHalf, idOfHalves, lowHalf } from '../ids/halves.ts'
import type { FoldTables } from './tables.ts'

/** The points that an edit names. The anchor of an annotation is none of them, because it changes no segment. */
export function pointsNamed(edit: Edit): readonly EditPoint[] {
  switch (edit.kind) {
    case 'merge':
      return [edit.a, edit.b]
    case 'split':
      return [...edit.sources, ...edit.sinks]
    case 'revert':
      return edit.points
    case 'annotate':
      return []
  }
}

/** Rule E14: why an edit is void, because of what it says itself and which bases earlier edits named. */
export function voidReason(tables: FoldTables, edit: Edit): string | undefined {
  const baseOf = new Map<bigint, bigint>()
  for (const { supervoxel, base } of pointsNamed(edit)) {
    const named = baseOf.get(supervoxel) ?? baseNamedFor(tables, supervoxel)
    if (named !== undefined && named !== base) return `supervoxel ${supervoxel} is named in two base segments`
    baseOf.set(supervoxel, base)
  }
  return contradictionIn(edit)
}

/** Rule E14: why an edit is void, because of what it says itself, without its bases. The central store asks this too. */
export function contradictionIn(edit: Edit): string | undefined {
  if (edit.kind === 'merge' && edit.a.supervoxel === edit.b.supervoxel) return 'it merges a supervoxel with itself'
  if (edit.kind !== 'split') return undefined
  const sources = new Set(edit.sources.map((point) => point.supervoxel))
  const both = edit.sinks.find((point) => sources.has(point.supervoxel))
  return both === undefined ? undefined : `supervoxel ${both.supervoxel} is a seed of both sides`
}

/** The base in which an earlier edit named a supervoxel. */
function baseNamedFor({ points, bases }: FoldTables, supervoxel: bigint): bigint | undefined {
  const isNamed = (point: number) => points.named[point] === 1
  const point = points.ids.findWhere(highHalf(supervoxel), lowHalf(supervoxel), isNamed)
  if (point < 0) return undefined
  const base = points.ids.tagOf(point)
  return idOfHalves(bases.ids.highOf(base), bases.ids.lowOf(base))
}
