import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import { createIdentityAgglomeration } from '../../shared/agglomeration/identity-agglomeration.ts'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import { ProblemError, type Result } from '../../shared/problem.ts'
import { createBaseKeeper } from '../../shared/session/base-keeper.ts'
import type { Soma } from '../../shared/session/consequences.ts'
import { createEditBook, type EditBook, fillBook } from '../../shared/session/edit-book.ts'
import { parseNeurons } from '../../shared/session/fact-files.ts'
import type { EditDataset, EditFacts } from './messages.ts'
import type { EditLog } from './open-log.ts'

/** A dataset's log and what it comes to. */
export interface OpenDataset {
  readonly dataset: EditDataset
  readonly log: EditLog
  readonly book: EditBook
  readonly somata: readonly Soma[]
  /** The text of a file of facts; undefined when the dataset names none. */
  readonly readFact: (name: Exclude<keyof EditFacts, 'sourceId'>) => Promise<Fact | undefined>
  /** Set where nothing can be edited although the log could be written: why its end is not in the book. */
  stopped: string | undefined
}

export interface Fact {
  readonly text: string
  readonly file: string
}

/** Rejects with a `ProblemError`; the log is closed again then. */
export async function openDataset(
  dataset: EditDataset,
  bytes: ByteClient,
  openSource: (dataset: EditDataset, bytes: ByteClient) => Promise<AgglomerationSource>,
  openLog: (dataset: string) => Promise<EditLog>,
): Promise<OpenDataset> {
  const bases = createBaseKeeper(await openSource(dataset, bytes))
  const readFact = (name: Exclude<keyof EditFacts, 'sourceId'>) => readFactFile(dataset.facts, name, bytes)
  const neurons = await readFact('neurons')
  const bodies = neurons === undefined ? [] : must(parseNeurons(jsonOf(neurons), neurons.file))
  const somaBases = await bases.basesOf(BigUint64Array.from(bodies, ({ supervoxel }) => supervoxel))
  const somata = bodies.map(({ supervoxel }, i): Soma => ({ supervoxel, base: somaBases[i]! }))
  const log = await openLog(dataset.id)
  try {
    const book = createEditBook(dataset.author, bases)
    const stopped = await fillBook(
      book,
      log.entries.map(({ edit }) => edit),
    )
    return { dataset, log, book, somata, readFact, stopped }
  } catch (error) {
    await log.close()
    throw error
  }
}

export async function openAgglomeration(
  { agglomeration }: EditDataset,
  bytes: ByteClient,
): Promise<AgglomerationSource> {
  if (agglomeration.kind === 'identity') return createIdentityAgglomeration()
  const { sourceId, folder, location } = agglomeration
  const inFolder = folder === '' ? '' : `${folder}/`
  const store = { get: async (key: string) => (await bytes.get(sourceId, `${inFolder}${key}`))?.data }
  return openZarrAgglomeration(store, folder === '' ? location : `${location}/${folder}`)
}

async function readFactFile(facts: EditFacts, name: Exclude<keyof EditFacts, 'sourceId'>, bytes: ByteClient) {
  const file = facts[name]
  if (file === undefined || facts.sourceId === undefined) return undefined
  const found = await bytes.get(facts.sourceId, file)
  if (found === undefined) throw new ProblemError({ kind: 'not-found', message: `There is no file ${file}`, file })
  return { file, text: new TextDecoder().decode(found.data) }
}

export function jsonOf({ text, file }: Fact): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProblemError({ kind: 'bad-description', message: `${file} is no JSON`, file }, { cause })
  }
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}
