import type { HostApi, StoreSession } from '../../../shared/contracts/host-api.ts'
import { PRESENCE_SELECTION_MAX } from '../../../shared/contracts/store-protocol.ts'
import type { EditKey } from '../../../shared/edits/edit.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import type { AttentionCard, CardAnswer, FromEdit } from '../../edit/messages.ts'
import type { TextStorage } from '../datasets/kept-view.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { LiveProofreading } from '../proofread/live-proofreading.ts'
import { timeWords } from '../proofread/time-words.ts'
import type { LiveHover } from '../view/hover.ts'
import type { LiveView } from '../view/live-view.ts'
import { type LiveTeam, nobody } from './live-team.ts'
import { keepChoice, keepSharing, readChoice, readSharing, storeOf } from './team-choice.ts'

/** Ms between two looks at the cursor for colleagues. The edit worker passes on fewer. */
const WHEREABOUTS_EVERY_MS = 100

export interface TeamSession {
  /** Takes messages of the edit worker that are no replies. */
  readonly hear: (message: FromEdit) => void
  /** The store to open a dataset with, as far as it is known. */
  readonly storeFor: (dataset: string) => string | undefined
  /** The store of this machine came up. */
  readonly localStore: (store: string) => void
  /** Signs in to a store with a token and syncs with it from then on. Resolves with a sentence where that fails. */
  readonly connect: (store: string, token: string) => Promise<string | null>
  readonly signOut: () => Promise<void>
  readonly workOffline: (offline: boolean) => void
  readonly share: (sharing: boolean) => void
  /** Resolves with a sentence where nothing was done, or with a question that must be confirmed. */
  readonly answer: (card: AttentionCard, answer: CardAnswer, confirmed: boolean) => Promise<CardOutcome>
  readonly show: (card: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined) => void
}

export type CardOutcome =
  | { readonly kind: 'closed' }
  | { readonly kind: 'asked' | 'refused'; readonly sentence: string }

export interface TeamSessionParts {
  readonly view: LiveView
  readonly proof: LiveProofreading
  readonly hover: LiveHover
  readonly team: LiveTeam
  readonly edit: EditClient
  readonly host: Pick<HostApi, 'connectStore' | 'storeSession' | 'forgetStore'>
  readonly storage: TextStorage
  /** The store of this machine, where it is up already. */
  readonly localStore: string | undefined
  readonly say: (text: string, place?: Vec3) => void
}

/** What a team session remembers. */
interface TeamRun extends TeamSessionParts {
  /** The store of this machine, where it is up. */
  localStore: string | undefined
}

/** Chooses the store of the open dataset, and keeps `LiveTeam` true to what the edit worker tells. */
export function createTeamSession(parts: TeamSessionParts): TeamSession {
  const { proof, team, edit, storage } = parts
  const run: TeamRun = { ...parts }
  team.setState({ sharing: readSharing(storage) })
  followWhereabouts(parts)
  proof.subscribe((now, before) => {
    if (now.editing.kind === 'open' && before.editing.kind !== 'open') void sync(run)
    if (now.editing.kind !== 'open' && before.editing.kind === 'open') team.setState({ ...nobody })
  })
  return {
    hear: (message) => hear(run, message),
    storeFor: (id) => storeFor(run, id),
    localStore(store) {
      run.localStore = store
      void sync(run)
    },
    connect: (store, token) => connect(run, store, token),
    signOut: () => signOut(run),
    workOffline(offline) {
      const id = openId(run)
      if (id === undefined) return
      keepChoice(storage, id, { ...readChoice(storage, id), offline })
      void sync(run, team.getState().session ?? undefined)
    },
    share(sharing) {
      keepSharing(storage, sharing)
      team.setState({ sharing })
      edit.tell({ kind: 'whereabouts', whereabouts: null })
    },
    answer: (card, answer, confirmed) => answerCard(run, card, answer, confirmed),
    show: (card) => edit.tell({ kind: 'show-card', card }),
  }
}

function openId({ view }: TeamRun): string | undefined {
  return view.getState().dataset?.editable?.id
}

function storeFor({ view, storage, localStore }: TeamRun, id: string): string | undefined {
  return storeOf(readChoice(storage, id), view.getState().dataset?.store, localStore)
}

/** Tells the edit worker which store to sync with, and whether there is a way in. */
async function sync(run: TeamRun, known?: StoreSession): Promise<void> {
  const { proof, team, edit, host, storage } = run
  const id = openId(run)
  if (id === undefined || proof.getState().editing.kind !== 'open') return
  const store = storeFor(run, id)
  const { offline } = readChoice(storage, id)
  const asked = known === undefined && store !== undefined ? await host.storeSession(store) : undefined
  if (openId(run) !== id || storeFor(run, id) !== store) return
  const session = known ?? (asked?.ok === true ? asked.value : null)
  // A store that does not reply now may have a token all the same: the worker tries again.
  const mayEnter = session !== null || asked?.ok === false
  team.setState({ session, offline })
  const address = store === undefined ? undefined : (session?.store ?? store)
  const online = store !== undefined && mayEnter && !offline
  edit.tell({ kind: 'sync', store: address, online, user: session?.user })
}

