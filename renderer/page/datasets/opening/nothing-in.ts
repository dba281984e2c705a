import { placeKind } from '../../../../shared/bytes/address.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import { FORMATS } from '../../../../shared/formats/format-list.ts'
import { ProblemError } from '../../../../shared/problem.ts'
import { findInFolder } from './find-volume.ts'
import { DATASET_FILE, OTHERS } from './folder-marks.ts'
import { formatsOf } from './formats-of.ts'
import { fileIn, type OpeningServices } from './read-description.ts'

/** The problem of an opened place that holds nothing that can be opened, with what to open instead where that is known. */
export async function nothingIn(
  source: OpenedSource,
  services: OpeningServices,
  signal: AbortSignal,
): Promise<ProblemError> {
  const { folder, description, sourceId } = source
  const marks = [...FORMATS.flatMap((format) => format.marks), ...OTHERS]
  const instead = (await otherFormat(source, services, signal)) ?? (await services.openInstead(sourceId, marks))
  const hint = instead === null ? '' : `. ${instead}`
  if (description !== undefined) {
    const file = fileIn(source, description)
    return new ProblemError({ kind: 'not-found', message: `There is nothing at ${file}${hint}`, file })
  }
  const formats = formatsOf(source)
  const volumes = formats.map(({ title, marks: [first] }) => `"${first}" (${title})`)
  const held = `none of the files ${volumes.join(', ')} and "${DATASET_FILE}" (a dataset)`
  const [mark = DATASET_FILE] = formats.flatMap(({ marks }) => marks)
  if (placeKind(source.location) === 'address') {
    // Whether there is such a folder cannot be known there.
    const message = `There is no volume at ${folder}: it has ${held} (http 404)${hint}`
    return new ProblemError({ kind: 'not-found', message, file: fileIn(source, mark), status: 404 })
  }
  return new ProblemError({ kind: 'not-a-volume', message: `${folder} holds ${held}${hint}`, file: folder })
}

/** Whether the folder is a volume of another format than its address asks for, as a sentence. */
async function otherFormat(
  source: OpenedSource,
  services: OpeningServices,
  signal: AbortSignal,
): Promise<string | null> {
  const [asked] = source.formats
  if (asked === undefined || source.description !== undefined) return null
  // What is wrong with it would be told if it were opened so.
  const found = await findInFolder(source, { services, signal }).catch(() => undefined)
  const format = FORMATS.find(({ name }) => found?.kind === 'volume' && name === found.described.format)
  return format === undefined ? null : `It is ${format.title}: open it without ${asked}://`
}
