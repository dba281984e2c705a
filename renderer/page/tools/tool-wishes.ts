import type { Point } from '../../edit/messages.ts'
import type { Tool } from './tool-state.ts'

/** What the edit worker should show and judge for a tool, whatever was asked before. */
export interface ToolWishes {
  /** Whole segments to light up. */
  readonly light: readonly Point[]
  /** Two points whose merge should be tried; null for none. */
  readonly pair: readonly [Point, Point] | null
  readonly sources: readonly Point[]
  readonly sinks: readonly Point[]
}

const NOTHING: ToolWishes = { light: [], pair: null, sources: [], sinks: [] }

export function wishesOf(tool: Tool): ToolWishes {
  switch (tool.kind) {
    case 'browse':
      return NOTHING
    case 'merge': {
      const { a, b } = tool
      const light = [a, b].flatMap((one) => (one ? [pointOf(one)] : []))
      return { ...NOTHING, light, pair: a && b ? [pointOf(a), pointOf(b)] : null }
    }
    case 'split': {
      const of = (side: 'a' | 'b') => tool.seeds.filter((one) => one.side === side).map(pointOf)
      return { ...NOTHING, sources: of('a'), sinks: of('b') }
    }
    default: {
      const { kind, a, b } = tool.doubt
      if (kind === 'missed-merge') return { ...NOTHING, light: [a, b], pair: [a, b] }
      return { ...NOTHING, sources: [a], sinks: [b] }
    }
  }
}

/** Equal texts for equal points. */
export function pointsKey(points: readonly Point[]): string {
  return points.map(({ supervoxel, position }) => `${supervoxel}@${position.join()}`).join(' ')
}

function pointOf({ supervoxel, position }: Point): Point {
  return { supervoxel, position }
}
