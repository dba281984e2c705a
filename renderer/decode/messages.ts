import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import type { Evidence } from '../../shared/doubts/evidence/evidence.ts'
import type { DescribedVolume } from '../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { MeshManifest, MeshPart } from '../../shared/meshes/mesh.ts'
import type { PackedMesh } from '../../shared/meshes/packed-mesh.ts'
import type { MeshSource } from '../../shared/meshes/stored/mesh-format.ts'
import type { SurfaceBlock } from '../../shared/meshes/surfaces/surface-block.ts'
import type { Problem } from '../../shared/problem.ts'
import type { SkeletonSource } from '../../shared/skeletons/skeleton.ts'

/** Page -> decode worker, once: the port to the byte process and the port on which the gl worker asks for chunks. */
export interface StartDecoder {
  readonly kind: 'start'
  readonly bytes: MessagePort
  readonly client: MessagePort
}

/** gl worker -> decode worker, on the client port. */
export type ToDecoder =
  | {
      readonly kind: 'volume'
      readonly volumeId: number
      readonly sourceId: string
      readonly described: DescribedVolume
    }
  /** The stored meshes of a volume. */
  | { readonly kind: 'meshes'; readonly volumeId: number; readonly source: MeshSource }
  /** The stored skeletons of a volume. */
  | { readonly kind: 'skeletons'; readonly volumeId: number; readonly source: SkeletonSource }
  /** Forgets its meshes and skeletons too. */
  | { readonly kind: 'forget-volume'; readonly volumeId: number }
  | LoadRequest
  /** Tells the sides of the supervoxels of an `in-box`, in their order: 1, 2, or 0 for neither. */
  | { readonly kind: 'sides'; readonly id: number; readonly sides: Uint8Array }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Asks the worker to get ready for making surfaces, while there is nothing else to do. */
  | { readonly kind: 'warm-up' }

/** What is asked of a volume. Each gets one reply with its id, unless it is cancelled. */
export type LoadRequest =
  | ChunkRequest
  | SurfaceRequest
  | ManifestRequest
  | PartRequest
  | SkeletonRequest
  | EvidenceRequest

/** A chunk. The reply is `loaded`, `missing` or `failed`. */
export interface ChunkRequest {
  readonly kind: 'load'
  readonly id: number
  readonly volumeId: number
  readonly scale: number
  readonly cell: Vec3
}

/**
 * Surfaces of all labels of a volume in one block of its `surfaceGridOf` at a scale. The reply is `surface` or `failed`; `early`
 * may come before it.
 */
export interface SurfaceRequest {
  readonly kind: 'surface'
  readonly id: number
  readonly volumeId: number
  readonly scale: number
  readonly cell: Vec3
  /** Labels whose surfaces are made and sent first, as `early`, where others follow. */
  readonly first?: BigUint64Array | undefined
}

/** What meshes are stored of a segment. The reply is `manifest`, `missing` or `failed`. */
export interface ManifestRequest {
  readonly kind: 'manifest'
  readonly id: number
  readonly volumeId: number
  readonly segment: bigint
}

/** A part that a manifest names. The reply is `part` or `failed`. */
export interface PartRequest {
  readonly kind: 'part'
  readonly id: number
  readonly volumeId: number
  readonly part: MeshPart
}

/** The skeleton of a segment. The reply is `skeleton`, `missing` or `failed`. */
export interface SkeletonRequest {
  readonly kind: 'skeleton'
  readonly id: number
  readonly volumeId: number
  readonly segment: bigint
}

/**
 * What the voxels around a place say of the contact of two sides there. `in-box` comes first, with the supervoxels there; once
 * their `sides` are told, the reply is `evidence` or `failed`.
 */
export interface EvidenceRequest {
  readonly kind: 'evidence'
  readonly id: number
  /** Of the labels. */
  readonly volumeId: number
  /** Undefined where the labels have no image. */
  readonly imageId: number | undefined
  /** Nanometres. */
  readonly position: Vec3
}

/**
 * decode worker -> gl worker. A cancelled load gets no reply, unless the reply was under way already. `transferred`: bytes
 * that came over disk or network for it.
 */
export type FromDecoder =
  | { readonly kind: 'loaded'; readonly id: number; readonly chunk: DecodedChunk; readonly transferred: number }
  | { readonly kind: 'manifest'; readonly id: number; readonly manifest: MeshManifest; readonly transferred: number }
  | { readonly kind: 'part'; readonly id: number; readonly mesh: PackedMesh; readonly transferred: number }
  /** `mesh`: ribbons along its lines (`ribbonsOf`). `problems`: what of it is left out, a sentence each. */
  | {
      readonly kind: 'skeleton'
      readonly id: number
      readonly mesh: PackedMesh
      readonly problems: readonly string[]
      readonly transferred: number
    }
  | { readonly kind: 'missing'; readonly id: number }
  | { readonly kind: 'surface'; readonly id: number; readonly block: SurfaceBlock; readonly transferred: number }
  /** The surfaces of some labels of a block, all alike in the `surface` that follows. */
  | { readonly kind: 'early'; readonly id: number; readonly block: SurfaceBlock }
  | { readonly kind: 'in-box'; readonly id: number; readonly supervoxels: BigUint64Array<ArrayBuffer> }
  | {
      readonly kind: 'evidence'
      readonly id: number
      readonly evidence: Evidence
      /** Why the evidence has nothing of the image, where there is one. */
      readonly imageProblem: Problem | undefined
      readonly transferred: number
    }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: Problem }
