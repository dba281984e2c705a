/** A Zarr group is an agglomeration where it has this array. */
export const AGGLOMERATION_MARK = 'segment_to_agglomerate/zarr.json'

/** Edges of this much affinity or more join their ends, where nothing else is said. */
export const DEFAULT_THRESHOLD = 0.5

/** Whether a place is a table of edges by its name. */
export function isEdgeTable(place: string): boolean {
  return /\.(csv|parquet)$/i.test(place.replace(/[?#].*$/s, ''))
}
