import type { Quaternion, Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { ImportRequest, ImportState } from './import-protocol.ts'
import type { SessionInfo } from './store-protocol.ts'

/** What the Electron main process offers the page as `window.host`; the preload builds it, nothing else crosses. */
export interface HostApi {
  /** What this window was started for. */
  startUp(): Promise<StartUp>
  /**
   * Opens a folder, a file `skein.json` or a URL, as a person gave it. The byte process will serve its keys
   * to ports of this window from then on, until the window closes.
   */
  openSource(location: string): Promise<Result<OpenedSource>>
  /**
   * Opens a folder below an open source (a layer of a dataset file). Its keys may leave it, but not what the person
   * opened; on the web it has the query of that source.
   */
  openBelow(sourceId: string, folder: string): Promise<Result<OpenedSource>>
  /**
   * What can be opened near a source that cannot be, as a sentence; null where nothing is known. `marks` are keys by one
   * of which a folder is known that can be opened.
   */
  openInstead(sourceId: string, marks: readonly string[]): Promise<string | null>
  closeSource(sourceId: string): Promise<void>
  /** The system's folder dialog; undefined when the person cancelled. */
  chooseFolder(): Promise<string | undefined>
  /** The system's file dialog; undefined when the person cancelled. */
  chooseFile(): Promise<string | undefined>
  /** The path of a file or folder that was dropped on the page (a DOM `File`); empty for anything that is not on disk. */
  pathOfDropped(file: object): string
  /** Makes text and controls of this window larger, 1 is as the system has them. Canvases keep device pixels. */
  scaleInterface(factor: number): void
  /** Asks for `count` ports to the byte process; they arrive as one window message `BYTE_PORTS_MESSAGE`. */
  requestBytePorts(count: number): Promise<void>
  /** Asks for a port to the journal (shared/contracts/journal-protocol.ts); it arrives as one window message `JOURNAL_PORT_MESSAGE`. */
  requestJournalPort(): Promise<void>
  /** Asks for a port to the transport (shared/contracts/transport-protocol.ts); it arrives as one window message `TRANSPORT_PORT_MESSAGE`. */
  requestTransportPort(): Promise<void>
  /**
   * Asks a central store who a token belongs to, and keeps the token for this store only where the answer is good.
   * `store` is an http or https address as a person gave it. The token goes this way once and never comes back.
   */
  connectStore(store: string, token: string): Promise<Result<StoreSession>>
  /** Asks a store who the token that is kept for it belongs to; null where none is kept. */
  storeSession(store: string): Promise<Result<StoreSession | null>>
  /** Deletes the token that is kept for a store. */
  forgetStore(store: string): Promise<void>
  /** Begins to make the sample volume, unless that is under way or it is there; `onCommand` tells how that goes. */
  makeSample(): Promise<void>
  /** Stops making it; settles when nothing of it is left. */
  cancelSample(): Promise<void>
  /** Begins to import, unless that is under way; `onCommand` tells how that goes. */
  beginImport(request: ImportRequest): Promise<void>
  /** Stops the import before its next task. The same request goes on where it stopped. */
  stopImport(): Promise<void>
  /** Shows what a person can do about updates, as a menu of the system. Does nothing where `StartUp.updates` is false. */
  showUpdates(): Promise<void>
  recentDatasets(): Promise<readonly RecentDataset[]>
  rememberDataset(dataset: RecentDataset): Promise<void>
  forgetDataset(locations: readonly string[]): Promise<void>
  copyText(text: string): Promise<void>
  /** Saves a text where the person says, in the system's dialog, which suggests `name`: the file, or null if cancelled. */
  saveText(name: string, text: string): Promise<Result<string | null>>
  /** Asks the same way where to save bytes, which come piece by piece. Null: cancelled. */
  beginSave(name: string): Promise<Result<BegunSave | null>>
  /** The next bytes of the file. Where they cannot be written, nothing is left of it. */
  writeSave(id: string, bytes: Uint8Array): Promise<Result<null>>
  /** The file is whole: only now it takes the place of what was there. */
  endSave(id: string): Promise<Result<null>>
  /** Nothing is left of the file. */
  cancelSave(id: string): Promise<void>
  /** For `--screenshot`: everything visible is drawn, or why it never will be. Ignored in an ordinary start. */
  reportView(outcome: ViewOutcome): Promise<void>
  /** Opens an https page of the project's own documentation in the person's browser. */
  openExternal(url: string): Promise<Result<null>>
  /** Menu and window events. Returns what takes the listener away again. */
  onCommand(listener: (command: HostCommand) => void): () => void
}

/** A file that is being written. `file`: its path. */
export interface BegunSave {
  readonly id: string
  readonly file: string
}

/** Characters of a location: the longest path of Linux; a URL beyond it is a mistake. */
export const LOCATION_CHARACTERS_MAX = 4096

/** `window.postMessage` data with which the preload hands over byte ports (as the event's `ports`). */
export const BYTE_PORTS_MESSAGE = 'skein-byte-ports'

/** What to open, and where to look at it first. */
export interface Destination {
  /** Locations, as the command line has them. */
  readonly open: readonly string[]
  readonly position?: Vec3 | undefined
  readonly nmPerPixel?: number | undefined
  readonly layout?: LayoutKind | undefined
  /** Of the 3-D panel. */
  readonly sceneOrientation?: Quaternion | undefined
  readonly sceneNmPerPixel?: number | undefined
}

export interface StartUp extends Destination {
  /** What the build says of itself, a line each: name and version first, then the runtime and the licence. */
  readonly about: readonly string[]
  /** Whether this package can look for updates. */
  readonly updates: boolean
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Voxel values that images show as black and as white. */
  readonly contrast?: { readonly black: number; readonly white: number } | undefined
  /** The name of the system's user: the author of edits. */
  readonly userName: string
  readonly sample: SampleState
  readonly importing: ImportState
  /** True when the window exists only to be captured; the page then hides nothing and restores no view. */
  readonly capture: boolean
  /** What a person should know about this start: why the window was loaded again. `open` is then what was open. */
  readonly notice?: string | undefined
  /** True when the window was started for measuring (environment SKEIN_BENCH=1): the page then offers `window.SkeinBench`. */
  readonly bench?: boolean | undefined
  /**
   * The address of the store of this machine, which main brings up; its token is with main. Absent while that
   * store is still starting: the command `local-store` tells it then, so listen for commands before asking for this.
   */
  readonly localStore?: string | undefined
}

/** The sample volume of this machine. */
export type SampleState =
  /** `problem` is a sentence: why it could not be made. */
  | { readonly kind: 'absent'; readonly problem?: string | undefined }
  /** `part` of the work is done, 0 to 1. */
  | { readonly kind: 'making'; readonly part: number }
  /** `location` opens it. */
  | { readonly kind: 'made'; readonly location: string }

/** What a central store says of the token that is kept for it. */
export interface StoreSession extends SessionInfo {
  /** The store's address in its normal form: the name under which its token is kept. */
  readonly store: string
  /** `for-this-run`: the system offers no safe place for secrets, so the token must be given again after a restart. */
  readonly kept: 'kept' | 'for-this-run'
  /** A whole sentence that a person should read: the way to the store is not encrypted. */
  readonly warning?: string | undefined
}

export type LayoutKind = '4panel' | 'xy' | 'xz' | 'yz' | '3d'

export interface OpenedSource {
  readonly sourceId: string
  /** What opens it again: an absolute path, or a URL without a trailing slash. Its query may be a secret: never shown. */
  readonly location: string
  /** The folder that keys are relative to, for messages and as the name of what lies in it; without any secret. */
  readonly folder: string
  /** The key of the `.json` file that was opened; undefined where a folder was. */
  readonly description: string | undefined
  /** Names of the formats that its address asks for (`zarr` of `zarr://…`), outermost first; none where any will do. */
  readonly formats: readonly string[]
  /** How many folders above its own its keys may lead to. */
  readonly above: number
  /** A short name for titles: the last part of the location. */
  readonly name: string
}

export interface RecentDataset {
  readonly name: string
  readonly locations: readonly string[]
  /** ISO time, for show. */
  readonly openedAt: string
}

export type ViewOutcome = { readonly kind: 'complete' } | { readonly kind: 'failed'; readonly reason: string }

export type HostCommand =
  | { readonly kind: 'open-folder' }
  | { readonly kind: 'show-help' }
  /** The store of this machine is up (see `StartUp.localStore`). */
  | { readonly kind: 'local-store'; readonly store: string }
  /** Something outside asks for a dataset: a file or a link that the system handed over. */
  | { readonly kind: 'open'; readonly to: Destination }
  /** What it asked for is not understood; `message` is a sentence. */
  | { readonly kind: 'open-refused'; readonly message: string }
  /** A person should read this sentence about what is open. */
  | { readonly kind: 'notice'; readonly message: string }
  /** The sample is in this state now (see `StartUp.sample`). */
  | { readonly kind: 'sample'; readonly sample: SampleState }
  /** The import is in this state now (see `StartUp.importing`). */
  | { readonly kind: 'import'; readonly importing: ImportState }

/** The calls of `HostApi` that travel to the main process; the others end in the preload. */
export const HOST_CALLS = [
  'startUp',
  'openSource',
  'openBelow',
  'openInstead',
  'closeSource',
  'chooseFolder',
  'chooseFile',
  'requestBytePorts',
  'requestJournalPort',
  'requestTransportPort',
  'connectStore',
  'storeSession',
  'forgetStore',
  'makeSample',
  'cancelSample',
  'beginImport',
  'stopImport',
  'showUpdates',
  'recentDatasets',
  'rememberDataset',
  'forgetDataset',
  'copyText',
  'saveText',
  'beginSave',
  'writeSave',
  'endSave',
  'cancelSave',
  'reportView',
  'openExternal',
] as const satisfies readonly (keyof HostApi)[]

export type HostCall = (typeof HOST_CALLS)[number]

/** The channel of a call between preload and main. Its arguments are the call's; it returns a `Result` of its value. */
export function hostChannel(call: HostCall): string {
  return `skein:${call}`
}

/** Main -> preload: a `HostCommand`. */
export const HOST_COMMAND_CHANNEL = 'skein:command'

/** Main -> preload: byte ports as the event's ports. */
export const BYTE_PORTS_CHANNEL = 'skein:byte-ports'

/** Main -> preload: a journal port as the event's only port. */
export const JOURNAL_PORT_CHANNEL = 'skein:journal-port'

/** Main -> preload: a transport port as the event's only port. */
export const TRANSPORT_PORT_CHANNEL = 'skein:transport-port'
