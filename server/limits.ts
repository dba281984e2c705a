/** What one client may ask of the store. Ample for a person at work; a program that errs, or means ill, meets them. */

/** Ms in which a new connection says `hello`. */
export const HELLO_TIMEOUT_MS = 10_000
/** Messages of one connection in a second, on average; presence alone is ten. */
export const MESSAGES_PER_SECOND = 50
/** Messages that may come at once: what a machine that was offline for weeks sends in `push`es of 100 edits. */
export const MESSAGES_AT_ONCE = 500
/** Edits of one connection in a second, on average: a person makes one in several. */
export const EDITS_PER_SECOND = 2_000
/** Edits that may come at once: those of weeks offline. */
export const EDITS_AT_ONCE = 50_000
/** Open connections of one user to one process: machines times windows, and what is not noticed to be dead yet. */
export const CONNECTIONS_PER_USER = 32
/** Open connections to one process, before any sign-in; a small machine serves thousands. */
export const CONNECTIONS_MAX = 10_000
/** Ms in which a request must have come whole. */
export const REQUEST_TIMEOUT_MS = 30_000
/** Failed sign-ins that an address may have at once. */
export const SIGN_INS_AT_ONCE = 20
/** Failed sign-ins that an address may have in a second, on average. */
export const SIGN_INS_PER_SECOND = 0.2
/** Addresses whose failures are remembered; the longest quiet one is forgotten first. */
export const ADDRESSES_MAX = 10_000
/** Ms between two questions whether the other side is there. */
export const HEARTBEAT_MS = 20_000
/** Ms that a closing connection may take to deliver its last words. */
export const CLOSE_TIMEOUT_MS = 3_000
/** Ms that a client should wait for a store that is restarted, or whose database is away. */
export const RETRY_AFTER_MS = 1_000
/** Bytes of the body of a request: no route reads one. */
export const BODY_BYTES_MAX = 1_024
/** Ms between two looks of this process at who it has not heard of for long, and at expired tokens. */
export const TIDY_EVERY_MS = 10_000
/** Ms between two looks at which datasets should have a new snapshot. */
export const SNAPSHOT_LOOK_MS = 15_000
/** Edits after which a snapshot is made anew: a client that is this far behind folds them in a fraction of a second. */
export const SNAPSHOT_EVERY_EDITS = 10_000
