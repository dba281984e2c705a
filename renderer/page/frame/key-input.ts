import { tools } from '../tools/tool-list.ts'
import type { ToolState } from '../tools/tool-machine.ts'
import { createHeldKey } from '../view/held-key.ts'
import type { LiveView } from '../view/live-view.ts'
import { showBare } from '../view/recipes.ts'
import type { Commands } from './commands.ts'
import { commandOfKey, type KeyContext } from './shortcuts.ts'

/** Commands that also work while nothing is open. */
const ALWAYS: ReadonlySet<string> = new Set([
  ...['open-folder', 'open-url', 'help', 'side-bars', 'left-bar', 'right-bar'],
  ...['interface-larger', 'interface-smaller', 'interface-normal'],
])

/** Elements that take every key while they have the focus: keys are typed, or move in a menu. */
const TAKES_ALL =
  'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, [contenteditable], [role="menu"], [role="dialog"]'

/** Controls that the arrow keys move, and controls that are only pressed. */
const TAKES_ARROWS = 'input[type="range"], [role="radiogroup"], [role="toolbar"], [role="grid"], hr'
const TAKES_PRESS = 'button, input, summary, [role="row"]'

const ARROWS: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'])
const PRESS: ReadonlySet<string> = new Set([' ', 'Enter'])

/** Whether a key press belongs to the element that has the focus, so that it is no shortcut. */
export function belongsToControl(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest(TAKES_ALL)) return true
  if (ARROWS.has(key)) return target.closest(TAKES_ARROWS) !== null
  return PRESS.has(key) && target.closest(TAKES_PRESS) !== null
}

/** What the keys mean with this in hand. */
export function contextOf({ inHand, asked }: ToolState): KeyContext {
  return asked ? 'asked' : inHand.kind
}

/** Commands after which keys are for the panels, whatever had the focus: Enter then joins or cuts. */
const TO_PANELS: ReadonlySet<string> = new Set([
  'next-doubt',
  ...tools.flatMap(({ kind, keys = [] }) => [kind, ...keys.map(({ id }) => id)]),
])

/** Takes the focus from a control in a side bar that was reached by keyboard; whether there was one. */
function leftSideBar(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || !target.matches('.side-bar :focus-visible')) return false
  target.blur()
  return true
}

/** `context` says what is in hand now. */
export function listenToKeys(view: LiveView, commands: Commands, context: () => KeyContext): () => void {
  const stop = new AbortController()
  const space = createHeldKey({
    pressed: () => commands('maximise'),
    held: (isHeld) => view.setState(showBare(isHeld)),
  })
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || belongsToControl(event.target, event.key)) return
    const command = commandOfKey(event, context())
    if (!command || (event.repeat && !command.repeats)) return
    const { dataset, dialog } = view.getState()
    if (dialog || (!dataset && !ALWAYS.has(command.id))) return
    event.preventDefault()
    if (command.id === 'cancel' && leftSideBar(event.target)) return
    if (command.id === 'maximise') space.down(event.timeStamp)
    else commands(command.id)
    if (TO_PANELS.has(command.id) && event.target instanceof HTMLElement) event.target.blur()
  }
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key === ' ') space.up(event.timeStamp)
  }
  window.addEventListener('keydown', onKey, { signal: stop.signal })
  window.addEventListener('keyup', onKeyUp, { signal: stop.signal })
  window.addEventListener('blur', space.cancel, { signal: stop.signal })
  return () => stop.abort()
}
