import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { app, type BrowserWindow, session } from 'electron'
import type { AppOptions, CommandLine } from '../../shared/command-line.ts'
import {
  type Destination,
  HOST_COMMAND_CHANNEL,
  type HostCommand,
  type SampleState,
  type StartUp,
} from '../../shared/contracts/host-api.ts'
import { SAFE_BOX } from './central-store/safe-box.ts'
import { createSecrets } from './central-store/secrets.ts'
import { createStoreSessions } from './central-store/store-sessions.ts'
import { createTransports } from './central-store/transport.ts'
import { createByteProcessClient } from './host/byte-process-client.ts'
import { createHost } from './host/host.ts'
import { serveHost } from './host/ipc.ts'
import { createRecents } from './host/recents.ts'
import { judgeInterruption } from './interruptions.ts'
import { createJournals } from './journal/journal.ts'
import { startLocalStore } from './local-store/local-store.ts'
import type { StorePlace } from './local-store/store-place.ts'
import { forkStore } from './local-store/store-process.ts'
import { installMenu, popUp } from './menu.ts'
import type { Outside } from './outside.ts'
import { createSampleMaker } from './sample-volume/sample-maker.ts'
import { forkSampleProcess } from './sample-volume/sample-process.ts'
import { removeUnfinished } from './sample-volume/unfinished-samples.ts'
import { startUpdates } from './update/start-updates.ts'
import { type Capture, startCapture } from './window/capture.ts'
import { APP_ORIGIN, type PageOrigin } from './window/origin.ts'
import { serveApp } from './window/schemes.ts'
import { guardSession } from './window/security.ts'
import { stoppedUrl } from './window/stopped-page.ts'
import { createWindow, DEFAULT_SIZE } from './window/window.ts'

export interface AppParts {
  readonly options: AppOptions
  readonly own: PageOrigin
  readonly preload: string
  readonly byteProcess: string
  readonly pageFolder: string
  /** The folder of the sample volume, and the built file that makes it. */
  readonly sample: { readonly folder: string; readonly program: string }
  /** Where the store of this machine is, and the built file that runs it; undefined for a start without one. */
  readonly localStore: { readonly place: StorePlace; readonly program: string } | undefined
  readonly outside: Outside
  /** What the build says of itself (`StartUp.about`). */
  readonly about: readonly string[]
  /** Ends the app with an exit code and a last word. */
  readonly end: (code: number, text: string) => void
}

/** Wires the parts together, once Electron is ready: one window, one byte process, one host. */
export function runApp({
  options,
  own,
  preload,
  byteProcess,
  pageFolder,
  sample,
  localStore,
  outside,
  about,
  end,
}: AppParts): void {
  guardSession(session.defaultSession, own)
  serveApp(session.defaultSession, pageFolder)
  const bytes = createByteProcessClient(byteProcess, (reason) => interrupted(reason))
  const { screenshot, size = DEFAULT_SIZE } = options
  const window = createWindow({ size, preload, capture: screenshot !== undefined })
  const capture = screenshot === undefined ? undefined : startCapture(window.webContents, { file: screenshot, size })
  const recents = createRecents(join(app.getPath('userData'), 'recents.json'))
  const journals = createJournals(join(app.getPath('userData'), 'journal'))
  const secrets = createSecrets({
    file: join(app.getPath('userData'), 'store-tokens.json'),
    box: SAFE_BOX,
    stamp: () => `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`,
    onTrouble: (sentence) => process.stderr.write(`${sentence}.\n`),
  })
  const sampleMaker = createSampleMaker({
    folder: sample.folder,
    fork: () => forkSampleProcess(sample.program),
    onChange: (state) => {
      startUp = { ...startUp, sample: state }
      sendCommand(window, { kind: 'sample', sample: state })
    },
  })
  const updates = screenshot === undefined ? startUpdates(window) : []
  let startUp = firstStartUp(options, sampleMaker.state(), about, updates.length > 0)
  let lastInterruptionMs: number | undefined
  /** Whether a page listens: it asks for its start first. */
  let hasPage = false

  const host = createHost({
    window,
    bytes,
    recents,
    journals,
    transports: createTransports(secrets.tokenOf),
    stores: createStoreSessions(secrets),
    sample: sampleMaker,
    startUp: () => {
      hasPage = true
      return startUp
    },
    showUpdates: () => popUp(window, updates),
    reportView: (outcome) => capture?.reportView(outcome),
  })

  const interrupted = (reason: string): void => {
    if (capture !== undefined) {
      capture.fail(reason)
      return
    }
    process.stderr.write(`${reason}\n`)
    if (window.isDestroyed()) return
    const judged = judgeInterruption(performance.now(), lastInterruptionMs)
    lastInterruptionMs = performance.now()
    const { open, position: _position, nmPerPixel: _scale, layout: _layout, contrast: _contrast, ...rest } = startUp
    const locations = host.openLocations()
    startUp = { ...rest, open: locations.length > 0 ? locations : open, notice: `${reason}; it was started anew.` }
    load(window, judged === 'reload' ? own.pageUrl : stoppedUrl(APP_ORIGIN, reason))
  }

  serveHost(window.webContents, own, host.handlers)
  watchWindow(window, own, interrupted)
  window.webContents.on('did-navigate', () => {
    hasPage = false
    host.closeSources()
  })
  installMenu((command) => sendCommand(window, command), own.origin !== APP_ORIGIN, updates)
  app.on('will-quit', () => bytes.stop())
  const endings = [() => sampleMaker.cancel()]
  quitAfter(endings)
  if (capture === undefined) window.once('ready-to-show', () => void removeUnfinished(sample.folder))
  if (capture !== undefined) endWithCapture(capture, window, end)
  load(window, own.pageUrl)
  outside.listen((asked) => {
    showWindow(window)
    const command = commandOf(asked)
    if (command === undefined) return
    if (hasPage) sendCommand(window, command)
    else startUp = command.kind === 'open' ? { ...startUp, ...command.to } : { ...startUp, notice: command.message }
  })
  if (localStore === undefined) return
  const { place, program } = localStore
  // The window comes first: the store would take a processor from it.
  window.once('ready-to-show', () => {
    const { stop } = startLocalStore({
      place,
      fork: (logFile) => forkStore(program, logFile),
      wait: (ms) => wait(ms, undefined, { ref: false }),
      say: (sentence) => process.stderr.write(`${sentence}\n`),
      onUp: ({ store, token }) => {
        secrets.lend(store, token)
        startUp = { ...startUp, localStore: store }
        sendCommand(window, { kind: 'local-store', store })
      },
    })
    endings.push(stop)
  })
}

