import type { Vec3 } from '../../shared/geometry.ts'
import type { Extent } from './anatomy/anatomy.ts'
import { MAX_WARP, WARP_TILE, type WarpedSection } from './anatomy/warp.ts'

/** A tapered capsule that is drawn, in the warped space, nm. */
export interface PaintCapsule {
  readonly a: Vec3
  readonly b: Vec3
  readonly radiusA: number
  readonly radiusB: number
}

/** Capsules by the sections that they can reach. */
export function bySection(capsules: readonly PaintCapsule[], extent: Extent, margin: number): number[][] {
  const [, , sections] = extent.size
  const thickness = extent.voxelSize[2]
  const lists = Array.from({ length: sections }, (): number[] => [])
  for (const [index, capsule] of capsules.entries()) {
    const reach = Math.max(capsule.radiusA, capsule.radiusB) + margin + MAX_WARP
    const first = Math.floor((Math.min(capsule.a[2], capsule.b[2]) - reach) / thickness)
    const last = Math.ceil((Math.max(capsule.a[2], capsule.b[2]) + reach) / thickness)
    for (let z = Math.max(0, first); z <= Math.min(sections - 1, last); z += 1) lists[z]!.push(index)
  }
  return lists
}

/**
 * Lowers `nearest` to the distance from the surface of the capsule (nm, negative inside) wherever that is less, and
 * writes `mark` into `marks` there. It changes nothing farther than `margin` nm outside the capsule.
 */
export function paintCapsule(
  capsule: PaintCapsule,
  mark: number,
  margin: number,
  extent: Extent,
  warp: WarpedSection,
  nearest: Float32Array,
  marks: Uint16Array | Int32Array,
): void {
  const [ax, ay, az] = capsule.a
  const ux = capsule.b[0] - ax
  const uy = capsule.b[1] - ay
  const uz = capsule.b[2] - az
  const square = ux * ux + uy * uy + uz * uz
  const inverse = square > 0 ? 1 / square : 0
  const reach = Math.max(capsule.radiusA, capsule.radiusB) + margin
  const columns = warp.tileColumns
  const c0 = tileAlong(Math.min(ax, ax + ux) - reach - MAX_WARP, extent.voxelSize[0], columns)
  const c1 = tileAlong(Math.max(ax, ax + ux) + reach + MAX_WARP, extent.voxelSize[0], columns)
  const r0 = tileAlong(Math.min(ay, ay + uy) - reach - MAX_WARP, extent.voxelSize[1], warp.tileRows)
  const r1 = tileAlong(Math.max(ay, ay + uy) + reach + MAX_WARP, extent.voxelSize[1], warp.tileRows)
  for (let row = r0; row <= r1; row += 1) {
    for (let column = c0; column <= c1; column += 1) {
      const tile = 4 * (row * columns + column)
      const px = warp.tiles[tile]! - ax
      const py = warp.tiles[tile + 1]! - ay
      const pz = warp.tiles[tile + 2]! - az
      let t = (px * ux + py * uy + pz * uz) * inverse
      t = Math.max(0, Math.min(1, t))
      const dx = px - t * ux
      const dy = py - t * uy
      const dz = pz - t * uz
      const limit = reach + warp.tiles[tile + 3]!
      if (dx * dx + dy * dy + dz * dz > limit * limit) continue
      paintTile(capsule, mark, reach, inverse, column * WARP_TILE, row * WARP_TILE, extent, warp, nearest, marks)
    }
  }
}

function tileAlong(position: number, voxelSize: number, tiles: number): number {
  const tile = Math.floor(position / (voxelSize * WARP_TILE))
  return tile < 0 ? 0 : tile >= tiles ? tiles - 1 : tile
}

function paintTile(
  capsule: PaintCapsule,
  mark: number,
  reach: number,
  inverse: number,
  x0: number,
  y0: number,
  extent: Extent,
  warp: WarpedSection,
  nearest: Float32Array,
  marks: Uint16Array | Int32Array,
): void {
  const [width, height] = extent.size
  const [ax, ay, az] = capsule.a
  const ux = capsule.b[0] - ax
  const uy = capsule.b[1] - ay
  const uz = capsule.b[2] - az
  const taper = capsule.radiusB - capsule.radiusA
  const radius = capsule.radiusA
  const far = reach * reach
  const x1 = Math.min(width, x0 + WARP_TILE)
  const y1 = Math.min(height, y0 + WARP_TILE)
  for (let y = y0; y < y1; y += 1) {
    const end = y * width + x1
    for (let i = y * width + x0; i < end; i += 1) {
      const px = warp.x[i]! - ax
      const py = warp.y[i]! - ay
      const pz = warp.z[i]! - az
      let t = (px * ux + py * uy + pz * uz) * inverse
      t = Math.max(0, Math.min(1, t))
      const dx = px - t * ux
      const dy = py - t * uy
      const dz = pz - t * uz
      const d2 = dx * dx + dy * dy + dz * dz
      if (d2 > far) continue
      const distance = Math.sqrt(d2) - radius - t * taper
      if (distance < nearest[i]!) {
        nearest[i] = distance
        marks[i] = mark
      }
    }
  }
}
