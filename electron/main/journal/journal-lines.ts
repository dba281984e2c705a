import type { FileHandle } from 'node:fs/promises'
import { LINE_CHARACTERS_MAX } from '../../../shared/log/log-line.ts'

/** Bytes read at once; also about what is handed on at once. Splitting them takes well under a millisecond. */
const READ_BYTES = 2 ** 18

export interface ReadJournal {
  /** Bytes up to and with the last line break. */
  readonly wholeBytes: number
  /** Bytes of the file. */
  readonly bytes: number
}

/**
 * Reads a file of lines. A byte becomes a character, whatever it is: lines are ASCII, and damaged ones must arrive as
 * they are. A run without a line break that is longer than any line is handed on in pieces.
 */
export async function readLines(handle: FileHandle, onLines: (lines: readonly string[]) => void): Promise<ReadJournal> {
  const buffer = Buffer.alloc(READ_BYTES)
  let unfinished: string[] = []
  let unfinishedCharacters = 0
  let bytes = 0
  let wholeBytes = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, bytes)
    if (bytesRead === 0) return { wholeBytes, bytes }
    const pieces = buffer.toString('latin1', 0, bytesRead).split('\n')
    const last = pieces.pop() ?? ''
    const first = pieces[0]
    const lines = first === undefined ? [] : [unfinished.join('') + first, ...pieces.slice(1)]
    if (first !== undefined) {
      unfinished = []
      unfinishedCharacters = 0
      wholeBytes = bytes + bytesRead - last.length
    }
    unfinished.push(last)
    unfinishedCharacters += last.length
    bytes += bytesRead
    if (unfinishedCharacters > LINE_CHARACTERS_MAX) {
      lines.push(unfinished.join(''))
      unfinished = []
      unfinishedCharacters = 0
      wholeBytes = bytes
    }
    if (lines.length > 0) onLines(lines)
  }
}
