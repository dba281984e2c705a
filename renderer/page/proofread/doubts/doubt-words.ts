/** How many of ten doubts like this one are errors, for a probability from 0 to 1: a share, unlike an affinity. */
export function inTen(probability: number): string {
  if (probability >= 0.95) return 'over 9 in 10'
  return `${Math.max(1, Math.round(10 * probability))} in 10`
}

/** Why a doubt is one, in a sentence without a full stop; undefined where no model has judged it. */
export function likelyWords({
  probability,
  why = [],
}: {
  readonly probability?: number
  readonly why?: readonly string[]
}): string | undefined {
  if (probability === undefined) return undefined
  const reasons = why.length === 0 ? '' : `: ${why.join(' · ')}`
  return `${inTen(probability)} like this are errors${reasons}`
}
