import { type BrowserWindow, clipboard, dialog, MessageChannelMain, type MessagePortMain, shell } from 'electron'
import {
  BYTE_PORTS_CHANNEL,
  JOURNAL_PORT_CHANNEL,
  type OpenedSource,
  type StartUp,
  TRANSPORT_PORT_CHANNEL,
  type ViewOutcome,
} from '../../../shared/contracts/host-api.ts'
import type { Result } from '../../../shared/problem.ts'
import type { StoreSessions } from '../central-store/store-sessions.ts'
import type { Transports } from '../central-store/transport.ts'
import type { ImportRunner } from '../import/import-runner.ts'
import type { Journals } from '../journal/journal.ts'
import type { SampleMaker } from '../sample-volume/sample-maker.ts'
import { allowedExternalUrl } from '../window/external-links.ts'
import type { ByteProcessClient } from './byte-process-client.ts'
import type { HostHandlers } from './ipc.ts'
import type { Recents } from './recents.ts'
import { saveText } from './save-text.ts'
import { createSaves } from './saves.ts'

/** What the host's calls act on. */
export interface HostParts {
  readonly window: BrowserWindow
  readonly bytes: ByteProcessClient
  readonly recents: Recents
  readonly journals: Journals
  readonly transports: Transports
  readonly stores: StoreSessions
  readonly sample: SampleMaker
  readonly imports: ImportRunner
  startUp(): StartUp
  /** Pops up the entries about updates. */
  showUpdates(): void
  reportView(outcome: ViewOutcome): void
}

export interface Host {
  readonly handlers: HostHandlers
  /** Locations that the page has open, in the order in which it opened them. */
  openLocations(): readonly string[]
  /** Closes what a page that is gone had open. */
  closeSources(): void
}

export function createHost(parts: HostParts): Host {
  const { window, bytes, recents, journals, transports, stores, sample, imports } = parts
  const sources = new Set<string>()
  const saves = createSaves(async (name) => (await dialog.showSaveDialog(window, { defaultPath: name })).filePath)
  /** Rises with every page, so that what a former page asked for is not counted to the present one. */
  let page = 0
  /** What the page opened last as a dataset; its sources alone do not make it again. */
  let shown: readonly string[] = []

  const opening = async (asked: Promise<Result<OpenedSource>>): Promise<Result<OpenedSource>> => {
    const askedBy = page
    const opened = await asked
    if (!opened.ok) return opened
    if (askedBy === page) sources.add(opened.value.sourceId)
    else bytes.close(opened.value.sourceId)
    return opened
  }

  /** Makes channels: the page gets one end of each, `connect` the other. */
  const sendPorts = (channel: string, count: number, connect: (port: MessagePortMain) => void): void => {
    const channels = Array.from({ length: count }, () => new MessageChannelMain())
    for (const { port1 } of channels) connect(port1)
    const ports = channels.map(({ port2 }) => port2)
    window.webContents.postMessage(channel, null, ports)
  }

  const handlers: HostHandlers = {
    startUp: () => parts.startUp(),
    openSource: (location) => opening(bytes.open(location)),
    openBelow: (sourceId, folder) => opening(bytes.openBelow(sourceId, folder)),
    openInstead: (sourceId, marks) => bytes.openInstead(sourceId, marks),
    closeSource: (sourceId) => {
      if (sources.delete(sourceId)) bytes.close(sourceId)
    },
    chooseFolder: () => choose(window, 'openDirectory'),
    chooseFile: () => choose(window, 'openFile'),
    requestBytePorts: (count) => sendPorts(BYTE_PORTS_CHANNEL, count, bytes.connect),
    requestJournalPort: () => sendPorts(JOURNAL_PORT_CHANNEL, 1, journals.connect),
    requestTransportPort: () => sendPorts(TRANSPORT_PORT_CHANNEL, 1, transports.connect),
    connectStore: (store, token) => stores.connect(store, token),
    storeSession: (store) => stores.session(store),
    forgetStore: (store) => stores.forget(store),
    makeSample: () => sample.make(),
    cancelSample: () => sample.cancel(),
    beginImport: (request) => imports.begin(request),
    stopImport: () => imports.stop(),
    showUpdates: () => parts.showUpdates(),
    recentDatasets: () => recents.list(),
    rememberDataset: (dataset) => {
      shown = dataset.locations
      return recents.remember(dataset)
    },
    forgetDataset: (forgotten) => recents.forget(forgotten),
    copyText: (text) => clipboard.writeText(text),
    saveText: (name, text) => saveText(window, name, text),
    ...{ beginSave: saves.begin, writeSave: saves.write, endSave: saves.end, cancelSave: saves.cancel },
    reportView: (outcome) => parts.reportView(outcome),
    openExternal,
  }

  return {
    handlers,
    openLocations: () => shown,
    closeSources: () => {
      page++
      for (const sourceId of sources) bytes.close(sourceId)
      sources.clear()
      saves.cancelAll()
      journals.closeAll()
      transports.closeAll()
    },
  }
}

async function choose(window: BrowserWindow, what: 'openDirectory' | 'openFile'): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog(window, { properties: [what] })
  return filePaths[0]
}

async function openExternal(url: string): Promise<Result<null>> {
  const allowed = allowedExternalUrl(url)
  if (!allowed.ok) return allowed
  await shell.openExternal(allowed.value)
  return { ok: true, value: null }
}
