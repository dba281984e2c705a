import { assert } from '../../../shared/assert.ts'
import { createRequestReply } from '../../../shared/contracts/request-reply.ts'
import type { Whereabouts } from '../../../shared/contracts/store-protocol.ts'
import type { EditKey } from '../../../shared/edits/edit.ts'
import type { Act, CardAnswer, EditDataset, FromEdit, LogState, ToEdit, ToolPoints } from '../../edit/messages.ts'

/** What the page needs of the edit worker. A test gives another object of this shape. */
export interface EditPort {
  postMessage(message: ToEdit, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<FromEdit>) => void) | null
}

/** A message with an id is the reply to the request of that id. */
type Reply = Extract<FromEdit, { readonly id: number }>

/** `failed` may be the reply to any request. Its reason is shown to the person. */
type ReplyOf<K extends Reply['kind']> = Extract<Reply, { readonly kind: K | 'failed' }>

/** The edit worker, each request as a promise of its reply. */
export interface EditClient {
  readonly start: (bytes: MessagePort, journal: MessagePort, gl: MessagePort, transport: MessagePort) => void
  readonly open: (dataset: EditDataset) => Promise<ReplyOf<'opened'>>
  readonly close: () => void
  readonly act: (act: Act, confirmed: boolean) => Promise<ReplyOf<'made' | 'asked' | 'refused'>>
  readonly preview: (points: ToolPoints) => Promise<ReplyOf<'previewed'>>
  readonly describe: (supervoxels: readonly bigint[]) => Promise<ReplyOf<'described'>>
  readonly history: (skip: number, take: number, of?: bigint) => Promise<ReplyOf<'history'>>
  readonly doubts: (take: number) => Promise<ReplyOf<'doubts'>>
  readonly dismissDoubt: (doubt: string) => Promise<ReplyOf<'dismissed'>>
  readonly practice: () => Promise<ReplyOf<'practice'>>
  readonly exportLog: () => Promise<ReplyOf<'exported'>>
  readonly importLog: (text: string) => Promise<ReplyOf<'imported'>>
  readonly sync: (store: string | undefined, online: boolean, user?: string) => void
  readonly whereabouts: (whereabouts: Whereabouts | null) => void
  readonly attention: () => Promise<ReplyOf<'attention'>>
  readonly answerCard: (
    key: EditKey,
    answer: CardAnswer,
    confirmed: boolean,
  ) => Promise<ReplyOf<'made' | 'asked' | 'refused' | 'let-go'>>
  readonly showCard: (card: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined) => void
}

export interface EditEvents {
  /** The log changed, by an own edit or another's. */
  readonly log: (log: LogState) => void
  /** Any other message without a request: about the central store and the team. */
  readonly team: (message: FromEdit) => void
}

export function createEditClient(port: EditPort, events: EditEvents): EditClient {
  const requests = createRequestReply<Reply>()
  /** The requests made before the worker has its ports; undefined once it has them. */
  let held: ToEdit[] | undefined = []
  const send = (message: ToEdit) => {
    if (held) held.push(message)
    else port.postMessage(message, [])
  }

  const ask = async <K extends Reply['kind']>(kinds: readonly K[], message: (id: number) => ToEdit) => {
    const isExpected = (reply: Reply): reply is ReplyOf<K> =>
      reply.kind === 'failed' || kinds.some((kind) => kind === reply.kind)
    const reply = await requests.ask((id) => send(message(id)))
    assert(isExpected(reply), `the edit worker replies ${kinds.join(' or ')}, not ${reply.kind}`)
    return reply
  }

  port.onmessage = ({ data }) => {
    if (data.kind === 'log') events.log(data.log)
    else if ('id' in data) requests.heard(data)
    else events.team(data)
  }

  return {
    start: (bytes, journal, gl, transport) => {
      port.postMessage({ kind: 'start', bytes, journal, gl, transport }, [bytes, journal, gl, transport])
      for (const message of held ?? []) port.postMessage(message, [])
      held = undefined
    },
    open: (dataset) => ask(['opened'], (id) => ({ kind: 'open', id, dataset })),
    close: () => send({ kind: 'close' }),
    act: (act, confirmed) => ask(['made', 'asked', 'refused'], (id) => ({ kind: 'act', id, act, confirmed })),
    preview: (points) => ask(['previewed'], (id) => ({ kind: 'preview', id, points })),
    describe: (supervoxels) => ask(['described'], (id) => ({ kind: 'describe', id, supervoxels })),
    history: (skip, take, of) => ask(['history'], (id) => ({ kind: 'history', id, skip, take, of })),
    doubts: (take) => ask(['doubts'], (id) => ({ kind: 'doubts', id, take })),
    dismissDoubt: (doubt) => ask(['dismissed'], (id) => ({ kind: 'dismiss-doubt', id, doubt })),
    practice: () => ask(['practice'], (id) => ({ kind: 'practice', id })),
    exportLog: () => ask(['exported'], (id) => ({ kind: 'export-log', id })),
    importLog: (text) => ask(['imported'], (id) => ({ kind: 'import-log', id, text })),
    sync: (store, online, user) => send({ kind: 'sync', online, store, user }),
    whereabouts: (whereabouts) => send({ kind: 'whereabouts', whereabouts }),
    attention: () => ask(['attention'], (id) => ({ kind: 'attention', id })),
    answerCard: (key, answer, confirmed) =>
      ask(['made', 'asked', 'refused', 'let-go'], (id) => ({ kind: 'answer-card', id, key, answer, confirmed })),
    showCard: (card) => send({ kind: 'show-card', card }),
  }
}
