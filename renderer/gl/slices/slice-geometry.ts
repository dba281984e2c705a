import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import type { SlicePlane } from '../../../shared/view/camera.ts'
import { polygonOf } from '../../../shared/view/slice/plane-polygon.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import { alignedMapping, type Mapping, type Ramp, type VertexWriter } from '../painting/vertices.ts'
import { isEmpty, type PixelRect, type Raster, rectOf, voxelAtDepth, voxelsAlong } from './raster.ts'

/** The part of a target that a box covers: whole pixels on aligned planes, a convex polygon on oblique ones. */
export type Place =
  | { readonly kind: 'rect'; readonly rect: PixelRect }
  | { readonly kind: 'polygon'; readonly points: readonly (readonly [number, number])[] }

/** How boxes and chunks fall on a target: the panel, or a framebuffer it is prepared in. */
export interface SliceGeometry {
  /** Pixels of the target. */
  readonly width: number
  readonly height: number
  /** Undefined on oblique planes, where voxel coordinates may leave their chunk by rounding, so that the shader has to clamp. */
  readonly raster: Raster | undefined
  /** Undefined where the plane misses the box, or no pixel centre lies in it. */
  place(box: Box3): Place | undefined
  /** Voxel coordinates within a chunk over that place. */
  voxels(scale: Scale, cell: Vec3, place: Place): Mapping
}

/** First voxel of a cell (the scale's offset included) and how many it holds, along an axis. */
function extentOf(scale: Scale, cell: Vec3, axis: number): { start: number; size: number } {
  const first = cell[axis]! * scale.chunkSize[axis]!
  return {
    start: scale.voxelOffset[axis]! + first,
    size: Math.min(scale.chunkSize[axis]!, scale.size[axis]! - first),
  }
}

export function alignedGeometry(raster: Raster, tie: Vec3): SliceGeometry {
  const { right, down, normal, depth } = raster
  return {
    width: right.count,
    height: down.count,
    raster,
    place: (box) => {
      if (depth < box.min[normal]! || depth >= box.max[normal]!) return undefined
      const rect = rectOf(raster, box.min, box.max, tie)
      return isEmpty(rect) ? undefined : { kind: 'rect', rect }
    },
    voxels: (scale, cell, place) => {
      const rect = place.kind === 'rect' ? place.rect : { x0: 0, y0: 0, x1: 1, y1: 1 }
      const x = extentOf(scale, cell, right.axis)
      const y = extentOf(scale, cell, down.axis)
      const z = extentOf(scale, cell, normal)
      return alignedMapping(
        raster,
        voxelsAlong(right, scale.resolution[right.axis]!, x.start, x.size, rect.x0, rect.x1),
        voxelsAlong(down, scale.resolution[down.axis]!, y.start, y.size, rect.y0, rect.y1),
        voxelAtDepth(raster, scale.resolution[normal]!, z.start, z.size),
      )
    },
  }
}

/** `margin`: pixels more to the right and below than the panel has. */
export function obliqueGeometry(plane: SlicePlane, margin = 0): SliceGeometry {
  const { centre, right, down, nmPerDevicePixel: step } = plane
  return {
    width: plane.width + margin,
    height: plane.height + margin,
    raster: undefined,
    place: (box) => {
      const flat = polygonOf(box, plane)
      if (flat === undefined) return undefined
      const points: [number, number][] = []
      for (let i = 0; i < flat.length; i += 2) points.push([flat[i]!, flat[i + 1]!])
      return { kind: 'polygon', points }
    },
    voxels: (scale, cell) => {
      const per = (axis: number) => step / scale.resolution[axis]!
      const start = (axis: number): number => {
        const corner = centre[axis]! - (right[axis]! * plane.width + down[axis]! * plane.height) * 0.5 * step
        return corner / scale.resolution[axis]! - extentOf(scale, cell, axis).start
      }
      return {
        at: [start(0), start(1), start(2)],
        alongX: [right[0] * per(0), right[1] * per(1), right[2] * per(2)],
        alongY: [down[0] * per(0), down[1] * per(1), down[2] * per(2)],
      }
    },
  }
}

export function writePlace(writer: VertexWriter, place: Place, image: Ramp, labels: Ramp): void {
  if (place.kind === 'rect') writer.rect(place.rect, image, labels)
  else writer.polygon(place.points, image, labels)
}
