import type { TextStorage } from '../../datasets/kept-view.ts'

/** The doubts that a person is unsure of, by dataset. They are kept on this machine and asked last. */
export interface UnsureDoubts {
  /** Those of the open dataset, in the order in which they were put off. */
  readonly all: () => readonly string[]
  readonly add: (doubt: string) => void
  readonly remove: (doubt: string) => void
}

/** The most that are kept of a dataset: as many as a queue has. */
const MOST_KEPT = 5_000

/** @param datasetOf the id of the open dataset; undefined where nothing is edited */
export function createUnsureDoubts(storage: TextStorage, datasetOf: () => string | undefined): UnsureDoubts {
  let read: { readonly of: string; readonly ids: readonly string[] } | undefined
  const all = (): readonly string[] => {
    const of = datasetOf()
    if (of === undefined) return []
    if (read?.of !== of) read = { of, ids: parseIds(storage.getItem(keyOf(of))) }
    return read.ids
  }
  const keep = (ids: readonly string[]) => {
    const of = datasetOf()
    if (of === undefined) return
    read = { of, ids }
    try {
      storage.setItem(keyOf(of), JSON.stringify(ids))
    } catch {
      // The storage is full: they are kept until the window closes.
    }
  }
  return {
    all,
    add: (doubt) => keep([...all().filter((id) => id !== doubt), doubt].slice(-MOST_KEPT)),
    remove: (doubt) => keep(all().filter((id) => id !== doubt)),
  }
}

function keyOf(dataset: string): string {
  return `skein.unsure ${dataset}`
}

/** The ids in the kept text. It may be damaged: what is no id is passed over. */
function parseIds(text: string | null): readonly string[] {
  let json: unknown
  try {
    json = JSON.parse(text ?? '[]')
  } catch {
    return []
  }
  if (!Array.isArray(json)) return []
  return json.filter((one): one is string => typeof one === 'string').slice(-MOST_KEPT)
}
