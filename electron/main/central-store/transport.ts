import type { MessagePortMain } from 'electron'
import { servedPort } from '../../served-port.ts'
import { serveTransport, type TransportParts } from './transport-server.ts'

/** The connections of this process to central stores, one a port. */
export interface Transports {
  connect(port: MessagePortMain): void
  /** Ends all ports' connections: their page is gone. */
  closeAll(): void
}

export function createTransports(tokenOf: TransportParts['tokenOf']): Transports {
  const served = new Set<{ close(): void }>()
  return {
    connect: (port) => {
      served.add(serveTransport(servedPort(port), { tokenOf, onBug: report }))
    },
    closeAll: () => {
      for (const server of served) server.close()
      served.clear()
    },
  }
}

/** Bugs go to the terminal that started Skein. */
function report(error: unknown): void {
  process.stderr.write(`transport: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
