/** Answers that are shown already and not yet kept. */
export interface AnswersUnderWay {
  /** Counts one answer until what it waits for has ended. */
  readonly add: <T>(answer: Promise<T>) => Promise<T>
  /** Resolves when all of them are kept; undefined where they are. */
  readonly all: () => Promise<unknown> | undefined
}

export function createAnswersUnderWay(): AnswersUnderWay {
  const waiting = new Set<Promise<unknown>>()
  return {
    add: (answer) => {
      const ended = answer.then(
        () => void waiting.delete(ended),
        () => void waiting.delete(ended),
      )
      waiting.add(ended)
      return answer
    },
    all: () => (waiting.size === 0 ? undefined : Promise.all(waiting)),
  }
}
