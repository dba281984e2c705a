import type { SchemeSource } from '../origin-source.ts'
import { type Retrying, withRetries } from './retry.ts'

/** A read that failed with a problem that may pass is tried again, a few times (see `retryDelayMs`). */
export function withRetriedReads(source: SchemeSource, retrying: Retrying): SchemeSource {
  return {
    fileOf: source.fileOf,
    get: (key, options) => withRetries(async () => source.get(key, options), retrying, options?.signal),
  }
}
