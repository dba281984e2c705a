import type { StoreProblem } from '../protocol.ts'

/**
 * The contract between the edit worker, which decides what is said to the central store, and the main process, which
 * alone has the network and the tokens. One port, one connection at a time; texts are those of shared/protocol.ts.
 */
export type ToTransport =
  /** Connects to a store, named by its address (http or https), with the token that is kept for it. */
  | { readonly kind: 'open'; readonly store: string }
  /** Ends the connection, or the attempt; nothing more of it is told. */
  | { readonly kind: 'close' }
  | { readonly kind: 'send'; readonly text: string }
  /** Reads from the store's http side; answered by `fetched`. */
  | { readonly kind: 'fetch'; readonly id: number; readonly store: string; readonly what: StoreRead }

export type StoreRead =
  | { readonly kind: 'snapshot'; readonly dataset: string }
  | { readonly kind: 'history'; readonly dataset: string; readonly before: number; readonly take: number }

export type FromTransport =
  | { readonly kind: 'opened' }
  /** The connection ended, or could not be made. No problem where the other side just went away. */
  | { readonly kind: 'closed'; readonly problem?: StoreProblem }
  | { readonly kind: 'received'; readonly text: string }
  | {
      readonly kind: 'fetched'
      readonly id: number
      readonly answer:
        | { readonly ok: true; readonly bytes: Uint8Array; readonly seq?: number }
        | { readonly ok: false; readonly problem: StoreProblem }
    }

/** `window.postMessage` data with which the preload hands over the transport port (as the event's port). */
export const TRANSPORT_PORT_MESSAGE = 'skein-transport-port'
