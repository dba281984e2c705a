import type { LiveView } from '../view/live-view.ts'
import { notify } from '../view/recipes.ts'

/** Shows a sentence about what is open, each sentence once for a dataset: its layers may all give the same. */
export function createTellOnce(view: LiveView): (sentence: string) => void {
  const told = new Set<string>()
  let of: readonly string[] | undefined
  return (sentence) => {
    const locations = view.getState().dataset?.locations
    if (locations !== of) told.clear()
    of = locations
    if (told.has(sentence)) return
    told.add(sentence)
    view.setState(notify(sentence))
  }
}
