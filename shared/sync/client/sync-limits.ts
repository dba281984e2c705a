/** The first wait after a connection broke, in ms; each further one is twice as long. */
export const RECONNECT_FIRST_MS = 1_000
/** The longest wait, in ms. So a client that can reach the store again is in sync within a minute. */
export const RECONNECT_MOST_MS = 60_000
/** After a connection that stood for this long (ms) the waits start over. */
export const STEADY_MS = 10_000
/** From `open` to `welcome`, in ms: a slow network and a store that reads its log first. */
export const GREETING_MS_MAX = 30_000
/** The waits before a failed write to this machine's disk is tried again, in ms. */
export const STORE_FIRST_MS = 1_000
export const STORE_MOST_MS = 30_000
/**
 * Edits that were received and are not durable yet. With more of them the client ends the connection until half of them
 * are durable. Otherwise a network that is faster than the disk would fill the memory.
 */
export const INCOMING_EDITS_MAX = 100_000
/** Ms between two looks at whether half of them are durable. */
export const DRAIN_EVERY_MS = 500
/** Edits in one `store`: one transaction of the database. */
export const STORE_EDITS_MAX = 1000
/** Colleagues that are shown. */
export const COLLEAGUES_MAX = 1000
