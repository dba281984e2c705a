/** Asks the host for a port and waits for the window message `name` that brings it. */
export function takeHostPort(name: string, ask: () => Promise<void>): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const listener = (event: MessageEvent<unknown>) => {
      const [port] = event.ports
      // Only the preload, which shares this window, may hand over ports.
      if (event.source !== window || event.data !== name || !port) return
      window.removeEventListener('message', listener)
      resolve(port)
    }
    window.addEventListener('message', listener)
    ask().catch((error: unknown) => {
      window.removeEventListener('message', listener)
      reject(error)
    })
  })
}
