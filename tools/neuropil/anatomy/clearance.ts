import type { Vec3 } from '../../../shared/geometry.ts'
import type { Capsule } from './anatomy.ts'

/** Side of a cell of the clearance grid, nm. */
const CELL = 64

/** Neurites grow this far beyond the volume, nm, so that they enter and leave it. */
const OUTSIDE = 512

/** The largest clearance that is kept, nm. A larger one counts as this. */
const MAX_CLEARANCE = 640

/** For each cell of a coarse grid: the distance to the nearest surface of a neurite (negative inside one). */
export interface Clearance {
  readonly grid: Vec3
  readonly cells: Float32Array
}

export function createClearance(extent: Vec3): Clearance {
  const grid: Vec3 = [cellsAlong(extent[0]), cellsAlong(extent[1]), cellsAlong(extent[2])]
  return { grid, cells: new Float32Array(grid[0] * grid[1] * grid[2]).fill(MAX_CLEARANCE) }
}

function cellsAlong(extent: number): number {
  return Math.ceil((extent + 2 * OUTSIDE) / CELL)
}

/** The clearance at a point, interpolated between cells. Outside the grid it is very negative, so that growth stops. */
export function clearanceAt(clearance: Clearance, p: Vec3): number {
  const { grid, cells } = clearance
  const x = (p[0] + OUTSIDE) / CELL - 0.5
  const y = (p[1] + OUTSIDE) / CELL - 0.5
  const z = (p[2] + OUTSIDE) / CELL - 0.5
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const iz = Math.floor(z)
  if (ix < 0 || iy < 0 || iz < 0 || ix > grid[0] - 2 || iy > grid[1] - 2 || iz > grid[2] - 2) return -MAX_CLEARANCE
  const u = x - ix
  const v = y - iy
  const w = z - iz
  const row = grid[0]
  const plane = grid[0] * grid[1]
  const i = ix + iy * row + iz * plane
  const near =
    (cells[i]! * (1 - u) + cells[i + 1]! * u) * (1 - v) + (cells[i + row]! * (1 - u) + cells[i + row + 1]! * u) * v
  const j = i + plane
  const far =
    (cells[j]! * (1 - u) + cells[j + 1]! * u) * (1 - v) + (cells[j + row]! * (1 - u) + cells[j + row + 1]! * u) * v
  return near * (1 - w) + far * w
}

/** Lowers the clearance around a capsule. */
export function occupy(clearance: Clearance, capsule: Capsule): void {
  const { grid, cells } = clearance
  const { a, b } = capsule
  const reach = Math.max(capsule.radiusA, capsule.radiusB) + MAX_CLEARANCE
  const [x0, x1] = cellRange(a[0], b[0], reach, grid[0])
  const [y0, y1] = cellRange(a[1], b[1], reach, grid[1])
  const [z0, z1] = cellRange(a[2], b[2], reach, grid[2])
  const ux = b[0] - a[0]
  const uy = b[1] - a[1]
  const uz = b[2] - a[2]
  const square = ux * ux + uy * uy + uz * uz
  const inverse = square > 0 ? 1 / square : 0
  for (let z = z0; z <= z1; z += 1) {
    const pz = (z + 0.5) * CELL - OUTSIDE - a[2]
    for (let y = y0; y <= y1; y += 1) {
      const py = (y + 0.5) * CELL - OUTSIDE - a[1]
      let i = x0 + grid[0] * (y + grid[1] * z)
      for (let x = x0; x <= x1; x += 1, i += 1) {
        const px = (x + 0.5) * CELL - OUTSIDE - a[0]
        let t = (px * ux + py * uy + pz * uz) * inverse
        t = Math.max(0, Math.min(1, t))
        const dx = px - t * ux
        const dy = py - t * uy
        const dz = pz - t * uz
        const distance =
          Math.sqrt(dx * dx + dy * dy + dz * dz) - capsule.radiusA - t * (capsule.radiusB - capsule.radiusA)
        if (distance < cells[i]!) cells[i] = distance
      }
    }
  }
}

function cellRange(a: number, b: number, reach: number, cells: number): [number, number] {
  const low = Math.floor((Math.min(a, b) - reach + OUTSIDE) / CELL)
  const high = Math.floor((Math.max(a, b) + reach + OUTSIDE) / CELL)
  return [Math.max(0, low), Math.min(cells - 1, high)]
}
