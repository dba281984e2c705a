import type { Box3 } from '../../../shared/geometry.ts'
import type { ShapeKind } from '../../../shared/meshes/files/read-shape.ts'
import type { LengthUnit } from '../../../shared/view/scene/length-unit.ts'

/** A file whose shape is shown in the 3-D panel, or is to be. */
export type SceneFile = ReadingFile | FailedFile | ShownFile

interface NamedFile {
  readonly id: number
  readonly name: string
}

interface ReadingFile extends NamedFile {
  readonly kind: 'reading'
}

interface FailedFile extends NamedFile {
  readonly kind: 'failed'
  /** A sentence that names the file, and the line or the field. */
  readonly message: string
}

export interface ShownFile extends NamedFile {
  readonly kind: 'shown'
  readonly shape: ShapeKind
  /** In the file's own unit. */
  readonly box: Box3
  /** Triangles of a surface, nodes of a skeleton. */
  readonly count: number
  /** What of it was left out, a sentence each. */
  readonly problems: readonly string[]
  /** On the GPU and in memory. */
  readonly bytes: number
  /** 0xRRGGBB. */
  readonly colour: number
  /** What its lengths are taken as. */
  readonly unit: LengthUnit
  readonly visible: boolean
}

/** Files at a time. */
export const SCENE_FILES_MAX = 64

/** Bytes of all shapes out of files, each in memory and on the GPU. */
export const SCENE_FILES_BYTES_MAX = 2 ** 29

/** Colours of files in their order, 0xRRGGBB: light, so that they stand off the ground, and off each other. */
const COLOURS = [0xf2c14e, 0x5fd0c5, 0xef7b6b, 0x9fb4ff, 0xc7e07a, 0xe49be0, 0xf0a35e, 0xd0d4da] as const

export function colourOfFile(id: number): number {
  return COLOURS[id % COLOURS.length]!
}
