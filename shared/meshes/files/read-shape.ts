import type { Box3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import { ribbonsOf } from '../../skeletons/ribbons.ts'
import { badMesh, tooLargeMesh } from '../bad-mesh.ts'
import { packMesh } from '../pack-mesh.ts'
import type { PackedMesh } from '../packed-mesh.ts'
import { boxOfPiece } from '../scene-needs/finer-blocks.ts'
import { readObj } from './read-obj.ts'
import { readPly } from './read-ply.ts'
import { readSwc } from './read-swc.ts'

/** A surface or a skeleton out of a file. Its lengths are in whatever unit the file has: the origin, the step and the box. */
export interface FileShape {
  readonly kind: ShapeKind
  /** Of a skeleton: ribbons along its lines (`ribbonsOf`). */
  readonly mesh: PackedMesh
  readonly box: Box3
  /** Triangles of a surface, nodes of a skeleton. */
  readonly count: number
  /** What of it is left out, a sentence each. */
  readonly problems: readonly string[]
}

export type ShapeKind = 'surface' | 'skeleton'

/** Bytes of a file: an OBJ of some eight million triangles. Reading one takes several times that in memory. */
export const SHAPE_FILE_BYTES_MAX = 2 ** 29

/** The label of every shape out of a file. It names no segment, and is never shown. */
const LABEL = 1n

const READERS = { obj: surfaceReader(readObj), ply: surfaceReader(readPly), swc: readSkeleton } as const

/** The kinds of files that are read, by the end of their names. */
export const SHAPE_FILES = Object.keys(READERS)

export function isShapeFile(name: string): boolean {
  return readerOf(name) !== undefined
}

/** Reads an OBJ, PLY or SWC file, by the end of its name. A problem names the file, and the line or the field. */
export function readShape(bytes: Uint8Array, name: string): Result<FileShape> {
  const read = readerOf(name)
  if (read === undefined) return badMesh(name, `its name ends in none of ${SHAPE_FILES.join(', ')}`)
  if (bytes.length > SHAPE_FILE_BYTES_MAX) {
    return tooLargeMesh(name, `has ${bytes.length} bytes, more than ${SHAPE_FILE_BYTES_MAX}`)
  }
  return read(bytes, name)
}

function readerOf(name: string): ShapeReader | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()
  return ending === 'obj' || ending === 'ply' || ending === 'swc' ? READERS[ending] : undefined
}

type ShapeReader = (bytes: Uint8Array, name: string) => Result<FileShape>

function surfaceReader(read: typeof readObj): ShapeReader {
  return (bytes, name) => {
    const surface = read(bytes, LABEL, name)
    if (!surface.ok) return surface
    const count = surface.value.triangles.length / 3
    if (count === 0) return badMesh(name, 'it has no face')
    const mesh = packMesh(surface.value)
    return mesh.ok ? shapeOf('surface', mesh.value, count, []) : badMesh(name, mesh.problem.message)
  }
}

function readSkeleton(bytes: Uint8Array, name: string): Result<FileShape> {
  const skeleton = readSwc(bytes, name)
  if (!skeleton.ok) return skeleton
  const { radii, edges, problems } = skeleton.value
  if (edges.length === 0) return badMesh(name, 'no two of its nodes are joined')
  const mesh = ribbonsOf(skeleton.value, LABEL, name)
  return mesh.ok ? shapeOf('skeleton', mesh.value, radii.length, problems) : mesh
}

function shapeOf(kind: ShapeKind, mesh: PackedMesh, count: number, problems: readonly string[]): Result<FileShape> {
  const box = boxOfPiece(mesh, 0) ?? { min: mesh.origin, max: mesh.origin }
  return { ok: true, value: { kind, mesh, box, count, problems } }
}
