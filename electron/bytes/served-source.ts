import { setMaxListeners } from 'node:events'
import { JOIN_GAP_BYTES, JOIN_MAX_BYTES, JOIN_WINDOW_MS } from './limits.ts'
import type { SchemeSource } from './origin-source.ts'
import { type Retrying, waitMs } from './wrappers/retry.ts'
import { withInflating } from './wrappers/with-inflating.ts'
import { withJoinedRanges } from './wrappers/with-joined-ranges.ts'
import { withRetriedReads } from './wrappers/with-retried-reads.ts'
import { type ShardedSource, withShards } from './wrappers/with-shards.ts'
import { withSharedReads } from './wrappers/with-shared-reads.ts'

const RETRYING: Retrying = { wait: waitMs, random: Math.random }

/** An opened folder or URL as the port server reads it. */
export interface ServedSource extends ShardedSource {
  /** The file or URL of a key, for messages. */
  fileOf(key: string): string
  /** Aborts when the source is closed. */
  readonly closed: AbortSignal
  close(): void
}

export function createServedSource(stored: SchemeSource, retrying: Retrying = RETRYING): ServedSource {
  const source = withSharedReads(withInflating(withRetriedReads(stored, retrying)))
  const controller = new AbortController()
  // Every read under way listens; that is no leak.
  setMaxListeners(0, controller.signal)
  const joined = withJoinedRanges(source, {
    limits: { gapBytes: JOIN_GAP_BYTES, maxBytes: JOIN_MAX_BYTES },
    later: (flush) => setTimeout(flush, JOIN_WINDOW_MS),
  })
  const shards = withShards(source, joined)
  return {
    // A range is a chunk in a shard that the decoders know: its neighbours are asked for at the same time.
    get: (key, options = {}) =>
      options.entry === undefined && options.range !== undefined ? joined.get(key, options) : shards.get(key, options),
    fileOf: source.fileOf,
    closed: controller.signal,
    close: () => controller.abort(),
  }
}
