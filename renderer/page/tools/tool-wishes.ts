import type { Spot } from '../../edit/messages.ts'
import type { Tool } from './tool-state.ts'

/** What the edit worker should show and judge for a tool, whatever was asked before. */
export interface ToolWishes {
  /** Whole segments to light up. */
  readonly light: readonly Spot[]
  /** Two points whose merge should be tried; null for none. */
  readonly pair: readonly [Spot, Spot] | null
  readonly sources: readonly Spot[]
  readonly sinks: readonly Spot[]
}

const NOTHING: ToolWishes = { light: [], pair: null, sources: [], sinks: [] }

export function wishesOf(tool: Tool): ToolWishes {
  switch (tool.kind) {
    case 'browse':
      return NOTHING
    case 'merge': {
      const { a, b } = tool
      const light = [a, b].flatMap((one) => (one ? [spotOf(one)] : []))
      return { ...NOTHING, light, pair: a && b ? [spotOf(a), spotOf(b)] : null }
    }
    case 'split': {
      const of = (side: 'a' | 'b') => tool.seeds.filter((one) => one.side === side).map(spotOf)
      return { ...NOTHING, sources: of('a'), sinks: of('b') }
    }
    default: {
      const { kind, a, b } = tool.doubt
      if (kind === 'missed-merge') return { ...NOTHING, light: [a, b], pair: [a, b] }
      return { ...NOTHING, sources: [a], sinks: [b] }
    }
  }
}

/** Equal texts for equal spots. */
export function spotsKey(spots: readonly Spot[]): string {
  return spots.map(({ supervoxel, position }) => `${supervoxel}@${position.join()}`).join(' ')
}

function spotOf({ supervoxel, position }: Spot): Spot {
  return { supervoxel, position }
}
