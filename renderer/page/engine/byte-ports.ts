import { BYTE_PORTS_MESSAGE, type HostApi } from '../../../shared/contracts/host-api.ts'

/** Asks the host for ports to the byte process and waits for the window message that brings them. */
export function takeBytePorts(host: HostApi, count: number): Promise<readonly MessagePort[]> {
  return new Promise((resolve, reject) => {
    const listener = (event: MessageEvent<unknown>) => {
      // Only the preload, which shares this window, may hand over ports.
      if (event.source !== window || event.data !== BYTE_PORTS_MESSAGE || event.ports.length !== count) return
      window.removeEventListener('message', listener)
      resolve(event.ports)
    }
    window.addEventListener('message', listener)
    host.requestBytePorts(count).catch((error: unknown) => {
      window.removeEventListener('message', listener)
      reject(error)
    })
  })
}
