import { shownLocation } from '../../../../shared/bytes/shown-location.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import { FORMATS } from '../../../../shared/formats/format-list.ts'
import type { VolumeFormat } from '../../../../shared/formats/volume-format.ts'
import { ProblemError } from '../../../../shared/problem.ts'

/** The formats that the address of a source asks for; all where it leaves that open. */
export function formatsOf({ formats, location }: OpenedSource): readonly VolumeFormat[] {
  if (formats.length === 0) return FORMATS
  const known = FORMATS.filter(({ name }) => formats.includes(name))
  if (known.length > 0) return known
  const file = shownLocation(location)
  throw new ProblemError({
    kind: 'unsupported',
    message: `${file} is a ${formats[0]} volume, which Skein does not read`,
    file,
  })
}
