import {
  ANSWERS_SHARED_MAX,
  ANSWERS_TOLD_MAX,
  formatSharedAnswers,
  parseToldAnswers,
  type SharedAnswer,
  type ToldAnswer,
} from '../../../shared/contracts/answers-protocol.ts'
import { doubtAnswerJson } from '../../../shared/doubts/model/doubt-answer.ts'
import { ProblemError, problemOf, unwrap } from '../../../shared/problem.ts'
import type { OthersAnswer, OwnAnswers } from '../doubts/taught.ts'
import type { StoreReply, TransportClient } from './transport-client.ts'

/** Shares the answers to doubts of one dataset with the members of its store, and has theirs. */
export interface SharedAnswers {
  /** Answers of others that they share now. */
  theirs(): readonly OthersAnswer[]
  /** Own answers are others than before, or the store can be reached: asks it, one request after the other. */
  again(): void
  close(): void
}

export interface SharedAnswersParts {
  readonly transport: TransportClient
  readonly store: string
  readonly dataset: string
  /** Who is signed in: the answers of that name are own ones. */
  readonly user: string
  /** What others may have of this machine. Undefined: nothing any more, and all that was shared is taken back. */
  readonly own: () => Promise<OwnAnswers | undefined>
  /** The store was asked. `problem`: why nothing, or not all, is shared; `isOther`: others say something else than before. */
  readonly onAsked: (asked: { readonly problem: string | undefined; readonly isOther: boolean }) => void
  /** Calls back once after this many ms. Returns a function that prevents it. */
  readonly later: (ms: number, call: () => void) => () => void
  readonly report: (error: unknown) => void
}

/** Ms between two looks at the store: what a colleague answered is learned from within a minute. */
const LOOK_EVERY_MS = 30_000

export function createSharedAnswers(parts: SharedAnswersParts): SharedAnswers {
  const { user, onAsked, later, report } = parts
  const known = new Map<string, ToldAnswer>()
  const ending = new AbortController()
  let last = 0
  /** Why some answers of others were passed over. They are not told again. */
  let partial: string | undefined
  let asking: Promise<void> | undefined
  let isWanted = false
  let stopWaiting = () => {}

  const learnAll = async (): Promise<boolean> => {
    let isOther = false
    for (;;) {
      const told = await readAnswers(parts, last, ending.signal)
      for (const answer of told.answers) {
        known.set(`${answer.by} ${answer.doubt}`, answer)
        isOther ||= answer.by !== user
      }
      last = told.last
      if (told.problem !== undefined) partial = `Not all answers of the team can be read: ${told.problem}`
      if (told.answers.length < ANSWERS_TOLD_MAX) return isOther
    }
  }
  const shareOwn = async (): Promise<void> => {
    const mine = [...known.values()].filter(({ by, answer }) => by === user && answer !== undefined)
    const open = changesOf(await parts.own(), mine)
    for (let i = 0; i < open.length; i += ANSWERS_SHARED_MAX) {
      const some = open.slice(i, i + ANSWERS_SHARED_MAX)
      await sendAnswers(parts, some, ending.signal)
      for (const answer of some) known.set(`${user} ${answer.doubt}`, { by: user, ...answer })
    }
  }
  const ask = async (): Promise<void> => {
    let isOther = false
    let problem: string | undefined
    try {
      isOther = await learnAll()
      await shareOwn()
      problem = partial
    } catch (error) {
      const told = problemOf(error)
      if (told === undefined || told.kind === 'cancelled') throw error
      problem = told.message
    }
    if (!ending.signal.aborted) onAsked({ problem, isOther })
  }
  const again = (): void => {
    isWanted = true
    if (asking !== undefined || ending.signal.aborted) return
    stopWaiting()
    isWanted = false
    asking = ask()
      .catch((error: unknown) => {
        if (!ending.signal.aborted) report(error)
      })
      .then(() => {
        asking = undefined
        if (ending.signal.aborted) return
        if (isWanted) again()
        else stopWaiting = later(LOOK_EVERY_MS, again)
      })
  }
  return {
    theirs: () =>
      [...known.values()].flatMap(({ by, answer }) => (by === user || answer === undefined ? [] : [{ by, answer }])),
    again,
    close() {
      ending.abort()
      stopWaiting()
    },
  }
}

/** What has to be said to the store, where it knows `mine` of this user. Other machines of the user may have said some of it. */
function changesOf(own: OwnAnswers | undefined, mine: readonly ToldAnswer[]): readonly SharedAnswer[] {
  const said = new Map(mine.map(({ doubt, answer }) => [doubt, answer && JSON.stringify(doubtAnswerJson(answer, ''))]))
  const holding = own?.holding ?? []
  const takenBack = own?.takenBack ?? [...said.keys()]
  return [
    ...holding
      .filter((answer) => JSON.stringify(doubtAnswerJson(answer, '')) !== said.get(answer.doubt))
      .map((answer) => ({ doubt: answer.doubt, answer })),
    ...takenBack.filter((doubt) => said.has(doubt)).map((doubt) => ({ doubt, answer: undefined })),
  ]
}

async function readAnswers({ transport, store, dataset }: SharedAnswersParts, after: number, signal: AbortSignal) {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const during = { signal, onPiece: (bytes: Uint8Array<ArrayBuffer>) => void pieces.push(bytes) }
  const reply = orNotShared(await transport.read(store, { kind: 'answers', dataset, after }, during))
  const decoder = new TextDecoder()
  const text = [...pieces, reply.bytes].map((bytes) => decoder.decode(bytes, { stream: true })).join('')
  const told = parseToldAnswers(text + decoder.decode(), dataset)
  return unwrap(told)
}

async function sendAnswers(
  { transport, store, dataset }: SharedAnswersParts,
  answers: readonly SharedAnswer[],
  signal: AbortSignal,
): Promise<void> {
  const text = formatSharedAnswers(answers, dataset)
  const during = { signal, onPiece: () => undefined }
  orNotShared(await transport.read(store, { kind: 'share-answers', dataset, text }, during))
}

function orNotShared(reply: StoreReply): Extract<StoreReply, { readonly ok: true }> {
  if (reply.ok) return reply
  // A store that does not know the path says so with this code; an own message is never malformed.
  const isOld = reply.problem.code === 'malformed'
  const message = isOld ? 'This store is older and keeps no answers' : reply.problem.message
  throw new ProblemError({ kind: isOld ? 'unsupported' : 'forbidden', message })
}
