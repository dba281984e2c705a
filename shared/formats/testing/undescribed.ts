import type { DescribedVolume } from '../volume-format.ts'

/** For tests that read no chunk: the description of no volume. */
export const UNDESCRIBED: DescribedVolume = {
  format: 'none',
  files: {},
  place: { location: '/none', above: 0 },
  at: [],
}
