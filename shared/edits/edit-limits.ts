/**
 * How large the parts of an edit may be. Code that makes an edit keeps these limits. Code that reads one refuses more, so
 * that a damaged or hostile log cannot fill the memory. Any edit within these limits fits into a line of the log.
 */

/** Characters of `client` and of `session` in an edit's id: a UUID has 36. */
export const ID_PART_CHARACTERS_MAX = 64
/** The highest counter of a session; the fold keeps counters in unsigned 32-bit words. */
export const COUNTER_MAX = 2 ** 32 - 1
/** Characters of an author's name. */
export const AUTHOR_CHARACTERS_MAX = 256
/** Characters of a dataset's name, which is a location: the longest path of Linux. */
export const DATASET_CHARACTERS_MAX = 4096
/** Seeds on one side of a split: a long painted stroke crosses hundreds of supervoxels. */
export const SEEDS_MAX = 4096
/** Base edges in one cut, over all bases. A cut between two large neurons that touch everywhere has thousands. */
export const CUT_PAIRS_MAX = 100_000
/** User edges in one cut, and splits that one edit overrides. */
export const NAMED_EDITS_MAX = 10_000
/** Points in a revert: all seeds of the split that it takes back. */
export const POINTS_MAX = 2 * SEEDS_MAX
/** Bases that a revert names: one a point, and one a cut edge at most. */
export const BASES_MAX = POINTS_MAX + CUT_PAIRS_MAX
/** Characters of an annotation's text. */
export const TEXT_CHARACTERS_MAX = 10_000
/** Tags of one annotation. */
export const TAGS_MAX = 100
/** Characters of one tag, and of an annotation's id. */
export const TAG_CHARACTERS_MAX = 256
/** Positions of one annotation: a long polyline. */
export const POSITIONS_MAX = 10_000
