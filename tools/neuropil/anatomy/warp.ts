import type { Vec3 } from '../../../shared/geometry.ts'
import { latticeNoise } from '../em/noise.ts'
import type { Extent } from './anatomy.ts'

/** The warp is computed at every this many voxels of a section, and interpolated between them. */
const STRIDE = 4

/** Wavelength and amplitude of the two octaves, nm. */
const COARSE = { wavelength: 620, amplitude: 125 }
const FINE = { wavelength: 170, amplitude: 34 }

/** The warp never moves a point farther than this along an axis, nm. */
export const MAX_WARP = COARSE.amplitude + FINE.amplitude

/** The position of each voxel of a section in the space in which the anatomy was grown, nm. */
export interface WarpedSection {
  readonly x: Float32Array
  readonly y: Float32Array
  readonly z: Float32Array
  /** By tile of the section: a sphere that holds all its voxels, as centre x, y, z and radius, nm. */
  readonly tiles: Float32Array
  readonly tileColumns: number
  readonly tileRows: number
}

/** The side of a tile in voxels. Drawing skips whole tiles that are too far away. */
export const WARP_TILE = 8

export function createWarpedSection(extent: Extent): WarpedSection {
  const count = extent.size[0] * extent.size[1]
  const tileColumns = Math.ceil(extent.size[0] / WARP_TILE)
  const tileRows = Math.ceil(extent.size[1] / WARP_TILE)
  return {
    x: new Float32Array(count),
    y: new Float32Array(count),
    z: new Float32Array(count),
    tiles: new Float32Array(4 * tileColumns * tileRows),
    tileColumns,
    tileRows,
  }
}

/**
 * Straight capsules look drawn. This smooth warp makes them look like tissue. Neighbours are warped alike, so that they
 * stay packed.
 */
export function warpSection(extent: Extent, section: number, seed: number, out: WarpedSection): void {
  const [width, height] = extent.size
  const z = (section + 0.5) * extent.voxelSize[2]
  const columns = Math.ceil(width / STRIDE) + 1
  const rows = Math.ceil(height / STRIDE) + 1
  const nodes = new Float32Array(columns * rows)
  const axes = [out.x, out.y, out.z]
  for (let axis = 0; axis < 3; axis += 1) {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const x = column * STRIDE * extent.voxelSize[0]
        const y = row * STRIDE * extent.voxelSize[1]
        nodes[row * columns + column] = warpAt(x, y, z, seed + 17 * axis)
      }
    }
    spread(nodes, columns, width, height, axes[axis]!)
  }
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      out.x[i] = out.x[i]! + (x + 0.5) * extent.voxelSize[0]
      out.y[i] = out.y[i]! + (y + 0.5) * extent.voxelSize[1]
      out.z[i] = out.z[i]! + z
    }
  }
  boundTiles(width, height, out)
}

function boundTiles(width: number, height: number, out: WarpedSection): void {
  for (let tile = 0; tile < out.tileColumns * out.tileRows; tile += 1) {
    const x0 = (tile % out.tileColumns) * WARP_TILE
    const y0 = Math.floor(tile / out.tileColumns) * WARP_TILE
    const x1 = Math.min(width, x0 + WARP_TILE)
    const y1 = Math.min(height, y0 + WARP_TILE)
    const centre = ((x0 + x1) >> 1) + width * ((y0 + y1) >> 1)
    const cx = out.x[centre]!
    const cy = out.y[centre]!
    const cz = out.z[centre]!
    let far = 0
    for (let y = y0; y < y1; y += 1) {
      for (let i = y * width + x0; i < y * width + x1; i += 1) {
        const dx = out.x[i]! - cx
        const dy = out.y[i]! - cy
        const dz = out.z[i]! - cz
        const d = dx * dx + dy * dy + dz * dz
        if (d > far) far = d
      }
    }
    out.tiles.set([cx, cy, cz, Math.sqrt(far)], 4 * tile)
  }
}

/** The position of a point of the volume in the space of the anatomy, nm. */
export function warpPoint(p: Vec3, seed: number): Vec3 {
  return [
    p[0] + warpAt(p[0], p[1], p[2], seed),
    p[1] + warpAt(p[0], p[1], p[2], seed + 17),
    p[2] + warpAt(p[0], p[1], p[2], seed + 34),
  ]
}

function warpAt(x: number, y: number, z: number, seed: number): number {
  const c = 1 / COARSE.wavelength
  const f = 1 / FINE.wavelength
  return (
    COARSE.amplitude * latticeNoise(x * c, y * c, z * c, seed) +
    FINE.amplitude * latticeNoise(x * f, y * f, z * f, seed + 101)
  )
}

function spread(nodes: Float32Array, columns: number, width: number, height: number, out: Float32Array): void {
  for (let y = 0, i = 0; y < height; y += 1) {
    const row = Math.floor(y / STRIDE)
    const v = (y % STRIDE) / STRIDE
    for (let x = 0; x < width; x += 1, i += 1) {
      const column = Math.floor(x / STRIDE)
      const u = (x % STRIDE) / STRIDE
      const n = row * columns + column
      const top = nodes[n]! * (1 - u) + nodes[n + 1]! * u
      const bottom = nodes[n + columns]! * (1 - u) + nodes[n + columns + 1]! * u
      out[i] = top * (1 - v) + bottom * v
    }
  }
}
