import type { NeededLoad } from '../../../shared/loading/scheduler-events.ts'
import type { SceneSight } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { DrawnMesh, ResidentMesh } from './scene-meshes.ts'

/** Called when a load of a decode worker ends. */
export interface LoadEnd {
  /** Returns whether somebody still waits for it. */
  loaded(bytes: number, transferred: number): boolean
  /** Some of it can be drawn already; the rest is still under way. */
  early(): void
  missing(): void
  failed(problem: Problem): void
}

/** Where meshes of one layer come from: made here, or stored. Keys are those of its loads. */
export interface LayerMeshes {
  /** These meshes take so little that they need no share of the budgets. */
  readonly isSmall?: true
  /** Best first. */
  needed(sight: SceneSight, budgetBytes: number): readonly NeededLoad[]
  /** Asks a decode worker for what a key names. Returns the id to cancel by; undefined: the key names nothing. */
  start(key: string, end: LoadEnd): number | undefined
  /** What is in memory under a key, if it is a mesh. */
  at(key: string): ResidentMesh | undefined
  setDrawable(key: string, isDrawable: boolean): void
  remove(key: string): void
  /** Nothing is on the GPU any more. */
  gpuLost(): void
  drawn(sight: SceneSight, mostTriangles: number, withContext: boolean): readonly DrawnMesh[]
  /** Rises with each change of what is in memory, shown or drawable. */
  revision(): number
  /** Releases all labels. */
  close(): void
}
