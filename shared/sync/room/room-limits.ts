/** Pushes of one connection that may wait for a commit. A client sends the next push once the last is acknowledged. */
export const QUEUED_PUSHES_MAX = 4
/** Edits that are committed together: enough for every client of a busy team, few enough for a short transaction. */
export const GROUP_EDITS_MAX = 1000
/** Edits kept in memory for members who are a little behind. For the others the storage is read. */
export const RECENT_EDITS_MAX = 1000
/** Characters of these edits, beyond the last one. */
export const RECENT_CHARACTERS_MAX = 4_000_000
/** A connection is sent no more edits while the network has not taken this many characters: a few messages. */
export const BACKLOG_PAUSE_CHARACTERS = 4_000_000
/** A connection is dropped at this many characters: two of the largest messages, and what came before. */
export const BACKLOG_CHARACTERS_MAX = 40_000_000
/** Edits that may be committed while a paused connection takes nothing at all. */
export const UNREAD_EDITS_MAX = 10_000
/** Presences sent in one `PRESENCE_EVERY_MS`, over all connections: 10,000 a second. */
export const PRESENCE_SENDS_MAX = 1000
/** Whereabouts that are remembered, for those who come later. */
export const WHEREABOUTS_MAX = 1000
