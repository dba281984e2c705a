import { webcrypto } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'

// The store of this machine also runs under Node 18.15 (Electron 25), which is too old for its libraries. This
// file is imported before them. Under a newer Node it changes nothing.

/** Fastify and pino make such channels when they load, and use them only if `hasSubscribers` is true (Node 18.19). */
if (!('tracingChannel' in diagnostics)) {
  Object.assign(diagnostics, { tracingChannel: () => ({ hasSubscribers: false }) })
}
/** PGlite draws its random numbers from the global `crypto` (Node 20). */
if (!('crypto' in globalThis)) Object.assign(globalThis, { crypto: webcrypto })
