import { toolOf } from './tool-list.ts'
import type { ToolState } from './tool-machine.ts'

/**
 * The sides in whose colours the panels show a segment while the tool in hand paints it: `ab` where a cut goes through
 * it. Empty where it has its own colour.
 */
export function paintedSides({ inHand, preview }: ToolState, segment: bigint): '' | 'a' | 'b' | 'ab' {
  const { kind } = toolOf(inHand).points(inHand)
  const [a, b] = preview?.segments ?? []
  switch (kind) {
    case 'none':
      return ''
    // A path paints supervoxels within its segment alone.
    case 'path':
      return ''
    case 'light':
    case 'merge':
      if (a?.segment === segment) return 'a'
      return b?.segment === segment ? 'b' : ''
    case 'split':
      return (preview?.cut?.pieces.length ?? 0) > 1 && a?.segment === segment ? 'ab' : ''
  }
}
