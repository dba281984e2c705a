import type { PracticeScore } from '../../edit/messages.ts'

type Errors = Pick<PracticeScore, 'falseSplits' | 'falseMerges' | 'falseSplitsLeft' | 'falseMergesLeft' | 'planted'>

/** How many errors are mended: "3 of 40 planted errors are mended." */
export function mendedWords({ falseSplits, falseMerges, falseSplitsLeft, falseMergesLeft, planted }: Errors): string {
  const all = falseSplits + falseMerges
  const mended = all - falseSplitsLeft - falseMergesLeft
  const errors = planted ? 'planted errors' : 'errors'
  if (all === 0) return `There are no ${errors} here.`
  if (mended === all) return `All ${figure(all)} ${errors} are mended.`
  if (mended < 0) return `${figure(-mended)} more ${errors} than at first.`
  return `${mended === 0 ? 'None' : figure(mended)} of ${figure(all)} ${errors} ${mended === 1 ? 'is' : 'are'} mended.`
}

/** How much nearer to the truth the segmentation has come, of the whole way there. */
export function wayWords({ before, now }: Pick<PracticeScore, 'before' | 'now'>): string {
  const [was, is] = [before.split + before.merge, now.split + now.merge]
  if (is === 0) return 'This is the true segmentation.'
  const percent = was === 0 ? 0 : Math.round((100 * (was - is)) / was)
  if (is === was) return 'Nothing has changed yet.'
  if (is > was)
    return 'Further from the truth than at first: an edit joined or cut what it should not. History takes it back.'
  return percent === 0 ? 'A little nearer to the truth than at first.' : `${percent} % of the way to the truth.`
}

export function figure(count: number): string {
  return count.toLocaleString('en')
}
