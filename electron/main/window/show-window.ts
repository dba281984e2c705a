/** ms from the end of loading to the window's showing without a painted frame; a first frame of software GL is there before. */
const SHOW_AFTER_LOAD_MS = 1_000

/** What is asked of a window (Electron's BrowserWindow has it). */
export interface Showable {
  once(event: 'ready-to-show', listener: () => void): unknown
  readonly webContents: { once(event: 'did-finish-load', listener: () => void): unknown }
  isDestroyed(): boolean
  isVisible(): boolean
  show(): void
}

/**
 * Shows a window once its page has painted a frame, or a moment after the page has loaded: on a busy machine a hidden
 * window may be given no frame, and what waits for one would wait for ever.
 * @param after calls back in this many ms
 */
export function showOnceReady(
  window: Showable,
  after: (ms: number, callback: () => void) => void = (ms, callback) => void setTimeout(callback, ms),
): void {
  const show = () => {
    if (!window.isDestroyed() && !window.isVisible()) window.show()
  }
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', () => after(SHOW_AFTER_LOAD_MS, show))
}
