import type { TextStorage } from '../datasets/kept-view.ts'
import type { LiveView } from '../view/live-view.ts'
import type { ViewState } from '../view/view-state.ts'

const KEY = 'skein.window'

/** The side bars stay as this user left them, whatever is open; the window's title names what is open. */
export function startWindowState(view: LiveView, storage: TextStorage, isCapture: boolean): void {
  view.subscribe((now, before) => {
    if (now.sideBars !== before.sideBars && !isCapture) keepSideBars(storage, now.sideBars)
    if (now.dataset !== before.dataset) document.title = now.dataset ? `${now.dataset.name} – Skein` : 'Skein'
  })
}

export function readSideBars(storage: TextStorage): ViewState['sideBars'] {
  const both = { left: true, right: true }
  try {
    const json: unknown = JSON.parse(storage.getItem(KEY) ?? 'null')
    if (typeof json !== 'object' || json === null) return both
    return { left: !('left' in json && json.left === false), right: !('right' in json && json.right === false) }
  } catch {
    return both
  }
}

function keepSideBars(storage: TextStorage, sideBars: ViewState['sideBars']): void {
  try {
    storage.setItem(KEY, JSON.stringify(sideBars))
  } catch {
    // The storage is full: the side bars open again next time.
  }
}
