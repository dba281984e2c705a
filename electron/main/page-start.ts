import { userInfo } from 'node:os'
import type { AppOptions, CommandLine } from '../../shared/command-line.ts'
import type { Destination, HostCommand, SampleState, StartUp } from '../../shared/contracts/host-api.ts'
import type { ImportState } from '../../shared/contracts/import-protocol.ts'

/**
 * What a page is told when it starts. What happens before a page has asked for it is added to it; what happens later is
 * sent as a command.
 */
export interface PageStart {
  /** The page asks for it, and listens to commands from now on. */
  take(): StartUp
  /** The page is gone; another one will ask. */
  leave(): void
  sampleIs(state: SampleState): void
  importIs(state: ImportState): void
  localStoreIs(store: string): void
  /** A later start, a file or a link: the page opens what it names. */
  open(asked: CommandLine): void
  /** The page will start again after an interruption, with what was open. */
  restart(locations: readonly string[], reason: string): void
}

export function createPageStart(first: StartUp, send: (command: HostCommand) => void): PageStart {
  let startUp = first
  let isTaken = false
  return {
    take() {
      isTaken = true
      return startUp
    },
    leave() {
      isTaken = false
    },
    sampleIs(sample) {
      startUp = { ...startUp, sample }
      send({ kind: 'sample', sample })
    },
    importIs(importing) {
      startUp = { ...startUp, importing }
      send({ kind: 'import', importing })
    },
    localStoreIs(store) {
      startUp = { ...startUp, localStore: store }
      send({ kind: 'local-store', store })
    },
    open(asked) {
      const command = commandOf(asked)
      if (command === undefined) return
      if (isTaken) send(command)
      else startUp = command.kind === 'open' ? { ...startUp, ...command.to } : { ...startUp, notice: command.message }
    },
    restart(locations, reason) {
      const { open, position: _position, nmPerPixel: _scale, layout: _layout, contrast: _contrast, ...more } = startUp
      const { sceneOrientation: _turn, sceneNmPerPixel: _sceneScale, ...rest } = more
      startUp = { ...rest, open: locations.length > 0 ? locations : open, notice: `${reason}; it was started anew.` }
    },
  }
}

/** A start that names nothing only shows the window. */
function commandOf(asked: CommandLine) {
  if (asked.kind === 'refused') return { kind: 'open-refused', message: asked.problem.message } as const
  if (asked.kind !== 'start' || asked.options.open.length === 0) return undefined
  return { kind: 'open', to: destinationOf(asked.options) } as const
}

function destinationOf(options: AppOptions): Destination {
  const { open, position, nmPerPixel, layout, sceneOrientation, sceneNmPerPixel } = options
  return { open, position, nmPerPixel, layout, sceneOrientation, sceneNmPerPixel }
}

/** What the first page is told. `updates`: whether there is anything that a person can do about them. */
export function firstStart(
  options: AppOptions,
  about: readonly string[],
  updates: boolean,
  sample: SampleState,
): StartUp {
  const { platform } = process
  return {
    about,
    updates,
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    ...destinationOf(options),
    contrast: options.contrast,
    sample,
    importing: { kind: 'idle' },
    userName: nameOfUser(),
    capture: options.screenshot !== undefined,
    bench: process.env['SKEIN_BENCH'] === '1',
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
