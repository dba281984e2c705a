import { throwIfCancelled, untilCancelled } from '../cancel.ts'
import type { OriginSource } from '../origin-source.ts'

interface Reading {
  readonly promise: Promise<Uint8Array | undefined>
  readonly controller: AbortController
  askers: number
}

/**
 * A whole value that is asked for while it is being read is read once: layers of the channels of one volume ask for the
 * same chunks. What was transferred is reported to whoever asked first. The read is aborted when the last asker leaves.
 */
export function withSharedReads(source: OriginSource): OriginSource {
  const underWay = new Map<string, Reading>()

  function start(key: string, onTransferred: ((bytes: number) => void) | undefined): Reading {
    const controller = new AbortController()
    const forget = () => {
      if (underWay.get(key) === own) underWay.delete(key)
    }
    const promise = source.get(key, { signal: controller.signal, onTransferred }).finally(forget)
    const own: Reading = { promise, controller, askers: 0 }
    underWay.set(key, own)
    return own
  }

  return {
    fileOf: source.fileOf,
    async get(key, options = {}) {
      const { range, signal, onTransferred } = options
      if (range !== undefined) return source.get(key, options)
      throwIfCancelled(signal)
      const reading = underWay.get(key) ?? start(key, onTransferred)
      reading.askers++
      try {
        const bytes = await untilCancelled(reading.promise, signal)
        // The buffer of a reply may leave this thread: all but the last asker get copies.
        return bytes === undefined || reading.askers === 1 ? bytes : new Uint8Array(bytes)
      } finally {
        reading.askers--
        if (reading.askers === 0 && underWay.get(key) === reading) {
          // Removed at once: whoever asks next must not join a read that is being aborted.
          underWay.delete(key)
          reading.controller.abort()
        }
      }
    },
  }
}
