import type { SharingWish } from '../local-records.ts'
import type { OthersAnswer } from './taught.ts'

/** Whether the answers to doubts of a dataset are shared with its team, and what came of it. */
export interface Sharing {
  wish: SharingWish
  /** What others share. */
  others: readonly OthersAnswer[]
  /** Why nothing, or not all, is shared. */
  problem: string | undefined
  /** Own answers are others than before. */
  answered: () => void
}

export function createSharing(wish: SharingWish): Sharing {
  return { wish, others: [], problem: undefined, answered: () => undefined }
}
