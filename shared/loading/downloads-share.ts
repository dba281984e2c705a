/**
 * Share of the downloads that is kept for meshes while chunks in view load: a scene goes on loading under any flight, and
 * the slices hardly feel it.
 */
const LEAST_MESH_SHARE = 0.25

/**
 * Share of the downloads that meshes may take when no chunk in view waits. Making a block keeps a decode worker busy for a
 * tenth of a second and more, so the chunks of the next step must not find all workers taken.
 */
const MOST_MESH_SHARE = 0.5

/** Loads that each pool may have in flight. */
export interface DownloadsShare {
  readonly chunks: number
  readonly meshes: number
}

/**
 * Shares the downloads. `chunks`: those in view that load or could start. `meshes`: blocks and parts that load or could
 * start. What neither pool asks for goes to chunks ahead of the flight.
 */
export function shareDownloads(downloads: number, chunks: number, meshes: number): DownloadsShare {
  const least = Math.floor(downloads * LEAST_MESH_SHARE)
  const most = Math.max(1, Math.floor(downloads * MOST_MESH_SHARE))
  const forMeshes = Math.min(meshes, Math.max(least, Math.min(most, downloads - chunks)))
  return { chunks: downloads - forMeshes, meshes: forMeshes }
}
