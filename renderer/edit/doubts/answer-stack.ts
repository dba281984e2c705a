import type { EditKey } from '../../../shared/edits/edit.ts'

/**
 * The doubts that were answered with "no error" since the dataset was opened. An answer is no edit, and undo takes it
 * back all the same: whatever came last, the answer or an own act of the log, is taken back first. Rule UN8.
 */
export interface AnswerStack {
  /** An act was made that is no undo and no redo. */
  acted(key: EditKey): void
  /** A doubt was answered, by its id. */
  answered(doubt: string): void
  /**
   * The doubt whose answer undo takes back now, or redo gives again. Undefined where it is the turn of `act`, the act of
   * the log that undo (or redo) would take on.
   */
  next(kind: 'undo' | 'redo', act: EditKey | undefined): string | undefined
  /** What `next` named was taken back, or given again. */
  moved(kind: 'undo' | 'redo'): void
}

interface Answer {
  readonly doubt: string
  readonly turn: number
}

export function createAnswerStack(): AnswerStack {
  let turn = 0
  /** Acts of earlier sessions have no turn: they come before all answers. */
  const turnOf = new Map<EditKey, number>()
  const given: Answer[] = []
  const takenBack: Answer[] = []
  const top = (kind: 'undo' | 'redo') => (kind === 'undo' ? given : takenBack).at(-1)

  return {
    acted(key) {
      turnOf.set(key, ++turn)
      takenBack.length = 0
    },
    answered(doubt) {
      given.push({ doubt, turn: ++turn })
      takenBack.length = 0
    },
    next(kind, act) {
      const answer = top(kind)
      if (answer === undefined || act === undefined) return answer?.doubt
      const actTurn = turnOf.get(act) ?? 0
      // Undo goes back from the last, and redo begins with what was taken back last, which is the earliest.
      const isFirst = kind === 'undo' ? answer.turn > actTurn : answer.turn < actTurn
      return isFirst ? answer.doubt : undefined
    },
    moved(kind) {
      const [from, to] = kind === 'undo' ? [given, takenBack] : [takenBack, given]
      const answer = from.pop()
      if (answer !== undefined) to.push(answer)
    },
  }
}
