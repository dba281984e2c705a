import * as v from 'valibot'
import type { HostApi } from '../../../shared/contracts/host-api.ts'
import { parseJson } from '../../../shared/json-field.ts'
import type { TextStorage } from '../datasets/kept-view.ts'
import type { LiveView } from '../view/live-view.ts'
import type { ViewState } from '../view/view-state.ts'
import { NORMAL_SCALE, nearestScale } from './interface-scale.ts'

const KEY = 'skein.window'

export type WindowState = Pick<ViewState, 'sideBars' | 'interfaceScale'>

export interface WindowParts {
  readonly storage: TextStorage
  readonly host: Pick<HostApi, 'scaleInterface'>
  /** A picture has the size of one made on any machine, and keeps nothing. */
  readonly isCapture: boolean
  readonly nameWindow: (title: string) => void
}

/** Side bars and scale stay as this user left them, whatever is open; the window's title names what is open. */
export function startWindowState(view: LiveView, { storage, host, isCapture, nameWindow }: WindowParts): void {
  if (isCapture) view.setState({ interfaceScale: NORMAL_SCALE })
  host.scaleInterface(view.getState().interfaceScale)
  view.subscribe((now, before) => {
    if (now.interfaceScale !== before.interfaceScale) host.scaleInterface(now.interfaceScale)
    if (now.interfaceScale !== before.interfaceScale || now.sideBars !== before.sideBars) {
      if (!isCapture) keepWindow(storage, now)
    }
    if (now.dataset !== before.dataset) nameWindow(now.dataset ? `${now.dataset.name} – Skein` : 'Skein')
  })
}

export function readWindow(storage: TextStorage): WindowState {
  const text = storage.getItem(KEY)
  const { left, right, scale } = v.parse(KEPT, text === null ? undefined : parseJson(text))
  return { sideBars: { left, right }, interfaceScale: nearestScale(scale) }
}

const open = v.fallback(v.boolean(), true)
const KEPT = v.fallback(v.object({ left: open, right: open, scale: v.fallback(v.number(), NORMAL_SCALE) }), {
  left: true,
  right: true,
  scale: NORMAL_SCALE,
})

function keepWindow(storage: TextStorage, { sideBars, interfaceScale }: WindowState): void {
  try {
    storage.setItem(KEY, JSON.stringify({ ...sideBars, scale: interfaceScale }))
  } catch {
    // The storage is full: the window is as it was the next time.
  }
}
