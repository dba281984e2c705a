import { candidatesAnsweredBy } from '../../../shared/doubts/answered-by.ts'
import type { Candidate } from '../../../shared/doubts/candidate.ts'
import type { DoubtAnswer } from '../../../shared/doubts/model/doubt-answer.ts'
import type { Edit } from '../../../shared/edits/edit.ts'
import type { FoldedLog } from '../../../shared/folded-log/folded-log.ts'
import type { DoubtsPage } from '../messages.ts'
import type { AnswerMemory } from './answer-memory.ts'
import { recordOf } from './doubts-record.ts'
import { answersThatHold } from './holding-answers.ts'
import type { Learner } from './learner.ts'

/** What a ranking is taught by the answers of a person, and of others who share theirs. */
export interface Taught {
  /** Takes note of the probabilities that doubts are listed with. */
  listed(doubts: readonly { readonly id: string; readonly probability?: number | undefined }[]): void
  /** This person answered a doubt. */
  answered(candidate: Candidate, isError: boolean): Promise<void>
  /** This person made an edit, which is no undo and no redo. */
  edited(edit: Edit): Promise<void>
  /** Learns from the answers that hold now. Returns what the page tells of it. */
  relearn(): Promise<Taken>
  /** Own answers that hold, and the doubts whose earlier answer does not hold any more. */
  own(): Promise<OwnAnswers>
}

export interface Taken extends Pick<DoubtsPage, 'record' | 'learned'> {
  /** Whether the answers have changed since the last time. */
  readonly isOther: boolean
}

export interface OwnAnswers {
  readonly holding: readonly DoubtAnswer[]
  readonly takenBack: readonly string[]
}

/** An answer of another person. */
export interface OthersAnswer {
  readonly by: string
  readonly answer: DoubtAnswer
}

export interface TaughtParts {
  readonly learner: Learner
  readonly kept: readonly Candidate[]
  readonly foldedLog: FoldedLog
  readonly memory: AnswerMemory
  readonly dismissed: ReadonlySet<string>
  readonly others: () => readonly OthersAnswer[]
  /** Ms since 1970. */
  readonly wallClock: () => number
}

/** What is told where no model ranks. */
export const NOTHING_LEARNED: Pick<DoubtsPage, 'record' | 'learned'> = {
  record: { answered: 0, mended: 0 },
  learned: { answers: 0, ofOthers: 0, people: [], forgotten: 0 },
}

export function createTaught(parts: TaughtParts): Taught {
  const { learner, kept, foldedLog, memory, dismissed, others, wallClock } = parts
  /** By doubt: the probability that it was last listed with. */
  const shown = new Map<string, number>()
  const isOfModel = ({ model }: DoubtAnswer) => model === learner.model
  const answered = async ({ id, kind, a, b, evidence }: Candidate, isError: boolean): Promise<void> => {
    // Redo repeats an answer. The kept one stays as it was first given, with its time and evidence.
    const isKept = memory.all().some((one) => one.doubt === id && one.isError === isError && isOfModel(one))
    if (isKept) return
    const known = { shown: shown.get(id), model: learner.model, madeAtMs: wallClock(), evidence: evidence.slice() }
    await memory.keep({ doubt: id, kind, a, b, isError, ...known })
  }
  const own = async (): Promise<OwnAnswers> => {
    const all = memory.all()
    const holding = await answersThatHold(foldedLog, all.filter(isOfModel), dismissed)
    const held = new Set(holding.map(({ doubt }) => doubt))
    const gone = [...all.map(({ doubt }) => doubt), ...memory.forgotten]
    return { holding, takenBack: gone.filter((doubt) => !held.has(doubt)) }
  }
  return {
    listed(doubts) {
      for (const { id, probability } of doubts) if (probability !== undefined) shown.set(id, probability)
    },
    answered,
    async edited(edit) {
      for (const candidate of candidatesAnsweredBy(edit, kept)) await answered(candidate, true)
    },
    async relearn() {
      const { holding } = await own()
      const held = new Set(holding.map(({ doubt }) => doubt))
      // An own answer counts before those of others to the same doubt.
      const some = others().filter(({ answer }) => isOfModel(answer) && !held.has(answer.doubt))
      const theirs = await answersThatHold(
        foldedLog,
        some.map(({ answer }) => answer),
      )
      const isOther = learner.learn([...theirs, ...holding].sort(byTime))
      const people = new Set(some.filter(({ answer }) => theirs.includes(answer)).map(({ by }) => by))
      const learned = {
        ...{ answers: holding.length, ofOthers: theirs.length, people: [...people].sort() },
        ...{ forgotten: memory.forgotten.length, problem: memory.problem },
      }
      return { isOther, record: recordOf(holding), learned }
    },
    own,
  }
}

/** The oldest first. */
function byTime(p: DoubtAnswer, q: DoubtAnswer): number {
  return p.madeAtMs - q.madeAtMs || (p.doubt < q.doubt ? -1 : 1)
}
