import type { ViewState } from '../view/view-state.ts'
import type { TextStore } from './kept-view.ts'

const KEY = 'skein.window'

/** Side bars are a habit of the person, not of a dataset: they stay as they were left. */
export function keepSideBars(store: TextStore, sideBars: ViewState['sideBars']): void {
  try {
    store.setItem(KEY, JSON.stringify(sideBars))
  } catch {
    // A full store: the side bars open again next time.
  }
}

export function readSideBars(store: TextStore): ViewState['sideBars'] {
  const both = { left: true, right: true }
  try {
    const json: unknown = JSON.parse(store.getItem(KEY) ?? 'null')
    if (typeof json !== 'object' || json === null) return both
    return { left: !('left' in json && json.left === false), right: !('right' in json && json.right === false) }
  } catch {
    return both
  }
}
