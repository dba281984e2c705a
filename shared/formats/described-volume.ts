import type { Result } from '../problem.ts'
import type { DescribedVolume, StoredVolume, VolumeFormat } from './volume-format.ts'

/** What a description says. A problem of kind 'unsupported' where `formats` has none of that name. */
export function storedVolumeOf(
  { format, files, place }: Pick<DescribedVolume, 'format' | 'files' | 'place'>,
  formats: readonly VolumeFormat[],
): Result<StoredVolume> {
  const found = formats.find(({ name }) => name === format)
  if (found !== undefined) return found.parse(files, place)
  const message = `${place.location} is of the format "${format}", which this Skein does not know`
  return { ok: false, problem: { kind: 'unsupported', message, file: place.location } }
}
