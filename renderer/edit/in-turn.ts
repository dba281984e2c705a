/** Does one piece of work after the other. */
export interface Turns {
  /** Resolves or rejects as the work does. Work that fails does not keep the next from its turn. */
  readonly inTurn: <T>(work: () => Promise<T> | T) => Promise<T>
  /** Resolves when all work that came so far is done. */
  readonly idle: () => Promise<void>
}

export function createTurns(): Turns {
  let underWay: Promise<void> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T> | T): Promise<T> => {
    const result = underWay.then(work)
    underWay = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }
  return { inTurn, idle: () => underWay }
}
