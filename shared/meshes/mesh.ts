import type { ByteSource, ReadOptions } from '../bytes/byte-source.ts'
import type { Box3, Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { DracoDecoder } from './stored/draco.ts'

/**
 * Surfaces of some labels: a label is a supervoxel, or the segment where a mesh is stored per segment. The surface of one
 * label in one mesh is a piece. Pieces share no vertex, so that each can be shown, hidden and coloured by itself.
 */
export interface Mesh {
  /** Nanometres. `positions` are relative to it, so that float32 is exact enough anywhere in a large volume. */
  readonly origin: Vec3
  /** x, y, z of each vertex in nanometres, ordered by piece. */
  readonly positions: Float32Array
  /** Three vertex numbers a triangle, ordered by piece; counter-clockwise seen from outside. */
  readonly triangles: Uint32Array
  /** The label of each piece. */
  readonly labels: BigUint64Array
  /** Piece `i` has vertices `vertexStarts[i]` up to `vertexStarts[i + 1]`; one more entry than pieces. */
  readonly vertexStarts: Uint32Array
  /** Piece `i` has triangles `triangleStarts[i]` up to `triangleStarts[i + 1]`, counted in triangles; one more entry than pieces. */
  readonly triangleStarts: Uint32Array
}

/** A part of a stored mesh: what is fetched and drawn as one. */
export interface MeshPart {
  /** Names the part to its reader, and nothing else does. Parts of one manifest have distinct keys. */
  readonly key: string
  /** The label of all its vertices: the manifest's segment, or the supervoxel or chunk piece where the format stores these apart. */
  readonly label: bigint
  /** 0 is the finest. Parts of a coarser level stand for those of finer ones whose boxes lie in theirs. */
  readonly level: number
  /** Nanometres; undefined where only the part itself tells. */
  readonly box: Box3 | undefined
  /** Bytes to fetch, where the manifest says it. */
  readonly bytes: number | undefined
}

/** What is stored of one segment. */
export interface MeshManifest {
  readonly parts: readonly MeshPart[]
  /** Nanometres that a vertex of level `i` may be off: a level is fine enough where that is under a pixel. Length: levels. */
  readonly levelErrors: readonly number[]
  /** Parts that are named but cannot be used, each told once to the person; the rest is drawn. */
  readonly problems: readonly string[]
}

/** Reads the meshes of one folder. */
export interface MeshReader {
  /** What is stored of a segment; undefined where nothing is. Rejects with a `ProblemError` where bytes cannot be had. */
  manifest(segment: bigint, reading: MeshReading): Promise<Result<MeshManifest> | undefined>
  /** One part. A problem names file and field. Rejects with a `ProblemError` where bytes cannot be had. */
  part(part: MeshPart, reading: MeshReading): Promise<Result<Mesh>>
}

/** What reading meshes needs. */
export interface MeshReading {
  /** Keys are relative to the folder of the meshes. */
  readonly bytes: ByteSource<ReadOptions>
  /** A server that says which parts a segment has, where the folder does not; keys are as its format says. */
  readonly manifests: ByteSource<ReadOptions> | undefined
  readonly draco: DracoDecoder
  readonly signal: ReadOptions['signal']
}
