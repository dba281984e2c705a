import type { ViewStore } from '../state/view-store.ts'
import type { Commands } from './commands.ts'
import { commandOfKey } from './shortcuts.ts'

/** Commands that also work while nothing is open. */
const ALWAYS: ReadonlySet<string> = new Set(['open-folder', 'open-url', 'help', 'side-bars', 'left-bar', 'right-bar'])

/** Roles whose own keys (arrows, Space, Home, letters) come before the shortcuts. */
const OWN_KEYS =
  'input, textarea, select, [contenteditable], [role="slider"], [role="separator"], [role="menu"], [role="listbox"], [role="dialog"], [role="radiogroup"], [role="toolbar"]'

/** Keys that a focused button or switch takes for itself. */
const BUTTON_KEYS: ReadonlySet<string> = new Set([' ', 'Enter'])

/** Whether a key press belongs to the element that has the focus. */
export function belongsToControl(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest(OWN_KEYS)) return true
  return BUTTON_KEYS.has(key) && target.closest('button, a, [role="button"], [role="switch"]') !== null
}

export function listenToKeys(store: ViewStore, commands: Commands): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || belongsToControl(event.target, event.key)) return
    const command = commandOfKey(event)
    if (!command || (event.repeat && !command.repeats)) return
    const { dataset, dialog } = store.getState()
    if (dialog || (!dataset && !ALWAYS.has(command.id))) return
    event.preventDefault()
    commands(command.id)
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
