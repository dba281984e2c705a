/** What one client may ask of the store. A person at work never comes near; a faulty or hostile program does. */

/** A new connection must say `hello` within this many ms. */
export const HELLO_TIMEOUT_MS = 10_000
/** Messages of one connection in a second, on average. Presence alone makes ten. */
export const MESSAGES_PER_SECOND = 50
/** Messages that may come at once. A machine that was offline for weeks sends as many, as `push`es of 100 edits. */
export const MESSAGES_AT_ONCE = 500
/** Edits of one connection in a second, on average. A person needs several seconds for one edit. */
export const EDITS_PER_SECOND = 2_000
/** Edits that may come at once, after weeks offline. */
export const EDITS_AT_ONCE = 50_000
/** Open connections of one user to one process: machines times windows, plus dead ones that are not noticed yet. */
export const CONNECTIONS_PER_USER = 32
/** Open connections to one process, before any sign-in. A small machine can serve thousands. */
export const CONNECTIONS_MAX = 10_000
/** A request must be complete within this many ms. */
export const REQUEST_TIMEOUT_MS = 30_000
/** Failed sign-ins that an address may have at once. */
export const SIGN_INS_AT_ONCE = 20
/** Failed sign-ins that an address may have in a second, on average. */
export const SIGN_INS_PER_SECOND = 0.2
/** The failures of this many addresses are remembered. The address that was quiet for longest is forgotten first. */
export const ADDRESSES_MAX = 10_000
/** Ms between two pings, which check that the other side is there. */
export const HEARTBEAT_MS = 20_000
/** Ms that a closing connection may take to deliver its last messages. */
export const CLOSE_TIMEOUT_MS = 3_000
/** Ms that a client should wait for a store that restarts or whose database is away. */
export const RETRY_AFTER_MS = 1_000
/** Answers to doubts that the store keeps of one user in one dataset, the newest: weeks of work. */
export const ANSWERS_PER_USER_MAX = 5_000
/** Answers of one user in a second, on average. A person needs several seconds for one. */
export const ANSWERS_PER_SECOND = 10
/** Answers of one user that may come at once: all that are kept, when sharing begins. */
export const ANSWERS_AT_ONCE = 2 * ANSWERS_PER_USER_MAX
/** Bytes of the body of a request. They are few, because only the route of answers reads a body, with its own limit. */
export const BODY_BYTES_MAX = 1_024
/** Ms between two checks of this process for clients that it has not heard of for long, and for expired tokens. */
export const TIDY_EVERY_MS = 10_000
/** Ms between two checks for datasets that need a new snapshot. */
export const SNAPSHOT_LOOK_MS = 15_000
/** A new snapshot is made after this many edits. A client folds that many in a fraction of a second. */
export const SNAPSHOT_EVERY_EDITS = 10_000
