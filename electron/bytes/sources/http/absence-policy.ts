/** This many different values must have come before a refusal may mean absence: the description and one other. */
const KEYS_NEEDED = 2

/** How long (ms) it holds that the login is still good, once a value came anew. */
const CHECKED_FOR_MS = 60_000

/**
 * Tells refused values from absent ones, for one source. A bucket that may not be listed says "forbidden" (http 403) for
 * what it does not hold. Once its description and another value came, a refused value counts as absent. That an expired
 * login must not show a whole volume as empty is kept by a check: a value that came before is asked for again, at most once a minute,
 * and where it is refused as well, nothing counts as absent.
 */
export interface AbsencePolicy {
  /** Runs a request and counts it as under way. */
  during<T>(request: () => Promise<T>): Promise<T>
  /** This value came. */
  came(key: string): void
  /** Another login is in use: what came before says nothing any more. */
  restart(): void
  /** Whether a value that was refused counts as absent. `comes` asks for a value that came before. */
  isAbsent(comes: (key: string) => Promise<boolean>): Promise<boolean>
}

export function createAbsencePolicy(now: () => number): AbsencePolicy {
  const keys = new Set<string>()
  const waiting = new Set<() => void>()
  let underWay = 0
  let checked: { readonly atMs: number; readonly good: Promise<boolean> } | undefined

  function wake(): void {
    for (const go of waiting) go()
    waiting.clear()
  }

  /** Others of the first values may still be on their way. */
  async function enoughCame(): Promise<boolean> {
    while (keys.size < KEYS_NEEDED && underWay > 0) await new Promise<void>((resolve) => void waiting.add(resolve))
    return keys.size >= KEYS_NEEDED
  }

  return {
    async during(request) {
      underWay++
      try {
        return await request()
      } finally {
        underWay--
        wake()
      }
    },
    came(key) {
      if (keys.size >= KEYS_NEEDED || keys.has(key)) return
      keys.add(key)
      wake()
    },
    restart() {
      keys.clear()
      checked = undefined
    },
    async isAbsent(comes) {
      if (!(await enoughCame())) return false
      const [first] = keys
      if (first === undefined) return false
      if (checked === undefined || now() - checked.atMs > CHECKED_FOR_MS) {
        checked = { atMs: now(), good: comes(first) }
        // A check that failed says nothing; the next refusal makes another.
        checked.good.catch(() => {
          checked = undefined
        })
      }
      const good = await checked.good
      if (!good) checked = undefined
      return good
    },
  }
}
