import type { Vec3 } from '../../../shared/geometry.ts'
import type { Linear, PixelRect, Raster, RasterAxis } from '../slices/raster.ts'

/**
 * The vertices of one frame. Each: x, y in pixels of its target; for the image layer and for the labels two coordinates
 * and the texture coordinates they start from; the third coordinate of either, and the palette row.
 */
export const VERTEX_FLOATS = 13
export const VERTEX_BYTES = VERTEX_FLOATS * 4

/** A triple that is a linear function of the pixel's x and y: at + alongX * x + alongY * y. */
export interface Mapping {
  readonly at: Vec3
  readonly alongX: Vec3
  readonly alongY: Vec3
}

/** How the vertices of a place carry a layer: see addresses.ts. `from`: texture coordinates of the chunk's first texel. */
export interface Ramp {
  readonly mapping: Mapping
  readonly from: readonly [number, number]
  /** Palette row, as a texture coordinate. */
  readonly row: number
}

export const NO_MAPPING: Mapping = { at: [0, 0, 0], alongX: [0, 0, 0], alongY: [0, 0, 0] }
export const NO_RAMP: Ramp = { mapping: NO_MAPPING, from: [0, 0], row: 0 }

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
  rect(rect: PixelRect, image: Ramp, labels: Ramp): void
  /** A convex polygon, as x, y pairs. */
  polygon(points: readonly (readonly [number, number])[], image: Ramp, labels: Ramp): void
  /** All that was written, valid until `reset`. */
  data(): Float32Array
  reset(): void
}

/** Room for this many vertices at first; doubles as needed. */
const FIRST_VERTICES = 4096

export function createVertexWriter(): VertexWriter {
  let data = new Float32Array(FIRST_VERTICES * VERTEX_FLOATS)
  let used = 0

  function put(x: number, y: number, image: Ramp, labels: Ramp): void {
    if (used + VERTEX_FLOATS > data.length) {
      const larger = new Float32Array(data.length * 2)
      larger.set(data)
      data = larger
    }
    const a = image.mapping
    const b = labels.mapping
    data[used] = x
    data[used + 1] = y
    data[used + 2] = a.at[0] + a.alongX[0] * x + a.alongY[0] * y
    data[used + 3] = a.at[1] + a.alongX[1] * x + a.alongY[1] * y
    data[used + 4] = image.from[0]
    data[used + 5] = image.from[1]
    data[used + 6] = b.at[0] + b.alongX[0] * x + b.alongY[0] * y
    data[used + 7] = b.at[1] + b.alongX[1] * x + b.alongY[1] * y
    data[used + 8] = labels.from[0]
    data[used + 9] = labels.from[1]
    data[used + 10] = a.at[2] + a.alongX[2] * x + a.alongY[2] * y
    data[used + 11] = b.at[2] + b.alongX[2] * x + b.alongY[2] * y
    data[used + 12] = labels.row
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
