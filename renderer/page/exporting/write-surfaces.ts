import type { SegmentSurfaces } from '../../../shared/meshes/files/collect-surfaces.ts'
import type { SurfaceFile } from '../../../shared/meshes/files/named-surface.ts'
import { writeGlb } from '../../../shared/meshes/files/write-glb.ts'
import { writeObj } from '../../../shared/meshes/files/write-obj.ts'
import { writePly } from '../../../shared/meshes/files/write-ply.ts'
import { PIECE_BYTES } from './save-pieces.ts'

/** Formats of meshes that are written, by the end of the file's name. */
const WRITERS = { glb: writeGlb, obj: writeObj, ply: writePly } as const

export type MeshFileKind = keyof typeof WRITERS

/** About how many bytes a vertex and a triangle take in a file. */
const FILE_BYTES: Readonly<Record<MeshFileKind, { readonly vertex: number; readonly triangle: number }>> = {
  glb: { vertex: 24, triangle: 12 },
  obj: { vertex: 30, triangle: 22 },
  ply: { vertex: 27, triangle: 13 },
}

/** A piece of a file, and which share of the file is there with it, about: 0 to 1. */
export interface FilePiece {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly done: number
}

/** Surfaces as a file, in pieces that are small enough to be sent. `colourOf`: 0xRRGGBB. */
export function* writeSurfaces(
  { origin, surfaces }: SegmentSurfaces,
  kind: MeshFileKind,
  colourOf: (segment: bigint) => number,
): Generator<FilePiece> {
  const named = surfaces.map(({ segment, ...surface }) => {
    return { ...surface, name: segment.toString(), colour: colourOf(segment) }
  })
  const file: SurfaceFile = { origin, surfaces: named }
  const { vertex, triangle } = FILE_BYTES[kind]
  const expected = surfaces.reduce((sum, { positions, triangles }) => {
    return sum + (positions.length * vertex + triangles.length * triangle) / 3
  }, 1)
  let written = 0
  for (const bytes of piecesOf(WRITERS[kind](file))) {
    written += bytes.length
    yield { bytes, done: Math.min(1, written / expected) }
  }
}

/** Parts of any size as pieces of PIECE_BYTES; the last one is shorter. */
function* piecesOf(parts: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  let piece = new Uint8Array(PIECE_BYTES)
  let length = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const some = part.subarray(at, at + PIECE_BYTES - length)
      piece.set(some, length)
      length += some.length
      at += some.length
      if (length < PIECE_BYTES) continue
      yield piece
      piece = new Uint8Array(PIECE_BYTES)
      length = 0
    }
  }
  if (length > 0) yield piece.slice(0, length)
}
