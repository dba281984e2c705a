import type { FileHandle } from 'node:fs/promises'
import { copyFile, link, mkdir, open as openFile, readdir, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../../error-code.ts'
import { readLines } from './journal-lines.ts'
import { DONE, diskProblem, lostProblem, type Written } from './journal-problem.ts'

/** Former contents that are kept beside a journal; the oldest go first. */
export const OLD_FILES_MAX = 10

/** What a journal file needs from outside; tests let writes fail here. */
export interface FileParts {
  readonly open: (file: string, flags: string) => Promise<FileHandle>
  /** Part of a file name: the time, and something that no other name has. */
  readonly stamp: () => string
}

/** One file of lines. Calls must not overlap. */
export interface JournalFile {
  /** Reads it from the start; what follows the last line break is cut off, the file as it was being kept beside it. */
  read(onLines: (lines: readonly string[]) => void): Promise<{ readonly torn: boolean }>
  /** Adds lines: done once they are on disk, in the file at this path. */
  append(lines: readonly string[]): Promise<Written>
  /** The next lines of what will take the place of all; `finish` puts it there. */
  draft(lines: readonly string[], finish: boolean): Promise<Written>
  setAside(lines: readonly string[]): Promise<Written>
  close(): Promise<void>
}

/** Opens the file, or makes it with its folder. Rejects with what the system says. */
export async function openJournalFile(file: string, { open, stamp }: FileParts): Promise<JournalFile> {
  await mkdir(dirname(file), { recursive: true })
  let handle = await openOrMake(file, open)
  /** Bytes that were acknowledged or read; a write starts here, and one that fails is cut back to here. */
  let length = 0
  /** A failed write could not be cut back, so more than `length` may be there. */
  let unclean = false
  let draft: FileHandle | undefined

  /** Why the next line must not go into this file; undefined when all is well. */
  const whyLost = async (expected: number): Promise<string | undefined> => {
    const here = await handle.stat({ bigint: true })
    const there = await stat(file, { bigint: true }).catch(() => undefined)
    if (there === undefined) return 'was deleted or moved while Skein ran'
    if (there.ino !== here.ino || there.dev !== here.dev) return 'was replaced by another file while Skein ran'
    return here.size === BigInt(expected) || unclean ? undefined : 'was changed by something else while Skein ran'
  }

  const read: JournalFile['read'] = async (onLines) => {
    // A refused write that is still there must not come back as if it had been acknowledged.
    if (unclean) {
      await handle.truncate(length)
      await handle.datasync()
    }
    await handle.close()
    handle = await openOrMake(file, open)
    const { wholeBytes, bytes } = await readLines(handle, onLines)
    length = wholeBytes
    const torn = bytes > wholeBytes
    if (torn) {
      await copyFile(file, `${file}.${stamp()}.old`)
      await forgetOldest(file)
      await handle.truncate(length)
      await handle.datasync()
    }
    unclean = false
    return { torn }
  }

  const append: JournalFile['append'] = async (lines) => {
    const lost = await whyLost(length)
    if (lost !== undefined) return lostProblem(lost, file)
    const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1')
    try {
      if (unclean) await handle.truncate(length)
      await writeAt(handle, bytes, length)
      await handle.datasync()
      unclean = false
    } catch (error) {
      unclean = !(await cutBack(handle, length))
      return { kind: 'failed', lost: false, problem: diskProblem(error, 'written', file) }
    }
    const lostMeanwhile = await whyLost(length + bytes.length)
    if (lostMeanwhile !== undefined) return lostProblem(lostMeanwhile, file)
    length += bytes.length
    return DONE
  }

  const dropDraft = async () => {
    await draft?.close().catch(() => undefined)
    draft = undefined
    await unlink(`${file}.draft`).catch(() => undefined)
  }

  const writeDraft: JournalFile['draft'] = async (lines, finish) => {
    try {
      draft ??= await open(`${file}.draft`, 'w')
      if (lines.length > 0) await draft.writeFile(`${lines.join('\n')}\n`, 'latin1')
      if (!finish) return DONE
      await draft.datasync()
      await draft.close()
      draft = undefined
      await keepOld(file, stamp())
      await handle.close()
      await rename(`${file}.draft`, file).finally(async () => {
        handle = await openOrMake(file, open)
      })
      length = Number((await handle.stat()).size)
      unclean = false
      await syncFolder(dirname(file))
      return DONE
    } catch (error) {
      await dropDraft()
      return { kind: 'failed', lost: false, problem: diskProblem(error, 'written', file) }
    }
  }

  const setAside: JournalFile['setAside'] = async (lines) => {
    try {
      const aside = await open(`${file}.${stamp()}.aside`, 'wx')
      await aside
        .writeFile(`${lines.join('\n')}\n`, 'latin1')
        .then(() => aside.datasync())
        .finally(() => aside.close())
      return DONE
    } catch (error) {
      return { kind: 'failed', lost: false, problem: diskProblem(error, 'written', file) }
    }
  }

  const close = async () => {
    await dropDraft()
    await handle.close()
  }

  return { read, append, draft: writeDraft, setAside, close }
}

/** Reads a journal that belongs to another window or app: nothing is made or changed. Absent is empty. */
export async function readForeignJournal(file: string, onLines: (lines: readonly string[]) => void): Promise<void> {
  try {
    const handle = await openFile(file, 'r')
    await readLines(handle, onLines).finally(() => handle.close())
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

async function openOrMake(file: string, open: FileParts['open']): Promise<FileHandle> {
  try {
    return await open(file, 'r+')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  const made = await open(file, 'wx+')
  await syncFolder(dirname(file))
  return made
}

async function writeAt(handle: FileHandle, bytes: Buffer, start: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, start + done)
    done += bytesWritten
  }
}

async function cutBack(handle: FileHandle, length: number): Promise<boolean> {
  try {
    await handle.truncate(length)
    await handle.datasync()
    return true
  } catch {
    return false
  }
}

/** Gives the present file a second name, so that the first never names nothing. */
async function keepOld(file: string, stamp: string): Promise<void> {
  const old = `${file}.${stamp}.old`
  const present = await stat(file).catch(() => undefined)
  if (present !== undefined && present.size > 0) await link(file, old).catch(() => copyFile(file, old))
  await forgetOldest(file)
}

async function forgetOldest(file: string): Promise<void> {
  const names = await readdir(dirname(file))
  const olds = names.filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith('.old')).sort()
  for (const name of olds.slice(0, -OLD_FILES_MAX)) await unlink(join(dirname(file), name)).catch(() => undefined)
}

/** Makes a new name last through a power cut. Windows has no such call for folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await openFile(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if (codeOf(error) === 'EIO') throw error
  }
}
