// Limits on what any format may describe. They guard against slips of scripts and against damage.

/** Voxels along an axis: 2^31 is 8 m at 4 nm, beyond any specimen, and sums with offsets stay exact. */
export const MAX_AXIS_VOXELS = 2 ** 31

/** Voxels of a scale in all: a whole mouse brain at 4 x 4 x 40 nm has 8e17; from 2^60 (1.2e18) on it is a slip. */
export const MAX_VOLUME_VOXELS = 2 ** 60

/** Chunks of a scale: each must have an exact number. */
export const MAX_CHUNKS = Number.MAX_SAFE_INTEGER

/** Voxels from the origin: a shift in a larger space is common, one beyond 2^40 is a slip of some script. */
export const MAX_OFFSET_VOXELS = 2 ** 40

/**
 * Voxels that a chunk really holds: 400 x 400 x 400. Real chunks have up to 2^24; one chunk is decoded as one, and a
 * corrupt description must not ask for all memory. What is said beyond the volume's end holds nothing and does not
 * count.
 */
export const MAX_CHUNK_VOXELS = 2 ** 26

/** Nanometres: a metre. Guards against numbers that overflow when multiplied. */
export const MAX_VOXEL_NM = 1e9

/**
 * Scales of a volume. More were not meant; each halving of a 2^31 axis is one, with room for several chunkings.
 */
export const MAX_SCALES = 64
