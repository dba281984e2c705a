import type { MessagePortMain } from 'electron'
import { serveTransport, type TransportParts, type TransportPort } from './transport-server.ts'

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
      served.add(serveTransport(transportPort(port), { tokenOf, onBug: report }))
    },
    closeAll: () => {
      for (const server of served) server.close()
      served.clear()
    },
  }
}

function transportPort(port: MessagePortMain): TransportPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      port.start()
    },
    onClose: (listener) => port.on('close', listener),
  }
}

/** Bugs go to the terminal that started Skein. */
function report(error: unknown): void {
  process.stderr.write(`transport: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
