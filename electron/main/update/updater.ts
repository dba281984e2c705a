import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unreachable } from '../../../shared/assert.ts'
import { problemOf } from '../../../shared/problem.ts'
import { chooseUpdate, type Installed } from '../../../shared/update/choose-update.ts'
import type { FeedFile } from '../../../shared/update/feed.ts'
import { download } from './download.ts'
import { type FeedSource, fetchFeed } from './fetch-feed.ts'
import type { PlainFiles } from './plain-files.ts'
import { folderForUnpacking, type Prepared } from './put-in-place.ts'
import type { Fetch } from './read-body.ts'
import { unpackZip } from './unpack-zip.ts'

/** What the updater says and asks; main shows it in the system's dialogs. */
export interface UpdateDialogs {
  tell(sentence: string): Promise<void>
  /** Whether the person chose `yes`. */
  ask(sentence: string, yes: string): Promise<boolean>
  /** From 0 to 1 while a file is downloaded; undefined when that has ended. */
  progress(part: number | undefined): void
  /** Shows a downloaded installer in its folder. */
  reveal(file: string): void
}

export interface UpdaterParts {
  readonly source: FeedSource
  readonly installed: Installed
  /** The AppImage or the app's folder. */
  readonly place: string
  /** A folder for downloads, of this app alone. */
  readonly downloads: string
  readonly fetch: Fetch
  readonly fs: PlainFiles
  readonly dialogs: UpdateDialogs
  /** Takes what is to be put in place when the app ends, and whether to start it again at once. */
  readonly prepared: (prepared: Prepared, restart: boolean) => void
}

export interface Updater {
  /** One check at a time; a second one while the first runs does nothing. `asked`: by a person, who hears in any case. */
  check(asked: boolean): Promise<void>
  cancel(): void
}

export function createUpdater(parts: UpdaterParts): Updater {
  let running: AbortController | undefined

  return {
    check: async (asked) => {
      if (running !== undefined) return
      const control = new AbortController()
      running = control
      try {
        await run(parts, asked, control.signal)
      } catch (error) {
        if (control.signal.aborted) return
        const problem = problemOf(error)
        if (problem === undefined) throw error
        // Without a network a check that nobody asked for says nothing; a wrong signature is told in any case.
        if (asked || problem.kind === 'forbidden') await parts.dialogs.tell(`${problem.message}. Nothing was changed.`)
      } finally {
        running = undefined
      }
    },
    cancel: () => running?.abort(),
  }
}

async function run(parts: UpdaterParts, asked: boolean, signal: AbortSignal): Promise<void> {
  const { source, installed, fetch, dialogs } = parts
  const feed = await fetchFeed(source, fetch, signal)
  const choice = chooseUpdate(feed, installed)
  switch (choice.kind) {
    case 'current':
      if (asked) await dialogs.tell(`Skein ${installed.version} is the newest version.`)
      return
    case 'older':
      if (asked) {
        await dialogs.tell(
          `The update feed has Skein ${choice.version}, which is older than this version ${installed.version}. Nothing was changed.`,
        )
      }
      return
    case 'newer':
      if (choice.file !== undefined) await offer(parts, choice.version, choice.file, signal)
      else if (asked) await dialogs.tell(untaken(choice.version, installed))
      return
    default:
      unreachable(choice)
  }
}

function untaken(version: string, { kind }: Installed): string {
  return kind === undefined
    ? `Skein ${version} is there. The system keeps this copy up to date: update it there.`
    : `Skein ${version} is there, but the feed has no package for this machine.`
}

async function offer(parts: UpdaterParts, version: string, file: FeedFile, signal: AbortSignal): Promise<void> {
  const { source, installed, fetch, dialogs } = parts
  const megabytes = Math.ceil(file.bytes / 1e6)
  const question = `Skein ${version} is there; this is ${installed.version}. Download it (${megabytes} MB)?`
  if (!(await dialogs.ask(question, 'Download'))) return
  const target = join(parts.downloads, file.name)
  const address = new URL(file.name, source.address).href
  try {
    await download(address, file, target, { fetch, signal, onProgress: (part) => dialogs.progress(part) })
  } finally {
    dialogs.progress(undefined)
  }
  await prepare(parts, version, file, target)
}

async function prepare(parts: UpdaterParts, version: string, { kind }: FeedFile, file: string): Promise<void> {
  const { installed, dialogs } = parts
  if (kind === 'installer') {
    dialogs.reveal(file)
    await dialogs.tell(`Skein ${version} is downloaded and checked. Close Skein and open ${file} to install it.`)
    return
  }
  const installedAt = parts.place
  const prepared: Prepared =
    kind === 'appimage'
      ? { kind, file, installed: installedAt }
      : { kind, folder: folderForUnpacking(installedAt), installed: installedAt }
  if (prepared.kind === 'zip') {
    await unpackZip(parts.fs, file, prepared.folder).finally(() => rm(file, { force: true }))
  }
  const question = `Skein ${version} is checked and takes the place of ${installed.version} when Skein ends.`
  parts.prepared(prepared, await dialogs.ask(question, 'Restart now'))
}
