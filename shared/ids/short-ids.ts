/** Digits of a short id. */
const SHORT_DIGITS = 5

/** The ids that are on screen, each with the number of places that show it. */
export interface ShownIds {
  /** One more place shows the id. */
  show(id: bigint): void
  hide(id: bigint): void
  /** The number of last digits by which the id is told from all others on screen: at least 5. */
  digitsOf(id: bigint): number
  /** Calls back after the digits of some id changed. Returns a function that ends this. */
  subscribe(changed: () => void): () => void
}

export function createShownIds(): ShownIds {
  /** By the last 5 digits: only ids of one group can be taken for each other. */
  const groups = new Map<bigint, Map<bigint, number>>()
  const listeners = new Set<() => void>()
  const groupOf = (id: bigint) => id % GROUPS
  const tell = () => {
    for (const changed of listeners) changed()
  }
  return {
    show(id) {
      const group = groups.get(groupOf(id)) ?? new Map<bigint, number>()
      groups.set(groupOf(id), group)
      const places = group.get(id) ?? 0
      group.set(id, places + 1)
      if (places === 0 && group.size > 1) tell()
    },
    hide(id) {
      const group = groups.get(groupOf(id))
      const places = group?.get(id)
      if (group === undefined || places === undefined) return
      if (places > 1) {
        group.set(id, places - 1)
        return
      }
      group.delete(id)
      if (group.size === 0) groups.delete(groupOf(id))
      else tell()
    },
    digitsOf(id) {
      const others = [...(groups.get(groupOf(id))?.keys() ?? [])].filter((other) => other !== id)
      return Math.max(SHORT_DIGITS, ...others.map((other) => digitsAlike(String(id), String(other)) + 1))
    },
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

const GROUPS = 10n ** BigInt(SHORT_DIGITS)

/** The number of last digits in which two numbers agree. */
function digitsAlike(a: string, b: string): number {
  let alike = 0
  while (alike < a.length && a.at(-1 - alike) === b.at(-1 - alike)) alike++
  return alike
}
