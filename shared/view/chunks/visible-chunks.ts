import type { Vec3 } from '../../geometry.ts'
import { cellEdgeNm } from '../../volume/chunk-grid.ts'
import type { Scale, Volume } from '../../volume/volume.ts'
import type { SlicePlane } from '../camera.ts'
import { axisOf, isAxisAligned } from '../slice/slice-plane.ts'
import { cellHolding, cellRange } from './cell-ranges.ts'

/** Chunks that one panel draws without asking for a coarser scale (measured: 200 quads cost 1.2 times 20 quads). */
const MAX_CHUNKS_PER_PANEL = 200

/** Voxels along the side of a usual chunk; a panel may always draw as many of these as one voxel per pixel takes. */
const USUAL_CHUNK_SIDE = 64

/** Cells that one panel looks at when even the coarsest scale has more; the middle of the panel is kept. */
export const MAX_CELLS_PER_PANEL = 4096

/** Columns of cells that are walked for one oblique panel before it counts as too many (about 0.3 ms of work). */
const MAX_COLUMNS = 16384

/** A voxel counts as no larger than a pixel up to this factor, so that 1 voxel = 1 pixel survives rounding. */
const SIZE_TOLERANCE = 1 + 1e-6

/**
 * The scale to draw a plane at. It is the coarsest scale that loses nothing which this panel could show: a voxel is at
 * most one device pixel along the panel's right and along its down, or as fine as in scale 0 where that is larger than
 * a pixel. So 1 voxel = 1 pixel picks that very scale. If more than `maxChunks(plane)` chunks are in view, the next
 * coarser scales are tried.
 */
export function wantedScale(volume: Volume, plane: SlicePlane): number {
  const { scales } = volume
  const most = maxChunks(plane)
  let wanted = resolvingScale(volume, plane)
  while (wanted < scales.length - 1 && countCells(scales[wanted]!, plane, most) > most) wanted++
  return wanted
}

/**
 * MAX_CHUNKS_PER_PANEL, or for large panels as many chunks of 64 x 64 voxels as the panel can touch at one voxel per
 * pixel: a 4K panel must not become blurred at 1:1. An oblique plane cuts more chunks per area, by the sum of its
 * normal's components.
 */
export function maxChunks(plane: SlicePlane): number {
  const [x, y, z] = plane.normal
  const spare = isAxisAligned(plane) ? 1 : 2
  const across = Math.ceil(plane.width / USUAL_CHUNK_SIDE) + spare
  const along = Math.ceil(plane.height / USUAL_CHUNK_SIDE) + spare
  return Math.max(MAX_CHUNKS_PER_PANEL, Math.ceil(across * along * (Math.abs(x) + Math.abs(y) + Math.abs(z))))
}

function resolvingScale(volume: Volume, plane: SlicePlane): number {
  const { scales } = volume
  const finest = scales[0]
  const pixel = plane.nmPerDevicePixel
  const right = Math.max(pixel, voxelAlong(finest, plane.right)) * SIZE_TOLERANCE
  const down = Math.max(pixel, voxelAlong(finest, plane.down)) * SIZE_TOLERANCE
  for (let index = scales.length - 1; index > 0; index--) {
    const scale = scales[index]!
    if (voxelAlong(scale, plane.right) <= right && voxelAlong(scale, plane.down) <= down) return index
  }
  return 0
}

/** The size of a voxel along a unit vector, nanometres: its side along an axis, between its sides elsewhere. */
export function voxelAlong(scale: Scale, direction: Vec3): number {
  const [x, y, z] = scale.resolution
  return 1 / Math.hypot(direction[0] / x, direction[1] / y, direction[2] / z)
}

/**
 * The cells of a scale that a panel shows, the nearest to its centre first; at most MAX_CELLS_PER_PANEL. On aligned
 * planes they are exact: a cell owns a plane on its lower face, not on its upper one. On oblique planes the test of
 * plane and box is exact, and the test of the panel's rectangle may keep a cell too many.
 */
