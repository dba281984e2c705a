import type { Buffer, Elements, Regl, Texture2D } from 'regl'
import { SELECTED } from '../segments/segment-looks.ts'
import type { DrawnShape } from './file-shapes.ts'

/** A shape on the GPU: what a draw of a mesh needs of it. */
export interface GpuShape {
  readonly drawn: DrawnShape
  readonly vertices: Buffer
  readonly normals: Buffer
  readonly elements: Elements
  /** One entry: the colour. */
  readonly palette: Texture2D
}

/** Shapes out of files in one WebGL context. */
export interface GpuShapes {
  /** Uploads those that are not there, and frees all others. */
  present(shapes: readonly DrawnShape[]): readonly GpuShape[]
}

export function createGpuShapes(regl: Regl): GpuShapes {
  const held = new Map<number, GpuShape>()
  const upload = (drawn: DrawnShape): GpuShape => {
    const { vertices, normals, triangles } = drawn.mesh
    return {
      drawn,
      vertices: regl.buffer({ data: vertices, type: 'uint16', usage: 'static' }),
      normals: regl.buffer({ data: normals, type: 'int8', usage: 'static' }),
      elements: regl.elements({ data: triangles, type: 'uint32', primitive: 'triangles', usage: 'static' }),
      palette: regl.texture({ width: 1, height: 1, format: 'rgba', data: entryOf(drawn.colour) }),
    }
  }
  const free = (id: number, { vertices, normals, elements, palette }: GpuShape) => {
    held.delete(id)
    for (const each of [vertices, normals, elements, palette]) each.destroy()
  }
  return {
    present: (shapes) => {
      const wanted = new Set(shapes.map(({ id }) => id))
      for (const [id, shape] of held) if (!wanted.has(id)) free(id, shape)
      return shapes.map((drawn) => {
        const before = held.get(drawn.id)
        // Another unit moves the same vertices.
        if (before !== undefined && before.drawn.colour !== drawn.colour)
          before.palette.subimage({ width: 1, height: 1, data: entryOf(drawn.colour) })
        const shape = before === undefined ? upload(drawn) : { ...before, drawn }
        held.set(drawn.id, shape)
        return shape
      })
    },
  }
}

function entryOf(colour: number): Uint8Array {
  return Uint8Array.of(colour >> 16, (colour >> 8) & 0xff, colour & 0xff, SELECTED)
}
