import type { HostApi } from '../../../shared/host-api.ts'
import { JOURNAL_PORT_MESSAGE } from '../../../shared/log/journal-protocol.ts'

/** Asks the host for a port to the journal and waits for the window message that brings it. */
export function takeJournalPort(host: HostApi): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const listener = (event: MessageEvent<unknown>) => {
      const [port] = event.ports
      // Only the preload, which shares this window, may hand over ports.
      if (event.source !== window || event.data !== JOURNAL_PORT_MESSAGE || !port) return
      window.removeEventListener('message', listener)
      resolve(port)
    }
    window.addEventListener('message', listener)
    host.requestJournalPort().catch((error: unknown) => {
      window.removeEventListener('message', listener)
      reject(error)
    })
  })
}
