import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import { storedVolumeOf } from '../../../../shared/formats/described-volume.ts'
import { FORMATS } from '../../../../shared/formats/format-list.ts'
import type {
  DescribedVolume,
  StoredVolume,
  VolumeFormat,
  VolumePlace,
} from '../../../../shared/formats/volume-format.ts'
import { type Problem, ProblemError, problemOf, unwrap } from '../../../../shared/problem.ts'
import { type OpeningServices, readJson } from './read-description.ts'

/** A volume that a folder holds. */
export interface FoundVolume {
  readonly described: Omit<DescribedVolume, 'at'>
  readonly stored: StoredVolume
}

/** What a folder holds. `other` is one of `others`, and `json` what it holds. */
export type Found =
  | ({ readonly kind: 'volume' } & FoundVolume)
  | { readonly kind: 'other'; readonly key: string; readonly json: unknown }

export interface Finding {
  readonly services: Pick<OpeningServices, 'read'>
  readonly signal: AbortSignal
  readonly kind?: VolumePlace['kind']
  /** Files by which a folder is known that is no volume, such as that of a dataset. The first one that is there counts. */
  readonly others?: readonly string[]
  /** The formats that are known; a test gives others. */
  readonly formats?: readonly VolumeFormat[]
}

/**
 * What a folder holds, found out by the files that are there; undefined where none is. A folder is first asked for the file
 * that it most likely has, and then for all others at once, so that a usual one costs one request.
 */
export async function findInFolder(source: OpenedSource, finding: Finding): Promise<Found | undefined> {
  const { formats = FORMATS } = finding
  const others = (finding.others ?? []).map((key) => ({ key, format: undefined }))
  const named = formats.filter(({ name }) => source.folder.toLowerCase().endsWith(`.${name}`))
  const likely = named.length > 0 ? [...others, ...marksOf(named)] : marksOf(formats.slice(0, 1))
  const first = await readMarks(source, finding, likely)
  if (first.found !== undefined) return first.found
  // What is damaged is told at once. What is refused may only be absent: some stores say "forbidden" for both.
  if (first.problem !== undefined && first.problem.kind !== 'forbidden') throw new ProblemError(first.problem)
  const asked = new Set(likely.map(({ key }) => key))
  const rest = [...others, ...marksOf(formats)].filter(({ key }) => !asked.has(key))
  const second = await readMarks(source, finding, rest)
  if (second.found !== undefined) return second.found
  const problem = first.problem ?? second.problem
  if (problem !== undefined) throw new ProblemError(problem)
  return undefined
}

/** A file to ask for; `format` is undefined where it is one of `Finding.others`. */
interface Mark {
  readonly key: string
  readonly format: VolumeFormat | undefined
}

function marksOf(formats: readonly VolumeFormat[]): readonly Mark[] {
  return formats.flatMap((format) => format.marks.map((key) => ({ key, format })))
}

interface Marked {
  readonly found: Found | undefined
  /** Why the first file that could not be read could not. */
  readonly problem: Problem | undefined
}

/** Asks for all marks at once. The first in order that is there counts. */
async function readMarks(source: OpenedSource, finding: Finding, marks: readonly Mark[]): Promise<Marked> {
  const { services, signal } = finding
  const reads = await Promise.all(
    marks.map(async (mark) => {
      try {
        return { mark, json: await readJson(services, source, mark.key, signal), problem: undefined }
      } catch (error) {
        const problem = problemOf(error)
        if (problem === undefined) throw error
        return { mark, json: undefined, problem }
      }
    }),
  )
  for (const { mark, json } of reads) {
    if (json === undefined) continue
    if (mark.format === undefined) return { found: { kind: 'other', key: mark.key, json }, problem: undefined }
    const volume = await readVolume(source, finding, mark.format, mark.key, json)
    if (volume !== undefined) return { found: { kind: 'volume', ...volume }, problem: undefined }
  }
  return { found: undefined, problem: reads.find(({ problem }) => problem !== undefined)?.problem }
}

async function readVolume(
  source: OpenedSource,
  { services, signal, kind, formats = FORMATS }: Finding,
  format: VolumeFormat,
  mark: string,
  json: unknown,
): Promise<FoundVolume | undefined> {
  const files = await format.gather(mark, json, (key) => readJson(services, source, key, signal))
  if (files === undefined) return undefined
  const described = { format: format.name, files, place: { location: source.folder, above: source.above, kind } }
  return { described, stored: unwrap(storedVolumeOf(described, formats)) }
}

/** What a folder must hold to be a volume, for messages: `a precomputed volume (file "info") or ...`. */
export function volumesInWords(formats: readonly VolumeFormat[]): string {
  return formats.map(({ title, marks }) => `${title} (file "${marks[0]}")`).join(' or ')
}
