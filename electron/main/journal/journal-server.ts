import { join } from 'node:path'
import type { JournalReply, JournalRequest } from '../../../shared/contracts/journal-protocol.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { ServedPort } from '../../served-port.ts'
import { type FileParts, type JournalFile, openJournalFile, readForeignJournal } from './journal-file.ts'
import type { JournalLock, TakenLock } from './journal-lock.ts'
import { journalName } from './journal-name.ts'
import { diskProblem, lostProblem, type Written } from './journal-problem.ts'
import { parseJournalRequest } from './journal-request.ts'

export interface JournalParts extends FileParts {
  /** The folder of all journals; made when the first one is opened. */
  readonly folder: string
  readonly takeLock: (file: string) => Promise<TakenLock>
  /** Gets bugs; the client gets a problem as well. */
  readonly onBug: (error: unknown) => void
}

/** Characters of all pieces of one `append`: beyond, an import is to be made in several. */
const APPEND_CHARACTERS_MAX = 2 ** 26

/** A journal that a port has open. One whose lock another window or app has is read and not written to. */
type Opened = { readonly dataset: string; readonly path: string } & (
  | { readonly file: JournalFile; readonly lock: JournalLock }
  | { readonly heldBy: string }
)

/**
 * Serves shared/contracts/journal-protocol.ts on a port until it closes; `close` does the same from here and settles once
 * the lock is given back.
 */
export function serveJournal(port: ServedPort<JournalReply>, parts: JournalParts): { close(): Promise<void> } {
  let opened: Opened | undefined
  const pieces = createPieces()
  let closed = false
  let last: Promise<void> = Promise.resolve()

  const closeJournal = async (): Promise<void> => {
    const closing = opened
    opened = undefined
    if (closing === undefined || 'heldBy' in closing) return
    await closing.file.close().catch(() => undefined)
    await closing.lock.release()
  }

  const openJournal = async (id: number, dataset: string): Promise<JournalReply> => {
    const path = join(parts.folder, journalName(dataset))
    const onLines = (lines: readonly string[]) => port.send({ kind: 'lines', id, lines })
    try {
      const isKept = opened?.dataset === dataset && 'lock' in opened && (await opened.lock.isOurs())
      if (!isKept || opened === undefined) {
        await closeJournal()
        opened = await openNew(dataset, path, parts)
      }
      if ('file' in opened) return { kind: 'opened', id, ...(await opened.file.read(onLines)) }
      await readForeignJournal(path, onLines)
      return { kind: 'opened', id, torn: false, readOnly: opened.heldBy }
    } catch (error) {
      await closeJournal()
      return { kind: 'problem', id, lost: true, problem: diskProblem(error, 'opened', path) }
    }
  }

  const replyTo = async (request: JournalRequest): Promise<JournalReply | undefined> => {
    const { id } = request
    if (request.kind === 'open') return openJournal(id, request.dataset)
    if (request.kind === 'close') {
      await closeJournal()
      return { kind: 'done', id }
    }
    const written = await write(request, opened, pieces, parts.folder)
    if (written === undefined) return undefined
    return written.kind === 'done' ? { kind: 'done', id } : { ...written, kind: 'problem', id }
  }

  const serve = async (request: JournalRequest): Promise<void> => {
    if (closed) return
    try {
      const reply = await replyTo(request)
      if (reply !== undefined) port.send(reply)
    } catch (error) {
      parts.onBug(error)
      port.send({ kind: 'problem', id: request.id, problem: BUG, lost: false })
    }
  }

  const close = (): Promise<void> => {
    closed = true
    last = last.then(closeJournal)
    return last
  }

  port.onMessage((message) => {
    const parsed = parseJournalRequest(message)
    if (parsed.ok) last = last.then(() => serve(parsed.request))
    else if (parsed.id !== undefined)
      port.send({ kind: 'problem', id: parsed.id, lost: false, problem: bad(parsed.expected) })
  })
  port.onClose(() => void close())
  return { close }
}

type WriteRequest = Exclude<JournalRequest, { kind: 'open' | 'close' }>

/** Undefined while more pieces of the same write are to come. */
async function write(
  { kind, lines, more }: WriteRequest,
  opened: Opened | undefined,
  pieces: Pieces,
  folder: string,
): Promise<Written | undefined> {
  if (opened === undefined) return lostProblem('is not open', folder)
  const { path } = opened
  if ('heldBy' in opened) return failed({ kind: 'forbidden', message: opened.heldBy, file: path })
  const { file, lock } = opened
  if (kind === 'append') {
    pieces.add(lines)
    if (more) return undefined
    const all = pieces.take()
    if (all === undefined) return failed({ kind: 'too-large', message: TOO_MUCH, file: path })
    if (all.length === 0) return { kind: 'done' }
    if (!(await lock.isOurs())) return lostProblem('was taken away while Skein ran: its lock is gone', path)
    return file.append(all)
  }
  if (!(await lock.isOurs())) return lostProblem('was taken away while Skein ran: its lock is gone', path)
  if (kind === 'set-aside') return file.setAside(lines)
  const drafted = await file.draft(lines, !more)
  return more && drafted.kind === 'done' ? undefined : drafted
}

/** The lines of an append, which comes in pieces. */
interface Pieces {
  add(lines: readonly string[]): void
  /** All lines since the last call; undefined when they have more than APPEND_CHARACTERS_MAX. */
  take(): readonly string[] | undefined
}

function createPieces(): Pieces {
  let all: string[] = []
  let characters = 0
  return {
    add(lines) {
      characters += lines.reduce((sum, line) => sum + line.length, 0)
      if (characters <= APPEND_CHARACTERS_MAX) for (const line of lines) all.push(line)
    },
    take() {
      const taken = characters > APPEND_CHARACTERS_MAX ? undefined : all
      all = []
      characters = 0
      return taken
    },
  }
}

async function openNew(dataset: string, path: string, parts: JournalParts): Promise<Opened> {
  // The lock lies in the folder that opening the file makes, so the file comes first.
  const file = await openJournalFile(path, parts)
  try {
    const taken = await parts.takeLock(`${path}.lock`)
    if (taken.kind === 'taken') return { dataset, path, file, lock: taken.lock }
    await file.close()
    return { dataset, path, heldBy: taken.sentence }
  } catch (error) {
    await file.close()
    throw error
  }
}

const TOO_MUCH = `More than ${APPEND_CHARACTERS_MAX / 2 ** 20} MB of edits at once: import them in parts`
const BUG: Problem = { kind: 'disk', message: 'The journal failed by a mistake in Skein itself' }

function bad(expected: string): Problem {
  return { kind: 'unsupported', message: `A request to the journal is malformed: it expects ${expected}` }
}

function failed(problem: Problem): Written {
  return { kind: 'failed', lost: false, problem }
}
