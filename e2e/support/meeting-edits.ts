import type { Page } from '@playwright/test'
import { merge, type Spot, split, undo } from './acts.ts'
import { clickableAround } from './proofreading.ts'
import type { Vec3 } from './screen.ts'

/**
 * The rows of the conflict catalogue that two people can make by hand, each on a place of the sample of its own. `first`
 * is online before `second`, whose edits are therefore the later ones.
 */
export interface Meeting {
  readonly row: string
  readonly stand: Vec3
  /** What both have before they part. */
  readonly together?: (page: Page, at: Places) => Promise<void>
  readonly first: (page: Page, at: Places) => Promise<void>
  readonly second: (page: Page, at: Places) => Promise<void>
  /** What becomes of the second's edits here, in their order; those of the first are all applied. */
  readonly outcomes: readonly ('redundant' | 'changed' | 'conflicted')[]
  /** What holds, but joins two cell bodies, needs an answer as well as what is conflicted. */
  readonly joinsSomata?: true
}

/** Where a supervoxel can be clicked; throws for one that cannot. */
export type Places = (supervoxel: bigint) => Spot

export function placesAt(stand: Vec3): Places {
  const points = clickableAround(stand)
  return (supervoxel) => {
    const point = points.get(supervoxel)
    if (!point) throw new Error(`supervoxel ${supervoxel} cannot be clicked near ${stand.join(', ')}`)
    return { stand, supervoxel, point }
  }
}

export const MEETINGS: readonly Meeting[] = [
  {
    row: 'two merges that join two cell bodies only together',
    stand: [2504, 2704, 5820],
    first: (page, at) => merge(page, at(72340168526267476n), at(72340168526267583n)),
    second: (page, at) => merge(page, at(72340168526267583n), at(72340168526267636n)),
    outcomes: ['changed'],
    joinsSomata: true,
  },
  {
    row: 'the same merge twice',
    stand: [3836, 2800, 4420],
    first: (page, at) => merge(page, at(72340168526267348n), at(72340168526267370n)),
    second: (page, at) => merge(page, at(72340168526267348n), at(72340168526267370n)),
    outcomes: ['redundant'],
  },
  {
    row: 'a merge of the same two segments by another edge',
    stand: [3300, 2048, 5660],
    first: (page, at) => merge(page, at(72339069014639896n), at(72340168526267613n)),
    second: (page, at) => merge(page, at(72339069014639902n), at(72340168526267621n)),
    outcomes: ['redundant'],
  },
  {
    row: 'a split of what was joined anew by another path',
    stand: [2396, 800, 1780],
    first: async (page, at) => {
      await split(page, at(72339069014638935n), at(72339069014638975n))
      await merge(page, at(72339069014638948n), at(72339069014638975n))
    },
    second: (page, at) => split(page, at(72339069014638935n), at(72339069014638975n)),
    outcomes: ['conflicted'],
  },
  {
    row: 'splits of one neuron with different cuts',
    stand: [2140, 388, 8240],
    first: (page, at) => split(page, at(72339069014640437n), at(72339069014640481n)),
    second: (page, at) => split(page, at(72339069014640481n), at(72057594037929590n)),
    outcomes: ['changed'],
  },
  {
    row: 'a merge with what lost most of its segment',
    stand: [740, 1372, 8400],
    first: (page, at) => split(page, at(72057594037929638n), at(72057594037929568n)),
    second: (page, at) => merge(page, at(72057594037929591n), at(72057594037929568n)),
    outcomes: ['changed'],
  },
  {
    row: 'a supervoxel is cut off, but has a new edge',
    stand: [2196, 1252, 5840],
    first: async (page, at) => {
      await split(page, at(72057594037929100n), at(72339069014639929n))
      await merge(page, at(72057594037929100n), at(72339069014639936n))
    },
    second: (page, at) => split(page, at(72057594037929100n), at(72339069014639938n)),
    outcomes: ['conflicted'],
  },
  {
    row: 'a split is taken back, but another stands in between',
    stand: [3436, 1852, 1120],
    together: (page, at) => split(page, at(72339069014638697n), at(72340168526266493n)),
    first: (page, at) => split(page, at(72339069014638697n), at(72340168526266527n)),
    second: undo,
    outcomes: ['conflicted'],
  },
]