export function visibleCells(scale: Scale, plane: SlicePlane): Vec3[] {
  let shown = plane
  const count = countCells(scale, plane, MAX_CELLS_PER_PANEL)
  if (count > MAX_CELLS_PER_PANEL) shown = middleOf(scale, plane)
  const cells: Vec3[] = []
  walkCells(scale, shown, (cell) => {
    cells.push(cell)
    return cells.length < 2 * MAX_CELLS_PER_PANEL
  })
  sortCentreFirst(cells, scale, plane)
  if (cells.length > MAX_CELLS_PER_PANEL) cells.length = MAX_CELLS_PER_PANEL
  return cells
}

/** How many cells a panel shows, counted no further than just beyond `limit`. */
export function countCells(scale: Scale, plane: SlicePlane, limit: number): number {
  const ranges = cellRanges(scale, plane)
  if (ranges === undefined) return 0
  const [x, y, z] = ranges.map(([first, end]) => end - first) as [number, number, number]
  if (isAxisAligned(plane)) return x * y * z
  const normal = dominantAxis(plane.normal)
  const columns = (x * y * z) / [x, y, z][normal]!
  if (columns > MAX_COLUMNS) return Number.POSITIVE_INFINITY
  let count = 0
  walkCells(scale, plane, () => ++count <= limit)
  return count
}

/** The part about the panel's centre that certainly is no more than MAX_CELLS_PER_PANEL cells wide and high. */
function middleOf(scale: Scale, plane: SlicePlane): SlicePlane {
  const side = Math.sqrt(MAX_CELLS_PER_PANEL)
  const chunk: Vec3 = [0, 1, 2].map((axis) => scale.resolution[axis]! * scale.chunkSize[axis]!) as [
    number,
    number,
    number,
  ]
  const spanned = (direction: Vec3): number =>
    1 / Math.max(...direction.map((part, axis) => Math.abs(part) / chunk[axis]!))
  return {
    ...plane,
    width: Math.min(plane.width, (side * spanned(plane.right)) / plane.nmPerDevicePixel),
    height: Math.min(plane.height, (side * spanned(plane.down)) / plane.nmPerDevicePixel),
  }
}

type Range = readonly [first: number, end: number]

/** Ranges of cells along x, y, z of the box around a panel's rectangle; undefined when it misses the volume. */
function cellRanges(scale: Scale, plane: SlicePlane): [Range, Range, Range] | undefined {
  const x = rangeAlong(scale, plane, 0)
  const y = rangeAlong(scale, plane, 1)
  const z = rangeAlong(scale, plane, 2)
  return x[1] > x[0] && y[1] > y[0] && z[1] > z[0] ? [x, y, z] : undefined
}

function rangeAlong(scale: Scale, plane: SlicePlane, axis: number): Range {
  const { centre, right, down, nmPerDevicePixel } = plane
  const reach = (Math.abs(right[axis]!) * plane.width + Math.abs(down[axis]!) * plane.height) * 0.5 * nmPerDevicePixel
  return cellsBetween(scale, axis, centre[axis]! - reach, centre[axis]! + reach)
}

/** The cells between two positions along an axis; where these are one, the cell that holds it. */
function cellsBetween(scale: Scale, axis: number, low: number, high: number): Range {
  if (high > low) return cellRange(scale, axis, low, high)
  const cell = cellHolding(scale, axis, low)
  return cell >= 0 && low < cellEdgeNm(scale, axis, cell + 1) ? [cell, cell + 1] : [0, 0]
}

