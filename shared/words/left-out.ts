import type { LeftOut } from '../doubts/model/weighed-places.ts'

/** What was weighed and is not asked, in words without a full stop. */
export function leftOutWords({ count, errors }: LeftOut): string {
  const share = (100 * errors) / Math.max(1, count)
  const percent = share > 0 && share < 1 ? 'under 1 %' : `about ${Math.round(share)} %`
  return `of ${count.toLocaleString('en')} other places, ${percent} are errors`
}
