import type { DecodedChunk } from '../../shared/codec/decoded-chunk.ts'
import type { DescribedVolume } from '../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import type { SurfaceBlock } from '../../shared/meshes/surfaces/surface-block.ts'
import type { Problem } from '../../shared/problem.ts'

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
  | { readonly kind: 'forget-volume'; readonly volumeId: number }
  | {
      readonly kind: 'load'
      readonly id: number
      readonly volumeId: number
      readonly scale: number
      readonly cell: Vec3
    }
  /** Surfaces of all labels of a volume in one block of its `surfaceGridOf` at a scale. */
  | {
      readonly kind: 'surface'
      readonly id: number
      readonly volumeId: number
      readonly scale: number
      readonly cell: Vec3
    }
  | { readonly kind: 'cancel'; readonly id: number }

/** decode worker -> gl worker. A load or surface that is cancelled gets no reply, unless the reply was under way already. */
export type FromDecoder =
  | { readonly kind: 'loaded'; readonly id: number; readonly chunk: DecodedChunk; readonly transferred: number }
  | { readonly kind: 'missing'; readonly id: number }
  | { readonly kind: 'surface'; readonly id: number; readonly block: SurfaceBlock; readonly transferred: number }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: Problem }