/** Calls `visit` for every visible cell until it returns false. */
function walkCells(scale: Scale, plane: SlicePlane, visit: (cell: Vec3) => boolean): void {
  const ranges = cellRanges(scale, plane)
  if (ranges === undefined) return
  const aligned = isAxisAligned(plane)
  const n = dominantAxis(plane.normal)
  const a = n === 0 ? 1 : 0
  const b = n === 2 ? 1 : 2
  for (let j = ranges[b][0]; j < ranges[b][1]; j++) {
    for (let i = ranges[a][0]; i < ranges[a][1]; i++) {
      const [first, end] = aligned ? ranges[n] : crossedCells(scale, plane, n, a, b, i, j)
      for (let k = Math.max(first, ranges[n][0]); k < Math.min(end, ranges[n][1]); k++) {
        const cell: Vec3 = n === 2 ? [i, j, k] : n === 1 ? [i, k, j] : [k, i, j]
        if ((aligned || meetsRectangle(scale, plane, cell)) && !visit(cell)) return
      }
    }
  }
}

/** In the column (i, j) of cells along axis `n`: those that the plane passes through. */
function crossedCells(scale: Scale, plane: SlicePlane, n: number, a: number, b: number, i: number, j: number): Range {
  const { centre, normal } = plane
  const slopeA = -normal[a]! / normal[n]!
  const slopeB = -normal[b]! / normal[n]!
  const a0 = slopeA * (cellEdgeNm(scale, a, i) - centre[a]!)
  const a1 = slopeA * (cellEdgeNm(scale, a, i + 1) - centre[a]!)
  const b0 = slopeB * (cellEdgeNm(scale, b, j) - centre[b]!)
  const b1 = slopeB * (cellEdgeNm(scale, b, j + 1) - centre[b]!)
  const low = centre[n]! + Math.min(a0, a1) + Math.min(b0, b1)
  const high = centre[n]! + Math.max(a0, a1) + Math.max(b0, b1)
  return cellsBetween(scale, n, low, high)
}

/** Whether the shadows of box and rectangle overlap along the panel's right and down: never wrong about a cell in view. */
function meetsRectangle(scale: Scale, plane: SlicePlane, cell: Vec3): boolean {
  const halfWidth = plane.width * 0.5 * plane.nmPerDevicePixel
  const halfHeight = plane.height * 0.5 * plane.nmPerDevicePixel
  let right = 0
  let rightReach = halfWidth
  let down = 0
  let downReach = halfHeight
  for (let axis = 0; axis < 3; axis++) {
    const low = cellEdgeNm(scale, axis, cell[axis]!)
    const half = (cellEdgeNm(scale, axis, cell[axis]! + 1) - low) * 0.5
    const offset = low + half - plane.centre[axis]!
    right += offset * plane.right[axis]!
    down += offset * plane.down[axis]!
    rightReach += half * Math.abs(plane.right[axis]!)
    downReach += half * Math.abs(plane.down[axis]!)
  }
  return Math.abs(right) < rightReach && Math.abs(down) < downReach
}

/** The axis nearest to a unit vector. */
function dominantAxis(v: Vec3): 0 | 1 | 2 {
  const exact = axisOf(v)
  if (exact >= 0) return exact as 0 | 1 | 2
  const [x, y, z] = [Math.abs(v[0]), Math.abs(v[1]), Math.abs(v[2])]
  return z >= x && z >= y ? 2 : y >= x ? 1 : 0
}

/** Sorts by the distance of the middles of cell and panel. Ties keep the order of the cells. */
function sortCentreFirst(cells: Vec3[], scale: Scale, plane: SlicePlane): void {
  const distances = new Map<Vec3, number>()
  for (const cell of cells) distances.set(cell, squaredDistance(scale, plane.centre, cell))
  cells.sort((a, b) => distances.get(a)! - distances.get(b)!)
}

function squaredDistance(scale: Scale, from: Vec3, cell: Vec3): number {
  let sum = 0
  for (let axis = 0; axis < 3; axis++) {
    const middle = (cellEdgeNm(scale, axis, cell[axis]!) + cellEdgeNm(scale, axis, cell[axis]! + 1)) / 2
    sum += (middle - from[axis]!) ** 2
  }
  return sum
}
