import type { StoreProblem } from './store-protocol.ts'

/**
 * The contract between the edit worker, which decides what is said to the central store, and the main process, which
 * alone has the network and the tokens. One port, one connection at a time; texts are those of shared/contracts/store-protocol.ts.
 * Connections are numbered by the worker, upwards: messages about an earlier one are ignored.
 */
export type ToTransport =
  /** Connects to a store, named by its address (http or https), with the token that is kept for it. Ends any other. */
  | { readonly kind: 'open'; readonly connection: number; readonly store: string }
  /** Ends the connection, or the attempt. */
  | { readonly kind: 'close'; readonly connection: number }
  | { readonly kind: 'send'; readonly connection: number; readonly text: string }
  /** Asks something of the store's http side; the reply is `fetched`. */
  | { readonly kind: 'fetch'; readonly id: number; readonly store: string; readonly what: StoreRead }
  /** Ends a read. Its reply may still come. */
  | { readonly kind: 'cancel'; readonly id: number }

export type StoreRead =
  | { readonly kind: 'snapshot'; readonly dataset: string }
  | { readonly kind: 'history'; readonly dataset: string; readonly before: number; readonly take: number }
  /** The answers to doubts that were shared after the first `after` (shared/contracts/answers-protocol.ts). */
  | { readonly kind: 'answers'; readonly dataset: string; readonly after: number }
  /** Shares own answers: `text` is that of `formatSharedAnswers`. */
  | { readonly kind: 'share-answers'; readonly dataset: string; readonly text: string }

export type FromTransport =
  | { readonly kind: 'opened'; readonly connection: number }
  /** The connection ended, or could not be made. No problem where the other side just went away. */
  | { readonly kind: 'closed'; readonly connection: number; readonly problem?: StoreProblem | undefined }
  | { readonly kind: 'received'; readonly connection: number; readonly text: string }
  /** The next bytes of a long read, before its `fetched`. `of` is the number of all its bytes, where the store tells it. */
  | {
      readonly kind: 'piece'
      readonly id: number
      readonly bytes: Uint8Array<ArrayBuffer>
      readonly of?: number | undefined
    }
  | {
      readonly kind: 'fetched'
      readonly id: number
      readonly answer: /** `bytes` follow on the pieces. Those of a snapshot are in gzip where they begin as gzip does. */
        | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer>; readonly seq?: number }
        | { readonly ok: false; readonly problem: StoreProblem }
    }

/** `window.postMessage` data with which the preload hands over the transport port (as the event's port). */
export const TRANSPORT_PORT_MESSAGE = 'skein-transport-port'
