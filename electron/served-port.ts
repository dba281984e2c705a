import type { MessagePortMain } from 'electron'

/** The end of a channel at which a client is served. Tests make it of Node's MessagePort. */
export interface ServedPort<Message> {
  send(message: Message): void
  /** `listener` gets what was sent, as it came. */
  onMessage(listener: (message: unknown) => void): void
  /** The other end is gone. */
  onClose(listener: () => void): void
}

/** Messages wait until `onMessage`. A MessagePortMain cannot transfer buffers: what is sent is cloned. */
export function servedPort<Message>(port: MessagePortMain): ServedPort<Message> {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      port.start()
    },
    onClose: (listener) => port.on('close', listener),
  }
}
