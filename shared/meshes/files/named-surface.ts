import type { Vec3 } from '../../geometry.ts'

/** The surface of one segment as it goes into a file. */
export interface NamedSurface {
  readonly name: string
  /** 0xRRGGBB. */
  readonly colour: number
  /** x, y, z of each vertex in nanometres, relative to the origin of the file. */
  readonly positions: Float32Array
  /** Unit normals, pointing outwards: three numbers a vertex. */
  readonly normals: Float32Array
  /** Three vertex numbers a triangle; counter-clockwise seen from outside. */
  readonly triangles: Uint32Array
}

export interface SurfaceFile {
  /** Nanometres. */
  readonly origin: Vec3
  readonly surfaces: readonly NamedSurface[]
}

/** Bytes in a row; the parts are let go as they are copied. */
export function joinBytes(parts: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const list = [...parts]
  const whole = new Uint8Array(list.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of list) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
