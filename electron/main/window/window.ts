import { resolve } from 'node:path'
import { BrowserWindow } from 'electron'
import type { Size } from '../../../shared/command-line.ts'
import { showOnceReady } from './show-window.ts'

/** Content of a window in CSS pixels, unless `--size` says otherwise. */
export const DEFAULT_SIZE: Size = { width: 1280, height: 800 }
/** CSS pixels below which the shell's bars no longer fit beside the panels. */
const MIN_SIZE: Size = { width: 480, height: 320 }
/** The page's own background (`--window` of tokens.css), so that nothing flashes before its first frame. */
const BACKGROUND = '#16181c'

/** Linux takes a window's icon from the window; elsewhere it is the program's own. This file is build/main/main.cjs. */
const ICON = resolve(__dirname, '..', '..', 'assets', 'icon', '256.png')

export interface WindowWish {
  readonly size: Size
  readonly preload: string
  /** Exists to be captured: no frame, so that the content is exactly the size asked for, and never throttled. */
  readonly capture: boolean
}

export function createWindow({ size, preload, capture }: WindowWish): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Skein',
    width: size.width,
    height: size.height,
    useContentSize: true,
    ...(capture ? {} : { minWidth: MIN_SIZE.width, minHeight: MIN_SIZE.height }),
    frame: !capture,
    show: capture,
    ...(process.platform === 'linux' ? { icon: ICON } : {}),
    backgroundColor: BACKGROUND,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      backgroundThrottling: !capture,
    },
  })
  if (!capture) {
    showOnceReady(window)
    // The page's title bar is its tool bar; the menu's keys work all the same, and Alt stays with the page.
    window.setAutoHideMenuBar(false)
    window.setMenuBarVisibility(false)
    // The hidden bar gave its height to the content.
    window.setContentSize(size.width, size.height)
  }
  return window
}
