/** A whole number in at most four figures: 812, 40 k, 1.2 M. */
export function short(value: number): string {
  if (value < 10_000) return value.toLocaleString('en')
  if (value < 999_500) return `${Math.round(value / 1000)} k`
  return `${(value / 1e6).toPrecision(2)} M`
}

/** `1 seed`, `40 k supervoxels`. */
export function count(value: number, noun: string): string {
  return `${short(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A share in whole percent, but never 0 % of something nor 100 % of less than all. */
export function share(part: number, total: number): string {
  if (total === 0) return '0 %'
  const percent = (100 * part) / total
  if (part > 0 && percent < 1) return 'under 1 %'
  return percent > 99 && part < total ? 'over 99 %' : `${Math.round(percent)} %`
}
