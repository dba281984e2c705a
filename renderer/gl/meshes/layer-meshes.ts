import type { NeededLoad } from '../../../shared/loading/scheduler-events.ts'
import type { SceneSight } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { DrawnMesh, ResidentMesh } from './scene-meshes.ts'
import type { SegmentMakeup } from './segment-makeup.ts'
import type { VoxelPartsNeeds } from './stored/voxel-parts.ts'

// The part of a key behind the layer's prefix: it says which meshes of the layer a load is for.
export const MADE_PART = 'b/'
export const STORED_PART = 's/'
export const SKELETON_PART = 'k/'

/** One segmentation layer whose shapes are shown, and what they are read, made and drawn with. */
export interface MeshLayer extends Omit<VoxelPartsNeeds, 'probe'> {
  readonly open: OpenLayer
  /** It begins all keys of the layer's meshes. */
  readonly prefix: string
  /** The selected segments. */
  readonly selected: () => readonly bigint[]
  /** What these are made of. */
  readonly makeup: SegmentMakeup
  readonly pool: Pick<DecoderPool, 'surface' | 'manifest' | 'part' | 'skeleton'>
  /** Other pieces of what is in memory are shown, by an edit or another choice. */
  readonly regrouped: () => void
  readonly probe: (open: OpenLayer) => ReturnType<VoxelPartsNeeds['probe']>
  /** From now on, loads whose keys begin with `prefix` belong to these meshes. What such loads brought before is let go. */
  readonly readsFrom: (prefix: string, stored: LayerMeshes | undefined) => void
}

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
