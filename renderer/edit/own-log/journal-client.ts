import { type JournalReply, type JournalRequest, PIECE_CHARACTERS } from '../../../shared/contracts/journal-protocol.ts'
import type { Result } from '../../../shared/problem.ts'
import type { Written } from './log-database.ts'

/** The second copy of the log, in the main process. One call after the other. */
export interface JournalClient {
  /** Opens a dataset's journal, or reads it anew. */
  open(dataset: string): Promise<Result<FoundJournal>>
  append(lines: readonly string[]): Promise<Written>
  /** Puts these lines in place of all; the former file is kept under another name. */
  replace(lines: readonly string[]): Promise<Written>
  /** Keeps lines that are not the log's in a file beside the journal. */
  setAside(lines: readonly string[]): Promise<Written>
  /** Gives the lock back; the client may open another dataset afterwards. */
  close(): Promise<void>
}

export interface FoundJournal {
  readonly lines: readonly string[]
  /** It ended in the middle of a line. */
  readonly torn: boolean
  /** Who else writes to it, as a sentence: it must only be read. */
  readonly readOnly?: string
}

/** What the client needs of a MessagePort; not its `close` event (see `BytePort`). */
export interface JournalPort {
  postMessage(message: JournalRequest): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  start(): void
}

interface Waiting {
  readonly lines: string[]
  readonly resolve: (reply: JournalReply) => void
}

/** The port belongs to the client from here on. */
export function createJournalClient(port: JournalPort): JournalClient {
  const waiting = new Map<number, Waiting>()
  let nextId = 1

  port.addEventListener('message', ({ data }) => {
    const reply = parseReply(data)
    const asker = reply === undefined ? undefined : waiting.get(reply.id)
    if (reply === undefined || asker === undefined) return
    if (reply.kind === 'lines') {
      for (const line of reply.lines) asker.lines.push(line)
      return
    }
    waiting.delete(reply.id)
    asker.resolve(reply)
  })
  port.start()

  const ask = (requests: (id: number) => readonly JournalRequest[], lines: string[] = []): Promise<JournalReply> =>
    new Promise((resolve) => {
      const id = nextId++
      waiting.set(id, { lines, resolve })
      for (const request of requests(id)) port.postMessage(request)
    })

  const write = async (kind: 'append' | 'replace' | 'set-aside', lines: readonly string[]): Promise<Written> => {
    const pieces = piecesOf(lines)
    const reply = await ask((id) =>
      pieces.map((piece, at) => ({ kind, id, lines: piece, more: at < pieces.length - 1 })),
    )
    if (reply.kind === 'problem') return { kind: 'failed', problem: reply.problem, lost: reply.lost }
    return { kind: 'done' }
  }

  return {
    open: async (dataset) => {
      const lines: string[] = []
      const reply = await ask((id) => [{ kind: 'open', id, dataset }], lines)
      if (reply.kind === 'problem') return { ok: false, problem: reply.problem }
      const { torn, readOnly } = reply.kind === 'opened' ? reply : { torn: false }
      return { ok: true, value: { lines, torn, ...(readOnly === undefined ? {} : { readOnly }) } }
    },
    append: (lines) => write('append', lines),
    replace: (lines) => write('replace', lines),
    setAside: (lines) => write('set-aside', lines.map(asPrintable)),
    close: async () => {
      await ask((id) => [{ kind: 'close', id }])
    },
  }
}

/** At least one piece, each of about PIECE_CHARACTERS. */
function piecesOf(lines: readonly string[]): string[][] {
  const pieces: string[][] = [[]]
  let characters = 0
  for (const line of lines) {
    if (characters > 0 && characters + line.length > PIECE_CHARACTERS) {
      pieces.push([])
      characters = 0
    }
    pieces.at(-1)?.push(line)
    characters += line.length + 1
  }
  return pieces
}

/** Damaged lines hold anything; what is not printable is kept as a JSON string. */
function asPrintable(line: string): string {
  if (/^[\x20-\x7e]*$/.test(line)) return line
  return JSON.stringify(line).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A reply as it came over the port; undefined when it is none. */
function parseReply(data: unknown): JournalReply | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { kind, id, lines, torn, readOnly, problem, lost }: Partial<Record<string, unknown>> = { ...data }
  if (typeof id !== 'number') return undefined
  if (kind === 'done') return { kind, id }
  if (kind === 'lines' && Array.isArray(lines)) {
    const texts = lines.filter((line) => typeof line === 'string')
    return texts.length === lines.length ? { kind, id, lines: texts } : undefined
  }
  if (kind === 'opened' && typeof torn === 'boolean') {
    return { kind, id, torn, ...(typeof readOnly === 'string' ? { readOnly } : {}) }
  }
  if (kind !== 'problem' || typeof lost !== 'boolean' || typeof problem !== 'object' || problem === null)
    return undefined
  const { kind: of, message, file }: Partial<Record<string, unknown>> = { ...problem }
  if (typeof message !== 'string') return undefined
  const known = of === 'forbidden' || of === 'too-large' || of === 'unsupported' ? of : 'disk'
  return { kind, id, lost, problem: { kind: known, message, ...(typeof file === 'string' ? { file } : {}) } }
}
