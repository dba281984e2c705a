import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { MessagePortMain } from 'electron'
import { servedPort } from '../../served-port.ts'
import { createLockKeeper } from './journal-lock.ts'
import { PROCESS_FACTS } from './journal-process.ts'
import { serveJournal } from './journal-server.ts'

/** The journals of this process: the second copy of each dataset's edit log. */
export interface Journals {
  /** Serves a port, once those that are being closed have given their locks back. */
  connect(port: MessagePortMain): void
  /** Closes all ports' journals: their page is gone. */
  closeAll(): void
}

export function createJournals(folder: string): Journals {
  const keeper = createLockKeeper(PROCESS_FACTS)
  const served = new Set<{ close(): Promise<void> }>()
  let closing: Promise<unknown> = Promise.resolve()
  let generation = 0
  return {
    connect: (port) => {
      const asked = generation
      void closing.then(() => {
        if (asked !== generation) return port.close()
        served.add(
          serveJournal(servedPort(port), {
            folder,
            open,
            stamp: () => `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`,
            takeLock: keeper.take,
            onBug: report,
          }),
        )
      })
    },
    closeAll: () => {
      generation++
      const ending = [...served].map((server) => server.close())
      served.clear()
      closing = Promise.allSettled([closing, ...ending])
    },
  }
}

/** Bugs go to the terminal that started Skein. */
function report(error: unknown): void {
  process.stderr.write(`journal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
