import type { Box3 } from '../../../shared/geometry.ts'
import type { FileShape } from '../../../shared/meshes/files/read-shape.ts'
import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'
import type { ShownShape } from '../messages.ts'

/** A shape out of a file as it is drawn. It belongs to no layer and to no segment: nothing picks it. */
export interface DrawnShape {
  readonly id: number
  readonly kind: FileShape['kind']
  /** In nanometres. */
  readonly mesh: PackedMesh
  /** Nanometres. */
  readonly box: Box3
  /** 0xRRGGBB. */
  readonly colour: number
}

/** The shapes out of files that the page has sent. */
export interface FileShapes {
  add(id: number, shape: FileShape): void
  /** Shows these, and forgets all others. */
  show(shapes: readonly ShownShape[]): void
  /** The visible ones; the same array until something changes. */
  drawn(): readonly DrawnShape[]
}

export function createFileShapes(): FileShapes {
  const held = new Map<number, FileShape>()
  let drawn: readonly DrawnShape[] = []
  return {
    add: (id, shape) => void held.set(id, shape),
    show: (shapes) => {
      const kept = new Set(shapes.map(({ id }) => id))
      for (const id of held.keys()) if (!kept.has(id)) held.delete(id)
      drawn = shapes.flatMap((shown) => {
        const shape = held.get(shown.id)
        return shape === undefined || !shown.isVisible ? [] : [drawnShape(shape, shown)]
      })
    },
    drawn: () => drawn,
  }
}

function drawnShape({ kind, mesh, box }: FileShape, { id, colour, unitNm }: ShownShape): DrawnShape {
  const scaled = ([x, y, z]: Box3['min']): Box3['min'] => [x * unitNm, y * unitNm, z * unitNm]
  const inNm = { ...mesh, origin: scaled(mesh.origin), step: scaled(mesh.step) }
  return { id, kind, mesh: inNm, box: { min: scaled(box.min), max: scaled(box.max) }, colour }
}
