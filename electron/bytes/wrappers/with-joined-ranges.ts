import { type ByteRange, isSuffix } from '../../../shared/bytes/byte-range.ts'
import { throwIfCancelled, untilCancelled } from '../cancel.ts'
import type { OriginOptions, OriginSource } from '../origin-source.ts'
import { type JoinLimits, planReads } from './join-ranges.ts'

export interface JoiningOptions {
  readonly limits: JoinLimits
  /** Calls `flush` after the time in which further ranges may join. */
  readonly later: (flush: () => void) => void
}

interface Asker {
  readonly range: ByteRange
  readonly options: OriginOptions
  resolve(bytes: Uint8Array | undefined): void
  reject(error: unknown): void
}

/**
 * Ranges of one key that are asked for together are read together, and cut apart into buffers of their own. What was
 * transferred is reported to one of the callers. Whole values and the ends of values are read without joining.
 */
export function withJoinedRanges(source: OriginSource, { limits, later }: JoiningOptions): OriginSource {
  const waiting = new Map<string, Asker[]>()

  function flush(key: string): void {
    const askers = (waiting.get(key) ?? []).filter(({ options }) => !options.signal?.aborted)
    waiting.delete(key)
    const ranges = askers.map(({ range }) => range)
    for (const { range, members } of planReads(ranges, limits)) {
      void readJoined(
        key,
        range,
        members.map((place) => askers[place]!),
      )
    }
  }

  async function readJoined(key: string, range: ByteRange, askers: readonly Asker[]): Promise<void> {
    const controller = new AbortController()
    const leave = () => {
      if (askers.every(({ options }) => options.signal?.aborted)) controller.abort()
    }
    for (const { options } of askers) options.signal?.addEventListener('abort', leave)
    try {
      const onTransferred = (count: number) => {
        askers.find(({ options }) => !options.signal?.aborted)?.options.onTransferred?.(count)
      }
      const bytes = await source.get(key, { range, signal: controller.signal, onTransferred })
      for (const asker of askers) asker.resolve(bytes && cut(bytes, range.start, asker.range, askers.length === 1))
    } catch (error) {
      for (const asker of askers) asker.reject(error)
    } finally {
      for (const { options } of askers) options.signal?.removeEventListener('abort', leave)
    }
  }

  return {
    fileOf: source.fileOf,
    async get(key, options = {}) {
      const { range } = options
      if (range === undefined || isSuffix(range)) return source.get(key, options)
      throwIfCancelled(options.signal)
      const bytes = new Promise<Uint8Array | undefined>((resolve, reject) => {
        const asker = { range, options, resolve, reject }
        const others = waiting.get(key)
        if (others !== undefined) {
          others.push(asker)
          return
        }
        waiting.set(key, [asker])
        later(() => flush(key))
      })
      return untilCancelled(bytes, options.signal)
    },
  }
}

function cut(bytes: Uint8Array, offset: number, range: ByteRange, alone: boolean): Uint8Array {
  if (alone) return bytes
  return new Uint8Array(bytes.subarray(range.start - offset, range.end - offset))
}
