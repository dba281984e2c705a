import type { Tool } from './tool.ts'

export interface BrowseInHand {
  readonly kind: 'browse'
}

const empty: BrowseInHand = { kind: 'browse' }

/** Looking around: clicks change nothing. */
export const browse: Tool<BrowseInHand> & { readonly empty: BrowseInHand } = {
  kind: 'browse',
  empty,
  choice: { words: 'Browse', hint: 'Look around; nothing can be changed by a click', key: null },
  pointing: 'none',
  points: () => ({ kind: 'none' }),
  commit: () => ({ kind: 'nothing' }),
  words: () => null,
  marks: () => [],
}
