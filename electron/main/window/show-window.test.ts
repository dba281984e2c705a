import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type Showable, showOnceReady } from './show-window.ts'

function hiddenWindow() {
  const events = new EventEmitter()
  const contents = new EventEmitter()
  const state = { destroyed: false, visible: false, shows: 0, due: (): void => undefined }
  const window: Showable = {
    once: (event, listener) => events.once(event, listener),
    webContents: { once: (event, listener) => contents.once(event, listener) },
    isDestroyed: () => state.destroyed,
    isVisible: () => state.visible,
    show: () => {
      state.visible = true
      state.shows++
    },
  }
  showOnceReady(window, (_ms, callback) => {
    state.due = callback
  })
  return { state, paint: () => events.emit('ready-to-show'), load: () => contents.emit('did-finish-load') }
}

describe('a window', () => {
  it('[WK16] is shown with its first frame, once', () => {
    const { state, paint, load } = hiddenWindow()
    expect(state.shows).toBe(0)
    load()
    expect(state.shows).toBe(0)
    paint()
    expect(state.shows).toBe(1)
    state.due()
    expect(state.shows).toBe(1)
  })

  it('[WK16] is shown after its page has loaded, where no frame came', () => {
    const { state, paint, load } = hiddenWindow()
    load()
    state.due()
    expect(state.shows).toBe(1)
    paint()
    expect(state.shows).toBe(1)
  })

  it('[WK16] that was closed meanwhile stays closed', () => {
    const { state, load } = hiddenWindow()
    load()
    state.destroyed = true
    state.due()
    expect(state.shows).toBe(0)
  })
})
