import type { TextStorage } from '../datasets/kept-view.ts'

/** The user's choice for a dataset: which store, and whether to work offline. */
export interface TeamChoice {
  /** An empty text means no store. Where it is absent, the user has not chosen. */
  readonly store?: string
  readonly offline: boolean
}

const SHARING = 'skein.team.sharing'

function keyOf(dataset: string): string {
  return `skein.team.${dataset}`
}

/** A choice that cannot be read counts as none. */
export function readChoice(storage: TextStorage, dataset: string): TeamChoice {
  try {
    const json: unknown = JSON.parse(storage.getItem(keyOf(dataset)) ?? 'null')
    if (typeof json !== 'object' || json === null) return { offline: false }
    const { store, offline }: Partial<Record<string, unknown>> = { ...json }
    return { offline: offline === true, ...(typeof store === 'string' ? { store } : {}) }
  } catch {
    return { offline: false }
  }
}

/** Where the storage is full or forbidden, the choice lasts until the window closes. */
export function keepChoice(storage: TextStorage, dataset: string, choice: TeamChoice): void {
  keep(storage, keyOf(dataset), JSON.stringify(choice))
}

export function readSharing(storage: TextStorage): boolean {
  return storage.getItem(SHARING) !== 'no'
}

export function keepSharing(storage: TextStorage, sharing: boolean): void {
  keep(storage, SHARING, sharing ? 'yes' : 'no')
}

function keep(storage: TextStorage, key: string, text: string): void {
  try {
    storage.setItem(key, text)
  } catch {
    // See above.
  }
}

/** The store of a dataset: what was chosen, else what its file names, else the one of this machine. */
export function storeOf(choice: TeamChoice, named: string | undefined, local: string | undefined): string | undefined {
  const store = choice.store ?? named ?? local
  return store === '' ? undefined : store
}
