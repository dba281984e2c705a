import { setMaxListeners } from 'node:events'
import { JOIN_GAP_BYTES, JOIN_MAX_BYTES, JOIN_WINDOW_MS } from './limits.ts'
import type { OriginStore } from './origin-store.ts'
import { createRangeJoiner } from './wrappers/range-joiner.ts'
import { createShardedStore, type ShardedStore } from './wrappers/sharded-store.ts'

/** An opened folder or URL as the port server reads it. */
export interface Source {
  readonly store: OriginStore
  readonly sharded: ShardedStore
  /** Aborts when the source is closed. */
  readonly closed: AbortSignal
  close(): void
}

export function createSource(store: OriginStore): Source {
  const controller = new AbortController()
  // Every read under way listens; that is no leak.
  setMaxListeners(0, controller.signal)
  const joiner = createRangeJoiner({
    store,
    limits: { gapBytes: JOIN_GAP_BYTES, maxBytes: JOIN_MAX_BYTES },
    later: (flush) => setTimeout(flush, JOIN_WINDOW_MS),
  })
  return {
    store,
    sharded: createShardedStore(store, joiner),
    closed: controller.signal,
    close: () => controller.abort(),
  }
}
