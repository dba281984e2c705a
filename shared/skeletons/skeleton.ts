import type { ByteSource, ReadOptions } from '../bytes/byte-source.ts'
import type { Result } from '../problem.ts'

/** Lines through a segment. They have no cycle: each connected part is a tree. */
export interface Skeleton {
  /** x, y, z of each vertex in nanometres; finite. A vertex without an edge is not drawn. */
  readonly positions: Float32Array
  /** Two vertex numbers an edge. */
  readonly edges: Uint32Array
  /** Of each vertex, nanometres. */
  readonly radii: Float32Array | undefined
  /** What else is said of the vertices. */
  readonly attributes: readonly SkeletonAttribute[]
  /** What of it is left out, each told once to the person. */
  readonly problems: readonly string[]
}

export interface SkeletonAttribute {
  readonly name: string
  /** Values of a vertex. */
  readonly components: number
  readonly values: Float32Array
}

/** Reads the skeletons of one folder. */
export interface SkeletonReader {
  /** Undefined where none is stored of that segment. Rejects with a `ProblemError` where bytes cannot be had. */
  skeleton(segment: bigint, reading: SkeletonReading): Promise<Result<Skeleton> | undefined>
}

/** What reading skeletons needs. Keys are relative to their folder. */
export interface SkeletonReading {
  readonly bytes: ByteSource<ReadOptions>
  readonly signal: ReadOptions['signal']
}

/** Stored skeletons of a layer, by the `info` of their folder. */
export interface SkeletonSource {
  readonly sourceId: string
  readonly info: unknown
  /** For messages. */
  readonly location: string
}
