import type { AbortSignalLike } from '../../shared/bytes/byte-source.ts'
import { cancelled } from './cancel.ts'

export interface Limiter {
  /**
   * Runs a task as soon as fewer than the limit run, first come first served. A task whose signal aborts while it waits
   * leaves the queue unstarted ('cancelled'); once started, the task itself watches its signal.
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignalLike): Promise<T>
}

/** By hand: p-queue 8 rejects a cancelled task only when its turn comes, and frees the place of a cancelled one that still runs. */
export function createLimiter(atOnce: number): Limiter {
  const waiting = new Set<() => void>()
  let running = 0

  function startNext(): void {
    for (const start of waiting) {
      if (running >= atOnce) return
      waiting.delete(start)
      start()
    }
  }

  function turn(signal: AbortSignalLike | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(start)
        reject(cancelled())
      }
      const start = () => {
        signal?.removeEventListener('abort', leave)
        running++
        resolve()
      }
      if (signal?.aborted) return leave()
      signal?.addEventListener('abort', leave)
      waiting.add(start)
      startNext()
    })
  }

  return {
    async run(task, signal) {
      await turn(signal)
      try {
        return await task()
      } finally {
        running--
        startNext()
      }
    },
  }
}
