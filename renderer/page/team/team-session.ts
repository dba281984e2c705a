import type { HostApi, StoreSession } from '../../../shared/contracts/host-api.ts'
import { PRESENCE_SELECTION_MAX } from '../../../shared/contracts/store-protocol.ts'
import type { EditKey } from '../../../shared/edits/edit.ts'
import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import type { AttentionCard, CardAnswer, FromEdit } from '../../edit/messages.ts'
import type { TextStorage } from '../datasets/kept-view.ts'
import type { EditClient } from '../engine/edit-client.ts'
import type { LiveProofreading } from '../proofread/live-proofreading.ts'
import { timeWords } from '../proofread/time-words.ts'
import { asSentence } from '../tools/tool-words.ts'
import type { LiveHover } from '../view/hover.ts'
import type { LiveView } from '../view/live-view.ts'
import { type LiveTeam, nobody } from './live-team.ts'
import { keepChoice, keepSharing, readChoice, readSharing, storeOf, type TeamChoice } from './team-choice.ts'

/** ms between two looks at the cursor for colleagues; the edit worker thins out what is still too often. */
const WHEREABOUTS_EVERY_MS = 100

export interface TeamSession {
  /** What the edit worker tells unasked. */
  readonly hear: (message: FromEdit) => void
  /** The store to open a dataset with, as far as it is known. */
  readonly storeFor: (dataset: string) => string | undefined
  /** The store of this machine came up. */
  readonly localStore: (store: string) => void
  /** Gives a token for a store, and works with it from then on. A sentence where that cannot be. */
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
  readonly say: (text: string) => void
}

/** Chooses the store of what is open, and keeps the team store true to what the edit worker tells. */
export function createTeamSession(parts: TeamSessionParts): TeamSession {
  const { view, proof, team, edit, host, storage, say } = parts
  let local = parts.localStore
  team.setState({ sharing: readSharing(storage) })

  const idNow = () => view.getState().dataset?.editable?.id
  const choiceOf = (id: string): TeamChoice => readChoice(storage, id)
  const storeFor = (id: string) => storeOf(choiceOf(id), view.getState().dataset?.store, local)
  const isOpen = () => proof.getState().editing.kind === 'open'

  /** Tells the edit worker which store, and whether there is a way in. */
  const sync = async (known?: StoreSession): Promise<void> => {
    const id = idNow()
    if (id === undefined || !isOpen()) return
    const store = storeFor(id)
    const { offline } = choiceOf(id)
    const asked = known === undefined && store !== undefined ? await host.storeSession(store) : undefined
    if (idNow() !== id || storeFor(id) !== store) return
    const session = known ?? (asked?.ok === true ? asked.value : null)
    // Where the store does not answer now, its token may be kept all the same: the worker tries again.
    const mayEnter = session !== null || asked?.ok === false
    team.setState({ session, offline })
    const address = store === undefined ? undefined : (session?.store ?? store)
    edit.sync(address, store !== undefined && mayEnter && !offline, session?.user)
  }

  const refreshCards = async (): Promise<void> => {
    const answer = await edit.attention()
    if (answer.kind === 'attention') team.setState({ cards: answer.cards })
  }

  followWhereabouts(parts)
  proof.subscribe((now, before) => {
    if (now.editing.kind === 'open' && before.editing.kind !== 'open') void sync()
    if (now.editing.kind !== 'open' && before.editing.kind === 'open') team.setState({ ...nobody })
  })

  return {
    hear(message) {
      if (message.kind === 'sync-status') {
        team.setState({ sync: message })
        const { attention, quiet } = message
        const { cards } = team.getState()
        if (attention + quiet > 0 || cards.length > 0) void refreshCards()
      } else if (message.kind === 'colleagues') {
        team.setState({ colleagues: message.colleagues })
        void nameSelections(parts)
      } else if (message.kind === 'news') {
        team.setState({ news: message.lines })
      }
    },
    storeFor,
    localStore(store) {
      local = store
      void sync()
    },
    async connect(store, token) {
      const id = idNow()
      if (id === undefined) return 'Nothing with segments is open'
      const answer = await host.connectStore(store, token)
      if (!answer.ok) return answer.problem.message
      const session = answer.value
      if (session.datasets.every(({ name }) => name !== id) && session.store !== local) {
        return `${session.user} has no role in this dataset (${id}) there; ask the store’s admin`
      }
      keepChoice(storage, id, { store: session.store, offline: false })
      await sync(session)
      return null
    },
    async signOut() {
      const id = idNow()
      const store = id === undefined ? undefined : storeFor(id)
      if (id === undefined || store === undefined) return
      await host.forgetStore(store)
      keepChoice(storage, id, { ...choiceOf(id), store: '' })
      say('Signed out. Your edits stay on this machine')
      await sync()
    },
    workOffline(offline) {
      const id = idNow()
      if (id === undefined) return
      keepChoice(storage, id, { ...choiceOf(id), offline })
      void sync(team.getState().session ?? undefined)
    },
    share(sharing) {
      keepSharing(storage, sharing)
      team.setState({ sharing })
      edit.whereabouts(null)
    },
    async answer(card, answer, confirmed) {
      const reply = await edit.answerCard(card.key, answer, confirmed)
      if (reply.kind === 'asked') {
        const sentences = reply.consequences.map((one) => asSentence(consequenceInWords(one, timeWords)))
        return { kind: 'asked', sentence: sentences.join(' ') }
      }
      if (reply.kind === 'refused') return { kind: 'refused', sentence: asSentence(reply.sentence) }
      if (reply.kind === 'failed') return { kind: 'refused', sentence: asSentence(reply.problem.message) }
      edit.showCard(undefined)
      if (reply.kind === 'done') say(reply.words)
      await refreshCards()
      return { kind: 'closed' }
    },
    show: (card) => edit.showCard(card),
  }
}

/** Tells where the person is, while they want that, and it moves. */
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
    edit.whereabouts({ cursor, selection })
  }, WHEREABOUTS_EVERY_MS)
}

/** Which segments colleagues have selected, as they are here now. */
async function nameSelections({ team, edit }: TeamSessionParts): Promise<void> {
  const { colleagues } = team.getState()
  const wanted = colleagues.flatMap(({ user, selection }) => selection.map((supervoxel) => ({ user, supervoxel })))
  const selectedBy = new Map<bigint, readonly string[]>()
  if (wanted.length > 0) {
    const answer = await edit.describe(wanted.map(({ supervoxel }) => supervoxel))
    if (answer.kind !== 'described') return
    for (const [i, { segment }] of answer.segments.entries()) {
      const user = wanted[i]?.user
      if (user === undefined) continue
      selectedBy.set(segment, [...new Set([...(selectedBy.get(segment) ?? []), user])])
    }
  }
  if (team.getState().colleagues === colleagues) team.setState({ selectedBy })
}