/** What a page does about what was asked from outside; a start that names nothing only shows the window. */
function commandOf(asked: CommandLine) {
  if (asked.kind === 'refused') return { kind: 'open-refused', message: asked.problem.message } as const
  if (asked.kind !== 'start' || asked.options.open.length === 0) return undefined
  return { kind: 'open', to: destinationOf(asked.options) } as const
}

function destinationOf({ open, position, nmPerPixel, layout }: AppOptions): Destination {
  return {
    open,
    ...(position === undefined ? {} : { position }),
    ...(nmPerPixel === undefined ? {} : { nmPerPixel }),
    ...(layout === undefined ? {} : { layout }),
  }
}

function showWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Ends the app's processes before the app. The windows are closed by then: nobody sees the wait. */
function quitAfter(endings: readonly (() => Promise<void>)[]): void {
  app.once('will-quit', (event) => {
    event.preventDefault()
    // Electron takes no second quit while it handles the first.
    const quit = () => setImmediate(() => app.quit())
    void Promise.allSettled(endings.map((end) => end())).then(quit)
  })
}

function firstStartUp(options: AppOptions, sample: SampleState, about: readonly string[], updates: boolean): StartUp {
  const { platform } = process
  return {
    about,
    updates,
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    ...destinationOf(options),
    ...(options.contrast === undefined ? {} : { contrast: options.contrast }),
    sample,
    userName: nameOfUser(),
    capture: options.screenshot !== undefined,
    ...(process.env['SKEIN_BENCH'] === '1' ? { bench: true } : {}),
  }
}

function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    // The system knows no name for this user id, as in some containers.
    return 'someone'
  }
}

/** The console level of an error (0 verbose, 1 info, 2 warning, 3 error). */
const CONSOLE_ERROR = 3
/** Chromium's code for a load that another one replaced. */
const ERR_ABORTED = -3

/** Whatever goes wrong with the page is said on the error output; what it cannot go on after interrupts. */
function watchWindow(window: BrowserWindow, own: PageOrigin, interrupted: (reason: string) => void): void {
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

function load(window: BrowserWindow, url: string): void {
  // A load that fails is told by did-fail-load.
  window.loadURL(url).catch(() => undefined)
}

function sendCommand(window: BrowserWindow, command: HostCommand): void {
  if (!window.isDestroyed()) window.webContents.send(HOST_COMMAND_CHANNEL, command)
}

function endWithCapture(capture: Capture, window: BrowserWindow, end: AppParts['end']): void {
  window.once('closed', () => capture.fail('the window was closed'))
  capture.finished
    .then((reason) => (reason === undefined ? end(0, '') : end(1, `No picture was saved: ${reason}\n`)))
    .catch((error: unknown) => end(1, `No picture was saved: ${String(error)}\n`))
}
