import type { Box3 } from '../../../shared/geometry.ts'
import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'
import type { OpenLayer } from '../open-layer.ts'

/** A mesh in memory: a block that was made here, or a part of a stored mesh. Its labels are held in the layer's palette. */
export interface ResidentMesh {
  /** Names it among all layers; a mesh that comes again is another object with the same key. */
  readonly key: string
  readonly open: OpenLayer
  readonly mesh: PackedMesh
  /** Of each piece: its label's dense number in `open.palette`, for `SegmentPalette.fill` and `segmentOf`. */
  readonly dense: Uint32Array
  /** Nanometres; around all pieces. */
  readonly box: Box3
  /** Together with the meshes beside it, its pieces are closed, with the front of each triangle outside. */
  readonly isClosed?: true
  /** Ribbons along lines (`ribbonsOf`), which are drawn as wide as lines and are no surface: no ray meets them. */
  readonly isLine?: true
  /** Only where the mesh is stored by segment, so that it does not tell supervoxels. */
  readonly base?: MeshBase
  /** A dense number of the segment that a whole `base` is of: its colour is that of pieces without a supervoxel. */
  readonly whole?: number
}

/** The base segment that a mesh is stored of. */
export interface MeshBase {
  /** Whether a supervoxel (`dense`: its number in the palette) is of it. */
  holds(supervoxel: bigint, dense: number): boolean
  /** No edit cut it: all of it is of one segment. */
  isWhole(): boolean
}

/** What of a mesh is drawn now. Pieces of other meshes stand for those that are left out, at another level of detail. */
export interface DrawnMesh {
  readonly mesh: ResidentMesh
  /** Pieces of shown segments (selected or painted), ascending. The same array as long as nothing in it changes. */
  readonly pieces: Uint32Array
  /** Pieces of other segments, for `SceneLook.contextOpacity` above 0, ascending; empty at 0. Likewise the same array. */
  readonly context: Uint32Array
}

/** What the scene loader gives to what draws the scene and picks in it. */
export interface SceneMeshes {
  /** Meshes that the scheduler lets be on the GPU, with what of them is drawn now. Call it once a frame. */
  drawn(): readonly DrawnMesh[]
}

/** How meshes reach the GPU: the scene's drawing implements it. */
export interface MeshUploader {
  /** The scheduler gave it room: `packedBytes` of it count as on the GPU from now on. */
  upload(mesh: ResidentMesh): void
  /** Frees its buffers. Called before the mesh leaves memory. A lost context frees them by itself. */
  drop(mesh: ResidentMesh): void
}
