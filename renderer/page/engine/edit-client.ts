import { assert } from '../../../shared/assert.ts'
import type { Whereabouts } from '../../../shared/contracts/store-protocol.ts'
import type { EditKey } from '../../../shared/edits/edit.ts'
import type { Act, CardAnswer, EditDataset, FromEdit, LogState, Point, ToEdit } from '../../edit/messages.ts'

/** What an edit worker is to the page; a test gives another object of this shape. */
export interface EditPort {
  postMessage(message: ToEdit, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<FromEdit>) => void) | null
}

export type Answer<K extends FromEdit['kind']> = Extract<FromEdit, { kind: K }>

/** Any question may be answered by `failed`: the reason is shown to the person. */
type Answered<K extends FromEdit['kind']> = Promise<Answer<K | 'failed'>>

/** The edit worker with its questions as promises. */
export interface EditClient {
  readonly start: (bytes: MessagePort, journal: MessagePort, gl: MessagePort, transport: MessagePort) => void
  readonly open: (dataset: EditDataset) => Answered<'opened'>
  readonly close: () => void
  readonly act: (act: Act, confirmed: boolean) => Answered<'done' | 'asked' | 'refused'>
  readonly tryMerge: (a: Point, b: Point) => Answered<'tried' | 'refused'>
  readonly seeds: (sources: readonly Point[], sinks: readonly Point[]) => Answered<'preview' | 'refused'>
  readonly light: (points: readonly Point[]) => void
  readonly describe: (supervoxels: readonly bigint[]) => Answered<'described'>
  readonly history: (skip: number, take: number, of?: bigint) => Answered<'history'>
  readonly doubts: (take: number) => Answered<'doubts'>
  readonly dismissDoubt: (doubt: string) => Answered<'dismissed'>
  readonly practice: () => Answered<'practice'>
  readonly exportLog: () => Answered<'exported'>
  readonly importLog: (text: string) => Answered<'imported'>
  readonly sync: (store: string | undefined, online: boolean, user?: string) => void
  readonly whereabouts: (whereabouts: Whereabouts | null) => void
  readonly attention: () => Answered<'attention'>
  readonly answerCard: (
    key: EditKey,
    answer: CardAnswer,
    confirmed: boolean,
  ) => Answered<'done' | 'asked' | 'refused' | 'let-go'>
  readonly showCard: (card: { readonly key: EditKey; readonly side: 'before' | 'after' } | undefined) => void
}

export interface EditEvents {
  /** The log changed, whoever caused it. */
  readonly log: (log: LogState) => void
  /** What else is told unasked: of the central store and the team. */
  readonly team: (message: FromEdit) => void
}

export function createEditClient(port: EditPort, events: EditEvents): EditClient {
  let nextId = 1
  const waiting = new Map<number, (answer: FromEdit) => void>()
  /** What was asked before the worker had its ports; undefined once it has them. */
  let held: ToEdit[] | undefined = []
  const send = (message: ToEdit) => {
    if (held) held.push(message)
    else port.postMessage(message, [])
  }

  const ask = <K extends FromEdit['kind']>(kinds: readonly K[], message: (id: number) => ToEdit) => {
    const id = nextId++
    const expected = (answer: FromEdit): answer is Answer<K | 'failed'> =>
      answer.kind === 'failed' || kinds.some((kind) => kind === answer.kind)
    return new Promise<Answer<K | 'failed'>>((resolve) => {
      waiting.set(id, (answer) => {
        assert(expected(answer), `the edit worker answers ${kinds.join(' or ')}, not ${answer.kind}`)
        resolve(answer)
      })
      send(message(id))
    })
  }

  port.onmessage = ({ data }) => {
    if (data.kind === 'log') {
      events.log(data.log)
      return
    }
    if (!('id' in data)) {
      events.team(data)
      return
    }
    const answer = waiting.get(data.id)
    waiting.delete(data.id)
    answer?.(data)
  }

  return {
    start: (bytes, journal, gl, transport) => {
      port.postMessage({ kind: 'start', bytes, journal, gl, transport }, [bytes, journal, gl, transport])
      for (const message of held ?? []) port.postMessage(message, [])
      held = undefined
    },
    open: (dataset) => ask(['opened'], (id) => ({ kind: 'open', id, dataset })),
    close: () => send({ kind: 'close' }),
    act: (act, confirmed) => ask(['done', 'asked', 'refused'], (id) => ({ kind: 'act', id, act, confirmed })),
    tryMerge: (a, b) => ask(['tried', 'refused'], (id) => ({ kind: 'try-merge', id, a, b })),
    seeds: (sources, sinks) => ask(['preview', 'refused'], (id) => ({ kind: 'seeds', id, sources, sinks })),
    light: (points) => send({ kind: 'light', points }),
    describe: (supervoxels) => ask(['described'], (id) => ({ kind: 'describe', id, supervoxels })),
    history: (skip, take, of) =>
      ask(['history'], (id) => ({ kind: 'history', id, skip, take, ...(of === undefined ? {} : { of }) })),
    doubts: (take) => ask(['doubts'], (id) => ({ kind: 'doubts', id, take })),
    dismissDoubt: (doubt) => ask(['dismissed'], (id) => ({ kind: 'dismiss-doubt', id, doubt })),
    practice: () => ask(['practice'], (id) => ({ kind: 'practice', id })),
    exportLog: () => ask(['exported'], (id) => ({ kind: 'export-log', id })),
    importLog: (text) => ask(['imported'], (id) => ({ kind: 'import-log', id, text })),
    sync: (store, online, user) =>
      send({
        kind: 'sync',
        online,
        ...(store === undefined ? {} : { store }),
        ...(user === undefined ? {} : { user }),
      }),
    whereabouts: (whereabouts) => send({ kind: 'whereabouts', whereabouts }),
    attention: () => ask(['attention'], (id) => ({ kind: 'attention', id })),
    answerCard: (key, answer, confirmed) =>
      ask(['done', 'asked', 'refused', 'let-go'], (id) => ({ kind: 'answer-card', id, key, answer, confirmed })),
    showCard: (card) => send({ kind: 'show-card', ...(card === undefined ? {} : { card }) }),
  }
}
