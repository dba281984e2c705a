import type { BrowserWindow } from 'electron'
import type { PageOrigin } from './origin.ts'

/** The console level of an error (0 verbose, 1 info, 2 warning, 3 error). */
const CONSOLE_ERROR = 3
/** Chromium's code for a load that another one replaced. */
const ERR_ABORTED = -3

/** Whatever goes wrong with the page is said on the error output; what it cannot go on after interrupts. */
export function watchWindow(window: BrowserWindow, own: PageOrigin, interrupted: (reason: string) => void): void {
  const { webContents: contents } = window
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason !== 'clean-exit') interrupted(`The page stopped (${reason}, exit code ${exitCode})`)
  })
  contents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== ERR_ABORTED) interrupted(`The page ${url} did not load (${description})`)
  })
  contents.on('did-navigate', (_event, url, status) => {
    if (url === own.pageUrl && status >= 400) interrupted(`The page ${url} is not there (${status}); is it built?`)
  })
  contents.on('preload-error', (_event, _path, error) => interrupted(`The preload failed (${error.message})`))
  contents.on('console-message', (_event, level, message, line, source) => {
    if (level >= CONSOLE_ERROR) process.stderr.write(`page: ${message} (${source}:${line})\n`)
  })
}

export function loadPage(window: BrowserWindow, url: string): void {
  // A load that fails is told by did-fail-load.
  window.loadURL(url).catch(() => undefined)
}