function hear(run: TeamRun, message: FromEdit): void {
  const { team } = run
  if (message.kind === 'sync-status') {
    team.setState({ sync: message })
    const { attention, quiet } = message
    if (attention + quiet > 0 || team.getState().cards.length > 0) void refreshCards(run)
  } else if (message.kind === 'colleagues') {
    team.setState({ colleagues: message.colleagues })
    void nameSelections(run)
  } else if (message.kind === 'arrived') {
    team.setState({ arrived: message.lines })
  }
}

async function refreshCards({ edit, team }: TeamRun): Promise<void> {
  const reply = await edit.ask((id) => ({ kind: 'attention', id }))
  if (reply.kind === 'attention') team.setState({ cards: reply.cards })
}

async function connect(run: TeamRun, store: string, token: string): Promise<string | null> {
  const id = openId(run)
  if (id === undefined) return 'Nothing with segments is open'
  const reply = await run.host.connectStore(store, token)
  if (!reply.ok) return reply.problem.message
  const session = reply.value
  if (session.datasets.every(({ name }) => name !== id) && session.store !== run.localStore) {
    return `${session.user} has no role in this dataset (${id}) there; ask the store’s admin`
  }
  keepChoice(run.storage, id, { store: session.store, offline: false })
  await sync(run, session)
  return null
}

async function signOut(run: TeamRun): Promise<void> {
  const { storage, host, say } = run
  const id = openId(run)
  const store = id === undefined ? undefined : storeFor(run, id)
  if (id === undefined || store === undefined) return
  await host.forgetStore(store)
  keepChoice(storage, id, { ...readChoice(storage, id), store: '' })
  say('Signed out. Your edits stay on this machine')
  await sync(run)
}

async function answerCard(
  run: TeamRun,
  card: AttentionCard,
  answer: CardAnswer,
  confirmed: boolean,
): Promise<CardOutcome> {
  const { edit, say } = run
  const reply = await edit.ask((id) => ({ kind: 'answer-card', id, key: card.key, answer, confirmed }))
  if (reply.kind === 'asked') {
    const sentences = reply.consequences.map((one) => asSentence(consequenceInWords(one, timeWords)))
    return { kind: 'asked', sentence: sentences.join(' ') }
  }
  if (reply.kind === 'refused') return { kind: 'refused', sentence: asSentence(reply.sentence) }
  if (reply.kind === 'failed') return { kind: 'refused', sentence: asSentence(reply.problem.message) }
  edit.tell({ kind: 'show-card' })
  if (reply.kind === 'made') say(reply.words, reply.position)
  await refreshCards(run)
  return { kind: 'closed' }
}

/** Tells colleagues where the user is, while the user shares that and moves. */
function followWhereabouts({ view, proof, hover, team, edit }: TeamSessionParts): void {
  let last = ''
  setInterval(() => {
    const { sync, sharing } = team.getState()
    if (proof.getState().editing.kind !== 'open' || sync?.store === undefined || !sharing) return
    const { of, position } = hover.getState()
    const cursor = of === 'cursor' ? position : null
    const selection = view
      .getState()
      .selection.slice(0, PRESENCE_SELECTION_MAX)
      .map(({ supervoxel }) => supervoxel)
    const text = `${cursor?.join()} ${selection.join()} ${sync.store}`
    if (text === last) return
    last = text
    edit.tell({ kind: 'whereabouts', whereabouts: { cursor, selection } })
  }, WHEREABOUTS_EVERY_MS)
}

/** Finds the segments here that colleagues have selected. */
async function nameSelections({ team, edit }: TeamSessionParts): Promise<void> {
  const { colleagues } = team.getState()
  const wanted = colleagues.flatMap(({ user, selection }) => selection.map((supervoxel) => ({ user, supervoxel })))
  const selectedBy = new Map<bigint, readonly string[]>()
  if (wanted.length > 0) {
    const supervoxels = wanted.map(({ supervoxel }) => supervoxel)
    const reply = await edit.ask((id) => ({ kind: 'describe', id, supervoxels }))
    if (reply.kind !== 'described') return
    for (const [i, { segment }] of reply.segments.entries()) {
      const user = wanted[i]?.user
      if (user === undefined) continue
      selectedBy.set(segment, [...new Set([...(selectedBy.get(segment) ?? []), user])])
    }
  }
  if (team.getState().colleagues === colleagues) team.setState({ selectedBy })
}
