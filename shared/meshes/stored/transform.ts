import type { Box3, Vec3 } from '../../geometry.ts'
import { type Field, listOf, numberOf, refuse } from '../../json-field.ts'

/** Three rows of four: what is stored, to nanometres (neuroglancer, datasource/precomputed/meshes.md, `transform`). */
export type Transform = readonly number[]

const IDENTITY: Transform = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]

/** Reads a `transform`; nothing changes where there is none. It must be one that can be undone. */
export function transformOf(field: Field): Transform {
  if (field.value === undefined) return IDENTITY
  const transform = listOf(field, 12, numberOf, 12)
  const det = determinant(transform)
  if (!Number.isFinite(det) || det === 0) refuse(field, 'makes everything flat or infinite')
  return transform
}

export function transformed(transform: Transform, [x, y, z]: Vec3): Vec3 {
  const row = (at: number) => transform[at]! * x + transform[at + 1]! * y + transform[at + 2]! * z + transform[at + 3]!
  return [row(0), row(4), row(8)]
}

/** The box around a transformed box. */
export function transformedBox(transform: Transform, { min, max }: Box3): Box3 {
  const corners = Array.from({ length: 8 }, (_, i): Vec3 => {
    return transformed(transform, [(i & 1 ? max : min)[0], (i & 2 ? max : min)[1], (i & 4 ? max : min)[2]])
  })
  const along = (axis: 0 | 1 | 2) => corners.map((corner) => corner[axis])
  return {
    min: [Math.min(...along(0)), Math.min(...along(1)), Math.min(...along(2))],
    max: [Math.max(...along(0)), Math.max(...along(1)), Math.max(...along(2))],
  }
}

/** Nanometres in a unit of what is stored, on average over the axes. */
export function transformScale(transform: Transform): number {
  return Math.cbrt(Math.abs(determinant(transform)))
}

/** A mirror image: triangles that were counter-clockwise from outside are clockwise. */
export function mirrors(transform: Transform): boolean {
  return determinant(transform) < 0
}

function determinant(t: Transform): number {
  return (
    t[0]! * (t[5]! * t[10]! - t[6]! * t[9]!) -
    t[1]! * (t[4]! * t[10]! - t[6]! * t[8]!) +
    t[2]! * (t[4]! * t[9]! - t[5]! * t[8]!)
  )
}
