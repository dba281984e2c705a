import { type Problem, ProblemError } from '../../../shared/problem.ts'

/** Puts a snapshot together from the pieces in which it comes, and takes off its gzip meanwhile. */
export interface SnapshotBytes {
  add(piece: Uint8Array<ArrayBuffer>): void
  /** All pieces were added. Rejects with a `ProblemError` where the gzip is damaged or the snapshot too large. */
  whole(): Promise<Uint8Array<ArrayBuffer>>
  /** Nobody wants it any more. */
  drop(): void
}

/** How gzip begins (RFC 1952). A snapshot without it begins otherwise. */
const GZIP_MAGIC = [0x1f, 0x8b] as const

/** A snapshot of more bytes than `bytesMax` is refused as soon as that is known, so that few bytes cannot fill the memory. */
export function collectSnapshot(bytesMax: number): SnapshotBytes {
  const kept: Kept = { parts: [], length: 0, bytesMax }
  let inflating: Inflating | undefined
  let refusal: ProblemError | undefined
  let isFirst = true

  return {
    add(piece) {
      if (isFirst && piece[0] === GZIP_MAGIC[0] && piece[1] === GZIP_MAGIC[1]) inflating = inflateInto(kept)
      isFirst = false
      if (inflating !== undefined) inflating.add(piece)
      else if (!keep(kept, piece)) refusal = tooLarge(bytesMax)
    },
    async whole() {
      await inflating?.end()
      if (refusal !== undefined) throw refusal
      const whole = new Uint8Array(kept.length)
      let at = 0
      for (const part of kept.parts) {
        whole.set(part, at)
        at += part.byteLength
      }
      return whole
    },
    drop() {
      kept.parts.length = 0
      inflating?.drop()
    },
  }
}

interface Kept {
  readonly parts: Uint8Array<ArrayBuffer>[]
  length: number
  readonly bytesMax: number
}

/** Returns false, and keeps nothing more, where the whole gets too large. */
function keep(kept: Kept, part: Uint8Array<ArrayBuffer>): boolean {
  kept.length += part.byteLength
  if (kept.length <= kept.bytesMax) kept.parts.push(part)
  else kept.parts.length = 0
  return kept.length <= kept.bytesMax
}

interface Inflating {
  add(piece: Uint8Array<ArrayBuffer>): void
  /** Rejects with a `ProblemError`. */
  end(): Promise<void>
  drop(): void
}

function inflateInto(kept: Kept): Inflating {
  const { readable, writable } = new DecompressionStream('gzip')
  const reader = readable.getReader()
  const writer = writable.getWriter()
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      if (!keep(kept, value)) throw tooLarge(kept.bytesMax)
    }
  }
  const ended = read().catch((cause: unknown) => {
    void reader.cancel().catch(() => undefined)
    throw cause instanceof ProblemError ? cause : new ProblemError(DAMAGED, { cause })
  })
  // What fails here fails `ended` as well, which `end` tells.
  const ignore = () => undefined
  ended.catch(ignore)
  return {
    add: (piece) => void writer.write(piece).catch(ignore),
    end() {
      writer.close().catch(ignore)
      return ended
    },
    drop: () => void writer.abort().catch(ignore),
  }
}

const DAMAGED: Problem = { kind: 'bad-snapshot', message: 'The snapshot of the team’s edits came damaged or cut short' }

function tooLarge(bytesMax: number): ProblemError {
  const message = `The snapshot of the team’s edits has more than the ${bytesMax / 2 ** 20} MB that Skein takes`
  return new ProblemError({ kind: 'too-large', message })
}
