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

/** A journal while it is open. */
interface OpenJournal extends FileParts {
  readonly file: string
  handle: FileHandle
  /** Bytes that were acknowledged or read; a write starts here, and one that fails is cut back to here. */
  length: number
  /** A failed write could not be cut back, so more than `length` may be there. */
  isUnclean: boolean
  draft: FileHandle | undefined
}

/** Opens the file, or makes it with its folder. Rejects with what the system says. */
export async function openJournalFile(file: string, parts: FileParts): Promise<JournalFile> {
  await mkdir(dirname(file), { recursive: true })
  const handle = await openOrMake(file, parts.open)
  const journal: OpenJournal = { ...parts, file, handle, length: 0, isUnclean: false, draft: undefined }
  return {
    read: (onLines) => read(journal, onLines),
    append: (lines) => append(journal, lines),
    draft: (lines, finish) => writeDraft(journal, lines, finish),
    setAside: (lines) => setAside(journal, lines),
    async close() {
      await dropDraft(journal)
      await journal.handle.close()
    },
  }
}

/** Why the next line must not go into this file; undefined when all is well. */
async function whyLost({ file, handle, isUnclean }: OpenJournal, expected: number): Promise<string | undefined> {
  const here = await handle.stat({ bigint: true })
  const there = await stat(file, { bigint: true }).catch(() => undefined)
  if (there === undefined) return 'was deleted or moved while Skein ran'
  if (there.ino !== here.ino || there.dev !== here.dev) return 'was replaced by another file while Skein ran'
  return here.size === BigInt(expected) || isUnclean ? undefined : 'was changed by something else while Skein ran'
}

async function read(journal: OpenJournal, onLines: (lines: readonly string[]) => void): Promise<{ torn: boolean }> {
  const { file } = journal
  // A refused write that is still there must not come back as if it had been acknowledged.
  if (journal.isUnclean) await truncate(journal)
  await journal.handle.close()
  journal.handle = await openOrMake(file, journal.open)
  const { wholeBytes, bytes } = await readLines(journal.handle, onLines)
  journal.length = wholeBytes
  const torn = bytes > wholeBytes
  if (torn) {
    await copyFile(file, `${file}.${journal.stamp()}.old`)
    await forgetOldest(file)
    await truncate(journal)
  }
  journal.isUnclean = false
  return { torn }
}

async function append(journal: OpenJournal, lines: readonly string[]): Promise<Written> {
  const { file, handle, length } = journal
  const lost = await whyLost(journal, length)
  if (lost !== undefined) return lostProblem(lost, file)
  const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1')
  try {
    if (journal.isUnclean) await handle.truncate(length)
    await writeAt(handle, bytes, length)
    await handle.datasync()
    journal.isUnclean = false
  } catch (error) {
    journal.isUnclean = await truncate(journal).then(
      () => false,
      () => true,
    )
    return { kind: 'failed', lost: false, problem: diskProblem(error, 'written', file) }
  }
  const lostMeanwhile = await whyLost(journal, length + bytes.length)
  if (lostMeanwhile !== undefined) return lostProblem(lostMeanwhile, file)
  journal.length += bytes.length
  return DONE
}

async function dropDraft(journal: OpenJournal): Promise<void> {
  await journal.draft?.close().catch(() => undefined)
  journal.draft = undefined
  await unlink(`${journal.file}.draft`).catch(() => undefined)
}

async function writeDraft(journal: OpenJournal, lines: readonly string[], finish: boolean): Promise<Written> {
  const { file, open } = journal
  try {
    journal.draft ??= await open(`${file}.draft`, 'w')
    if (lines.length > 0) await journal.draft.writeFile(`${lines.join('\n')}\n`, 'latin1')
    if (!finish) return DONE
    await journal.draft.datasync()
    await journal.draft.close()
    journal.draft = undefined
    await keepOld(file, journal.stamp())
    await journal.handle.close()
    await rename(`${file}.draft`, file).finally(async () => {
      journal.handle = await openOrMake(file, open)
    })
    journal.length = Number((await journal.handle.stat()).size)
    journal.isUnclean = false
    await syncFolder(dirname(file))
    return DONE
  } catch (error) {
    await dropDraft(journal)
    return { kind: 'failed', lost: false, problem: diskProblem(error, 'written', file) }
  }
}

async function setAside({ file, open, stamp }: OpenJournal, lines: readonly string[]): Promise<Written> {
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

/** Cuts the file back to what was acknowledged or read. */
async function truncate({ handle, length }: OpenJournal): Promise<void> {
  await handle.truncate(length)
  await handle.datasync()
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
