import * as v from 'valibot'
import { type JournalReply, type JournalRequest, PIECE_CHARACTERS } from '../../../shared/contracts/journal-protocol.ts'
import { malformedReply } from '../../../shared/contracts/malformed-reply.ts'
import { createRequestReply } from '../../../shared/contracts/request-reply.ts'
import type { Result } from '../../../shared/problem.ts'
import type { Written } from './log-database.ts'

/** The second copy of the log, in the main process. One call after the other. */
export interface JournalClient {
  /** Opens a dataset's journal, or reads it anew. */
  open(dataset: string): Promise<Result<FoundJournal>>
  append(lines: readonly string[]): Promise<Written>
  /** Replaces all lines by these. The former file is kept under another name. */
  replace(lines: readonly string[]): Promise<Written>
  /** Keeps lines that are not the log's in a file beside the journal. */
  setAside(lines: readonly string[]): Promise<Written>
  /** Releases the lock. The client may open another dataset afterwards. */
  close(): Promise<void>
}

export interface FoundJournal {
  readonly lines: readonly string[]
  /** The file ended in the middle of a line. */
  readonly torn: boolean
  /** Who else writes to the journal, as a sentence. Here it can only be read then. */
  readonly readOnly?: string | undefined
}

/** What the client needs of a MessagePort; not its `close` event (see `BytePort`). */
export interface JournalPort {
  postMessage(message: JournalRequest): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  start(): void
}

/** The port belongs to the client from here on. */
export function createJournalClient(port: JournalPort): JournalClient {
  const requests = createRequestReply<JournalReply>()
  /** The lines that came for the last `open`. */
  let opening: { readonly id: number; readonly lines: string[] } = { id: 0, lines: [] }

  port.addEventListener('message', ({ data }) => {
    const reply = parseReply(data)
    if (reply === undefined) return
    if (reply.kind !== 'lines') return requests.heard(reply)
    if (reply.id === opening.id) for (const line of reply.lines) opening.lines.push(line)
  })
  port.start()

  const write = async (kind: 'append' | 'replace' | 'set-aside', lines: readonly string[]): Promise<Written> => {
    const pieces = piecesOf(lines)
    const reply = await requests.ask((id) => {
      for (const [at, piece] of pieces.entries())
        port.postMessage({ kind, id, lines: piece, more: at < pieces.length - 1 })
    })
    if (reply.kind === 'problem') return { kind: 'failed', problem: reply.problem, lost: reply.lost }
    return { kind: 'written' }
  }

  return {
    open: async (dataset) => {
      const lines: string[] = []
      const reply = await requests.ask((id) => {
        opening = { id, lines }
        port.postMessage({ kind: 'open', id, dataset })
      })
      if (reply.kind === 'problem') return { ok: false, problem: reply.problem }
      const { torn, readOnly } = reply.kind === 'opened' ? reply : { torn: false, readOnly: undefined }
      return { ok: true, value: { lines, torn, readOnly } }
    },
    append: (lines) => write('append', lines),
    replace: (lines) => write('replace', lines),
    setAside: (lines) => write('set-aside', lines.map(asPrintable)),
    close: async () => {
      await requests.ask((id) => port.postMessage({ kind: 'close', id }))
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

/** A damaged line can hold any character. A line that is not printable is kept as a JSON string. */
function asPrintable(line: string): string {
  if (/^[\x20-\x7e]*$/.test(line)) return line
  return JSON.stringify(line).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const ID = v.number()

const REPLY = v.variant('kind', [
  v.object({ kind: v.literal('done'), id: ID }),
  v.object({ kind: v.literal('lines'), id: ID, lines: v.array(v.string()) }),
  v.object({
    kind: v.literal('opened'),
    id: ID,
    torn: v.boolean(),
    readOnly: v.fallback(v.optional(v.string()), undefined),
  }),
  v.object({
    kind: v.literal('problem'),
    id: ID,
    lost: v.boolean(),
    problem: v.object({
      kind: v.fallback(v.picklist(['disk', 'forbidden', 'too-large', 'unsupported']), 'disk'),
      message: v.string(),
      file: v.fallback(v.optional(v.string()), undefined),
    }),
  }),
])

/**
 * A reply as it came over the port. A malformed one is a problem of its request, whose lines may be in the file or not;
 * it is undefined where it names no request.
 */
function parseReply(data: unknown): JournalReply | undefined {
  const parsed = v.safeParse(REPLY, data)
  if (parsed.success) return parsed.output
  const malformed = malformedReply('The journal', data, parsed.issues)
  return malformed && { kind: 'problem', ...malformed, lost: true }
}
