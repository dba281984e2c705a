import { contextBridge, type IpcRendererEvent, ipcRenderer, webFrame, webUtils } from 'electron'
import {
  BYTE_PORTS_CHANNEL,
  BYTE_PORTS_MESSAGE,
  HOST_COMMAND_CHANNEL,
  type HostApi,
  type HostCall,
  type HostCommand,
  hostChannel,
  JOURNAL_PORT_CHANNEL,
  TRANSPORT_PORT_CHANNEL,
} from '../../shared/contracts/host-api.ts'
import { JOURNAL_PORT_MESSAGE } from '../../shared/contracts/journal-protocol.ts'
import { TRANSPORT_PORT_MESSAGE } from '../../shared/contracts/transport-protocol.ts'
import type { Result } from '../../shared/problem.ts'

/**
 * The only code that runs beside the page with any rights. It exposes named functions, never ipcRenderer or an event,
 * and decides nothing: main parses what it forwards.
 */

/** The little of the DOM that is used here; the electron sources compile without it. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void
}

type Value<Call extends HostCall> = Awaited<ReturnType<HostApi[Call]>>

function call<Call extends HostCall>(name: Call, ...args: Parameters<HostApi[Call]>): Promise<Result<Value<Call>>> {
  return ipcRenderer.invoke(hostChannel(name), ...args)
}

/** For calls that a well-made page cannot get refused: a refusal is a bug of the page, and rejects. */
async function must<Call extends HostCall>(name: Call, ...args: Parameters<HostApi[Call]>): Promise<Value<Call>> {
  const answer = await call(name, ...args)
  if (!answer.ok) throw new Error(answer.problem.message)
  return answer.value
}

/** For calls whose value is a result: a refusal is one more of its problems. */
async function flat<T>(answer: Promise<Result<Result<T>>>): Promise<Result<T>> {
  const outer = await answer
  return outer.ok ? outer.value : outer
}

function pathOfDropped(file: object): string {
  // Electron 32 moved the path from the File itself to webUtils; a File that is not on disk has an empty one.
  if (webUtils !== undefined) return isFile(file) ? webUtils.getPathForFile(file) : ''
  return 'path' in file && typeof file.path === 'string' ? file.path : ''
}

function isFile(value: object): value is File {
  return value instanceof File
}

const host: HostApi = {
  startUp: () => must('startUp'),
  openSource: (location) => flat(call('openSource', location)),
  openBelow: (sourceId, folder) => flat(call('openBelow', sourceId, folder)),
  openInstead: (sourceId, marks) => must('openInstead', sourceId, marks),
  closeSource: (sourceId) => must('closeSource', sourceId),
  chooseFolder: () => must('chooseFolder'),
  chooseFile: () => must('chooseFile'),
  pathOfDropped,
  scaleInterface: (factor) => webFrame.setZoomFactor(factor),
  requestBytePorts: (count) => must('requestBytePorts', count),
  requestJournalPort: () => must('requestJournalPort'),
  requestTransportPort: () => must('requestTransportPort'),
  connectStore: (store, token) => flat(call('connectStore', store, token)),
  storeSession: (store) => flat(call('storeSession', store)),
  forgetStore: (store) => must('forgetStore', store),
  makeSample: () => must('makeSample'),
  cancelSample: () => must('cancelSample'),
  beginImport: (request) => must('beginImport', request),
  stopImport: () => must('stopImport'),
  showUpdates: () => must('showUpdates'),
  recentDatasets: () => must('recentDatasets'),
  rememberDataset: (dataset) => must('rememberDataset', dataset),
  forgetDataset: (locations) => must('forgetDataset', locations),
  copyText: (text) => must('copyText', text),
  saveText: (name, text) => flat(call('saveText', name, text)),
  beginSave: (name) => flat(call('beginSave', name)),
  writeSave: (id, bytes) => flat(call('writeSave', id, bytes)),
  endSave: (id) => flat(call('endSave', id)),
  cancelSave: (id) => must('cancelSave', id),
  reportView: (outcome) => must('reportView', outcome),
  openExternal: (url) => flat(call('openExternal', url)),
  onCommand: (listener) => {
    const forward = (_event: IpcRendererEvent, command: HostCommand): void => listener(command)
    ipcRenderer.on(HOST_COMMAND_CHANNEL, forward)
    return () => {
      ipcRenderer.removeListener(HOST_COMMAND_CHANNEL, forward)
    }
  },
}

ipcRenderer.on(BYTE_PORTS_CHANNEL, (event) => {
  window.postMessage(BYTE_PORTS_MESSAGE, window.location.origin, event.ports)
})

ipcRenderer.on(JOURNAL_PORT_CHANNEL, (event) => {
  window.postMessage(JOURNAL_PORT_MESSAGE, window.location.origin, event.ports)
})

ipcRenderer.on(TRANSPORT_PORT_CHANNEL, (event) => {
  window.postMessage(TRANSPORT_PORT_MESSAGE, window.location.origin, event.ports)
})

contextBridge.exposeInMainWorld('host', Object.freeze(host))
