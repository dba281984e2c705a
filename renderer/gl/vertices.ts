import type { Vec3 } from '../../shared/geometry.ts'
import type { Linear, PixelRect, Raster, RasterAxis } from './raster.ts'

/**
 * The vertices of one frame. Each: x, y in pixels of its target; three coordinates for the image layer, three for the
 * labels: voxels within the chunk, or (first two) texture coordinates where a layer comes from a framebuffer.
 */
export const VERTEX_FLOATS = 8
export const VERTEX_BYTES = VERTEX_FLOATS * 4

/** A triple that is a linear function of the pixel's x and y: at + alongX * x + alongY * y. */
export interface Mapping {
  readonly at: Vec3
  readonly alongX: Vec3
  readonly alongY: Vec3
}

export const NO_MAPPING: Mapping = { at: [0, 0, 0], alongX: [0, 0, 0], alongY: [0, 0, 0] }

/** The mapping of an aligned raster whose axes carry `right` and `down`, with a fixed coordinate across. */
export function alignedMapping(raster: Raster, right: Linear, down: Linear, across: number): Mapping {
  const at: [number, number, number] = [0, 0, 0]
  const alongX: [number, number, number] = [0, 0, 0]
  const alongY: [number, number, number] = [0, 0, 0]
  at[raster.right.axis] = right.offset
  at[raster.down.axis] = down.offset
  at[raster.normal] = across
  alongX[raster.right.axis] = right.slope
  alongY[raster.down.axis] = down.slope
  return { at, alongX, alongY }
}

/** Pixel coordinates of a framebuffer over its extent: texture coordinates (or, over 1 x 1, the pixel coordinates themselves). */
export function screenMapping(right: Linear, down: Linear, width: number, height: number): Mapping {
  return {
    at: [right.offset / width, down.offset / height, 0],
    alongX: [right.slope / width, 0, 0],
    alongY: [0, down.slope / height, 0],
  }
}

export interface VertexWriter {
  /** Vertices written so far. */
  count(): number
  rect(rect: PixelRect, image: Mapping, labels: Mapping): void
  /** A convex polygon, as x, y pairs. */
  polygon(points: readonly (readonly [number, number])[], image: Mapping, labels: Mapping): void
  /** All that was written, valid until `reset`. */
  data(): Float32Array
  reset(): void
}

/** Room for this many vertices at first; doubles as needed. */
const FIRST_VERTICES = 4096

export function createVertexWriter(): VertexWriter {
  let data = new Float32Array(FIRST_VERTICES * VERTEX_FLOATS)
  let used = 0

  function put(x: number, y: number, image: Mapping, labels: Mapping): void {
    if (used + VERTEX_FLOATS > data.length) {
      const larger = new Float32Array(data.length * 2)
      larger.set(data)
      data = larger
    }
    data[used] = x
    data[used + 1] = y
    for (let i = 0; i < 3; i++) {
      data[used + 2 + i] = image.at[i]! + image.alongX[i]! * x + image.alongY[i]! * y
      data[used + 5 + i] = labels.at[i]! + labels.alongX[i]! * x + labels.alongY[i]! * y
    }
    used += VERTEX_FLOATS
  }

  return {
    count: () => used / VERTEX_FLOATS,
    rect: ({ x0, y0, x1, y1 }, image, labels) => {
      put(x0, y0, image, labels)
      put(x1, y0, image, labels)
      put(x0, y1, image, labels)
      put(x0, y1, image, labels)
      put(x1, y0, image, labels)
      put(x1, y1, image, labels)
    },
    polygon: (points, image, labels) => {
      for (let i = 2; i < points.length; i++) {
        for (const [x, y] of [points[0]!, points[i - 1]!, points[i]!]) put(x, y, image, labels)
      }
    },
    data: () => data.subarray(0, used),
    reset: () => {
      used = 0
    },
  }
}

/** Coordinates of a framebuffer axis, shifted by `tie` of its pixels towards larger nanometres (see `RasterAxis`). */
export function withTie(linear: Linear, axis: RasterAxis, tie: number): Linear {
  return { offset: linear.offset + axis.sign * tie, slope: linear.slope }
}
