import type { Problem } from '../../../shared/problem.ts'
import type { JournalClient } from '../own-log/journal-client.ts'
import type { LogDatabase, Written } from '../own-log/log-database.ts'
import { type MemoryDisk, openMemoryDatabase } from './log-database-memory.ts'

/** For tests: both copies of a log in memory, and what goes wrong with them while they are used. */
export interface FaultyDisk extends MemoryDisk {
  /** The journal's file; undefined when it is not there. */
  file: string | undefined
  aside: string[]
}

/** What happens at the next write to a copy. */
export type Fault =
  /** The app dies: before the write, in the middle of it, or right after it. */
  | { readonly kind: 'crash'; readonly at: 'before' | 'within' | 'after' }
  /** The disk is full: the write is refused and leaves nothing. */
  | { readonly kind: 'full' }

export interface Faults {
  /** By the write's number, from 0, in this start of the app. */
  readonly at: ReadonlyMap<number, Fault>
}

/** The death of the app. */
export class Crash extends Error {}

const FULL: Problem = { kind: 'disk', message: 'The disk is full' }
const GONE: Written = { kind: 'failed', lost: true, problem: { kind: 'disk', message: 'The journal was changed' } }
const WRITTEN: Written = { kind: 'written' }

/** One start of the app: a database and a journal that write to this disk. */
export function startOn(
  disk: FaultyDisk,
  faults: Faults,
): { readonly database: LogDatabase; readonly journal: JournalClient } {
  let writes = 0
  const faulty = async (write: () => Promise<Written>, half: () => void): Promise<Written> => {
    const fault = faults.at.get(writes++)
    if (fault?.kind === 'full') return { kind: 'failed', lost: false, problem: FULL }
    if (fault?.kind === 'crash' && fault.at === 'before') throw new Crash()
    if (fault?.kind === 'crash' && fault.at === 'within') {
      half()
      throw new Crash()
    }
    const written = await write()
    if (fault?.kind === 'crash') throw new Crash()
    return written
  }
  const memory = openMemoryDatabase(disk)
  const database: LogDatabase = {
    ...memory,
    // A transaction is written as a whole or not at all, so it has no middle.
    append: (lines, previous) =>
      faulty(
        () => memory.append(lines, previous),
        () => {},
      ),
    replaceFrom: (place, lines) =>
      faulty(
        () => memory.replaceFrom(place, lines),
        () => {},
      ),
  }
  return { database, journal: memoryJournal(disk, faulty) }
}

function memoryJournal(
  disk: FaultyDisk,
  faulty: (write: () => Promise<Written>, half: () => void) => Promise<Written>,
): JournalClient {
  /** What the journal believes is in the file. */
  let known: string | undefined
  const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')
  return {
    open: async () => {
      const found = disk.file ?? ''
      const lines = found.split('\n')
      const torn = lines.pop() !== ''
      known = lines.map((line) => `${line}\n`).join('')
      disk.file = known
      return { ok: true, value: { lines, torn } }
    },
    append: (lines) => {
      const added = textOf(lines)
      return faulty(
        async () => {
          if (disk.file === undefined || disk.file !== known) return GONE
          disk.file += added
          known = disk.file
          return WRITTEN
        },
        () => {
          disk.file = `${disk.file ?? ''}${added.slice(0, added.length >> 1)}`
        },
      )
    },
    replace: (lines) =>
      faulty(
        async () => {
          disk.file = textOf(lines)
          known = disk.file
          return WRITTEN
        },
        () => {},
      ),
    setAside: (lines) =>
      faulty(
        async () => {
          disk.aside = [...disk.aside, ...lines]
          return WRITTEN
        },
        () => {},
      ),
    close: async () => undefined,
  }
}
