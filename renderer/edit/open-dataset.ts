import type { Soma } from '../../shared/acts/cell-bodies.ts'
import type { AgglomerationSource } from '../../shared/agglomeration/agglomeration-source.ts'
import { createIdentityAgglomeration } from '../../shared/agglomeration/identity-agglomeration.ts'
import { openTableAgglomeration } from '../../shared/agglomeration/table-agglomeration.ts'
import { openZarrAgglomeration } from '../../shared/agglomeration/zarr-agglomeration.ts'
import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import type { Edit } from '../../shared/edits/edit.ts'
import { type BaseKeeper, createBaseKeeper } from '../../shared/folded-log/base-keeper.ts'
import { type FoldedLog, openFoldedLog } from '../../shared/folded-log/folded-log.ts'
import type { Snapshot } from '../../shared/folded-log/folded-log-state.ts'
import { parseNeurons } from '../../shared/practice/fact-files.ts'
import { ProblemError, type Result } from '../../shared/problem.ts'
import type { CommittedDatabase, KeptLog } from './committed-log/committed-database.ts'
import { type CurrentUser, createCurrentUser } from './current-user.ts'
import type { SignedIn } from './local-records.ts'
import type { EditDataset, EditFacts } from './messages.ts'
import type { EditLog } from './own-log/open-log.ts'

/** An open dataset: its logs, what they fold to, and who edits it. */
export interface OpenDataset {
  readonly dataset: EditDataset
  readonly log: EditLog
  readonly committed: CommittedDatabase
  /** The address of the central store that the dataset is synced with. */
  readonly store: string | undefined
  readonly currentUser: CurrentUser
  readonly foldedLog: FoldedLog
  /** All edits of the own log, with those that were made since it was opened. */
  readonly own: Edit[]
  readonly somata: readonly Soma[]
  /** Reads a file of facts; undefined where the dataset names none. */
  readonly readFact: (name: Exclude<keyof EditFacts, 'sourceId'>) => Promise<Fact | undefined>
  /** Why the end of the log could not be folded, as a sentence: nothing can be edited then. */
  readonly stopped: string | undefined
}

export interface Fact {
  readonly text: string
  readonly file: string
}

/** What opening a dataset needs of the world. */
export interface OpenParts {
  readonly bytes: ByteClient
  readonly openAgglomeration: (dataset: EditDataset, bytes: ByteClient) => Promise<AgglomerationSource>
  readonly openLog: (dataset: string) => Promise<EditLog>
  readonly openCommitted: (dataset: string) => CommittedDatabase
  /** This machine's name in the edit ids of the user who signed in. */
  readonly clientOf: (signedIn: SignedIn | undefined) => Promise<string>
  readonly pause: () => Promise<void>
}

/** Rejects with a `ProblemError` and leaves no log open. */
export async function openDataset(dataset: EditDataset, parts: OpenParts): Promise<OpenDataset> {
  const { bytes } = parts
  const bases = createBaseKeeper(await parts.openAgglomeration(dataset, bytes))
  const readFact = (name: Exclude<keyof EditFacts, 'sourceId'>) => readFactFile(dataset.facts, name, bytes)
  const neurons = await readFact('neurons')
  const bodies = neurons === undefined ? [] : unwrap(parseNeurons(jsonOf(neurons), neurons.file))
  const somaBases = await bases.basesOf(BigUint64Array.from(bodies, ({ supervoxel }) => supervoxel))
  const somata = bodies.map(({ supervoxel }, i): Soma => ({ supervoxel, base: somaBases[i]! }))
  const log = await parts.openLog(dataset.id)
  const committed = parts.openCommitted(dataset.id)
  try {
    const kept = { dataset, log, committed, somata, readFact, own: log.entries.map(({ edit }) => edit) }
    return await openWithStore(kept, bases, { store: dataset.store }, parts)
  } catch (error) {
    committed.close()
    await log.close()
    throw error
  }
}

/** What stays when an open dataset is synced with another store. */
type WithoutStore = Omit<OpenDataset, 'store' | 'currentUser' | 'foldedLog' | 'stopped'>

/** A central store and who signed in there. Without `user` it is the user of the last time. */
export interface Membership {
  readonly store: string | undefined
  readonly user?: string | undefined
  /** The store's snapshot, where it was fetched just now: this machine has nothing else of the store. */
  readonly fetched?: Snapshot | undefined
}

async function openWithStore(
  kept: WithoutStore,
  bases: BaseKeeper,
  { store, user, fetched }: Membership,
  { clientOf, pause }: Pick<OpenParts, 'clientOf' | 'pause'>,
): Promise<OpenDataset> {
  const { account, ...onDisk }: KeptLog = store === undefined ? { entries: [] } : await kept.committed.read(store)
  const { entries, snapshot }: KeptLog = fetched === undefined ? onDisk : { snapshot: fetched, entries: [] }
  const signedIn = user === undefined || user === account?.user ? account : { user }
  const client = await clientOf(
    store === undefined || signedIn === undefined ? undefined : { store, user: signedIn.user },
  )
  const currentUser = createCurrentUser(client, kept.dataset.author, signedIn)
  const readSnapshot = async () => {
    const bytes = store === undefined ? undefined : await kept.committed.snapshotOf(store)
    if (bytes !== undefined) return bytes
    throw new ProblemError({
      kind: 'disk',
      message: 'The snapshot of the team’s edits is not in the database any more',
    })
  }
  const { foldedLog, stopped } = await openFoldedLog(
    { bases, isOwn: currentUser.isOwn, pause },
    { snapshot: snapshot && { ...snapshot, read: readSnapshot }, committed: entries, own: kept.own },
  )
  return { ...kept, store, currentUser, foldedLog, stopped }
}

/** Folds an open dataset anew, with what this machine has of a store: of another one, or of the same. */
export function reopenWithStore(
  { dataset, log, committed, somata, readFact, own, foldedLog }: OpenDataset,
  membership: Membership,
  parts: Pick<OpenParts, 'clientOf' | 'pause'>,
): Promise<OpenDataset> {
  return openWithStore({ dataset, log, committed, somata, readFact, own }, foldedLog.bases, membership, parts)
}

export async function openAgglomeration(
  { agglomeration, voxelSize }: EditDataset,
  bytes: ByteClient,
): Promise<AgglomerationSource> {
  if (agglomeration.kind === 'identity') return createIdentityAgglomeration()
  if (agglomeration.kind === 'table') {
    const { sourceId, key, location, threshold } = agglomeration
    const file = `${location}/${key}`
    const table = await bytes.get(sourceId, key)
    if (table === undefined) throw new ProblemError({ kind: 'not-found', message: `There is no file ${file}`, file })
    return openTableAgglomeration(table.data, file, { threshold, voxelSize })
  }
  const { sourceId, folder, location } = agglomeration
  const inFolder = folder === '' ? '' : `${folder}/`
  const store = { get: async (key: string) => (await bytes.get(sourceId, `${inFolder}${key}`))?.data }
  return openZarrAgglomeration(store, folder === '' ? location : `${location}/${folder}`, voxelSize)
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

/** Takes the value out of a result. Throws its problem as a `ProblemError`. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}
