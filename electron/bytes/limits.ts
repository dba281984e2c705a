/**
 * The most bytes of one value (a chunk, a description, a minishard index), stored or inflated: 256 MiB. A chunk of
 * 256^3 uint64 voxels, raw, is 128 MiB; more in one piece is damage or would stop the app.
 */
export const MAX_VALUE_BYTES = 256 * 2 ** 20

/** The most bytes of one shard index, which is read whole and kept: 64 MiB is 2^22 minishards in one file. */
export const MAX_SHARD_INDEX_BYTES = 64 * 2 ** 20

/** Shard and minishard indexes kept in memory for one source, bytes: a whole brain's shard indexes in view fit many times. */
export const INDEX_CACHE_BYTES = 64 * 2 ** 20

/** The longest location that a person may paste, UTF-16 units: signed URLs have some 2,000. */
export const MAX_LOCATION_LENGTH = 8192

/** Requests that one port may have under way; a client with more of them has a bug. */
export const MAX_REQUESTS_PER_PORT = 4096

/** Reads of local disks at once. libuv has 4 threads by default; more keep them busy between two calls of one read. */
export const DISK_READS_AT_ONCE = 16

/** Requests to one http origin at once: hides the time of the way, and stays polite to a shared server. */
export const HTTP_REQUESTS_AT_ONCE = 32

/** An http response that brings no byte for this long (ms) has stalled. */
export const HTTP_STALL_MS = 20_000

/** Redirects followed for one request; object stores use one or two. */
export const HTTP_MAX_REDIRECTS = 5

/** Ranges of one file asked for within this time (ms) may be read as one: short beside any way to a server. */
export const JOIN_WINDOW_MS = 2

/** The widest hole (bytes) between two joined ranges: reading 32 KiB for nothing costs less than another request. */
export const JOIN_GAP_BYTES = 32 * 2 ** 10

/** The longest joined range (bytes): the first chunk in it waits for the last, so 2 MiB at most. */
export const JOIN_MAX_BYTES = 2 * 2 ** 20
