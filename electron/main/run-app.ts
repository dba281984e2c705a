import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { app, type BrowserWindow, session } from 'electron'
import type { AppOptions } from '../../shared/command-line.ts'
import { HOST_COMMAND_CHANNEL, type HostCommand } from '../../shared/contracts/host-api.ts'
import { SAFE_BOX } from './central-store/safe-box.ts'
import { createSecrets, type Secrets } from './central-store/secrets.ts'
import { createStoreSessions } from './central-store/store-sessions.ts'
import { createTransports } from './central-store/transport.ts'
import { createByteProcessClient } from './host/byte-process-client.ts'
import { createHost } from './host/host.ts'
import { serveHost } from './host/ipc.ts'
import { createRecents } from './host/recents.ts'
import { forkImportProcess } from './import/import-process.ts'
import { createImportRunner } from './import/import-runner.ts'
import { judgeInterruption } from './interruptions.ts'
import { createJournals } from './journal/journal.ts'
import { startLocalStore } from './local-store/local-store.ts'
import type { StorePlace } from './local-store/store-place.ts'
import { forkStore } from './local-store/store-process.ts'
import { installMenu, popUp } from './menu.ts'
import type { Outside } from './outside.ts'
import { createPageStart, firstStart, type PageStart } from './page-start.ts'
import { createSampleMaker } from './sample-volume/sample-maker.ts'
import { forkSampleProcess } from './sample-volume/sample-process.ts'
import { removeUnfinished } from './sample-volume/unfinished-samples.ts'
import { startUpdates } from './update/start-updates.ts'
import { type Capture, startCapture } from './window/capture.ts'
import { APP_ORIGIN, type PageOrigin } from './window/origin.ts'
import { serveApp } from './window/schemes.ts'
import { guardSession } from './window/security.ts'
import { stoppedUrl } from './window/stopped-page.ts'
import { loadPage, watchWindow } from './window/watch-window.ts'
import { createWindow, DEFAULT_SIZE } from './window/window.ts'

export interface AppParts {
  readonly options: AppOptions
  readonly own: PageOrigin
  readonly preload: string
  readonly byteProcess: string
  readonly pageFolder: string
  /** The folder of the sample volume, and the built file that makes it. */
  readonly sample: { readonly folder: string; readonly program: string }
  /** The built file that imports. */
  readonly importProgram: string
  /** Where the store of this machine is, and the built file that runs it; undefined for a start without one. */
  readonly localStore: LocalStoreParts | undefined
  readonly outside: Outside
  /** What the build says of itself (`StartUp.about`). */
  readonly about: readonly string[]
  /** Ends the app with an exit code and a last word. */
  readonly end: (code: number, text: string) => void
}

interface LocalStoreParts {
  readonly place: StorePlace
  readonly program: string
}

/** Wires the parts together, once Electron is ready: one window, one byte process, one host. */
export function runApp(parts: AppParts): void {
  const { options, own, sample, outside, end } = parts
  guardSession(session.defaultSession, own)
  serveApp(session.defaultSession, parts.pageFolder)
  const bytes = createByteProcessClient({
    modulePath: parts.byteProcess,
    onDied: (reason) => interrupted(reason),
    proxyOf: (origin) => session.defaultSession.resolveProxy(origin),
    onNotice: (message) => send({ kind: 'notice', message }),
  })
  const { screenshot, size = DEFAULT_SIZE } = options
  const window = createWindow({ size, preload: parts.preload, capture: screenshot !== undefined })
  const capture = screenshot === undefined ? undefined : startCapture(window.webContents, { file: screenshot, size })
  const secrets = createSecretsOfProfile()
  const sampleMaker = createSampleMaker({
    folder: sample.folder,
    fork: () => forkSampleProcess(sample.program),
    onChange: (state) => pageStart.sampleIs(state),
  })
  const fork = () => forkImportProcess(parts.importProgram)
  const imports = createImportRunner({ fork, onChange: (state) => pageStart.importIs(state) })
  const updates = screenshot === undefined ? startUpdates(window) : []
  const send = (command: HostCommand) => sendCommand(window, command)
  const pageStart = createPageStart(firstStart(options, parts.about, updates.length > 0, sampleMaker.state()), send)
  const host = createHost({
    window,
    bytes,
    recents: createRecents(join(app.getPath('userData'), 'recents.json')),
    journals: createJournals(join(app.getPath('userData'), 'journal')),
    transports: createTransports(secrets.tokenOf),
    stores: createStoreSessions(secrets),
    sample: sampleMaker,
    imports,
    startUp: pageStart.take,
    showUpdates: () => popUp(window, updates),
    reportView: (outcome) => capture?.reportView(outcome),
  })

  let lastInterruptionMs: number | undefined
  const interrupted = (reason: string): void => {
    if (capture !== undefined) {
      capture.fail(reason)
      return
    }
    process.stderr.write(`${reason}\n`)
    if (window.isDestroyed()) return
    const judged = judgeInterruption(performance.now(), lastInterruptionMs)
    lastInterruptionMs = performance.now()
    pageStart.restart(host.openLocations(), reason)
    loadPage(window, judged === 'reload' ? own.pageUrl : stoppedUrl(APP_ORIGIN, reason))
  }

  serveHost(window.webContents, own, host.handlers)
  watchWindow(window, own, interrupted)
  window.webContents.on('did-navigate', () => {
    pageStart.leave()
    host.closeSources()
  })
  installMenu(send, own.origin !== APP_ORIGIN, updates)
  app.on('will-quit', () => bytes.stop())
  const endings = [() => sampleMaker.cancel(), () => imports.end()]
  quitAfter(endings)
  if (capture === undefined) window.once('show', () => void removeUnfinished(sample.folder))
  else endWithCapture(capture, window, end)
  loadPage(window, own.pageUrl)
  outside.listen((asked) => {
    showWindow(window)
    pageStart.open(asked)
  })
  // The window comes first: the store would take a processor from it.
  window.once('show', () => {
    if (parts.localStore !== undefined) endings.push(bringUpStore(parts.localStore, secrets, pageStart))
  })
}

function createSecretsOfProfile(): Secrets {
  return createSecrets({
    file: join(app.getPath('userData'), 'store-tokens.json'),
    box: SAFE_BOX,
    stamp: () => `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`,
    onTrouble: (sentence) => process.stderr.write(`${sentence}.\n`),
  })
}

/** Starts the store of this machine; what is returned stops it. */
function bringUpStore(
  { place, program }: LocalStoreParts,
  secrets: Secrets,
  pageStart: PageStart,
): () => Promise<void> {
  const { stop } = startLocalStore({
    place,
    fork: (logFile) => forkStore(program, logFile),
    wait: (ms) => wait(ms, undefined, { ref: false }),
    say: (sentence) => process.stderr.write(`${sentence}\n`),
    onUp: ({ store, token }) => {
      secrets.lend(store, token)
      pageStart.localStoreIs(store)
    },
  })
  return stop
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

function sendCommand(window: BrowserWindow, command: HostCommand): void {
  if (!window.isDestroyed()) window.webContents.send(HOST_COMMAND_CHANNEL, command)
}

function endWithCapture(capture: Capture, window: BrowserWindow, end: AppParts['end']): void {
  window.once('closed', () => capture.fail('the window was closed'))
  capture.finished
    .then((reason) => (reason === undefined ? end(0, '') : end(1, `No picture was saved: ${reason}\n`)))
    .catch((error: unknown) => end(1, `No picture was saved: ${String(error)}\n`))
}
