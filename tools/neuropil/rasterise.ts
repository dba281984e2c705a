import { assert } from '../../shared/assert.ts'
import type { Anatomy, Extent } from './anatomy/anatomy.ts'
import { createWarpedSection, type WarpedSection, warpSection } from './anatomy/warp.ts'
import { latticeNoise } from './em/noise.ts'
import { bySection, paintCapsule } from './paint.ts'
import { hash3 } from './random.ts'

/** Voxels farther than this from every neurite become glia, nm, give or take `GLIA_WOBBLE`. */
const GLIA_DISTANCE = 42
const GLIA_WOBBLE = 24

/** Cell bodies and glia have no skeleton. They are cut into cells with about this side, nm. */
const CELL = 640

/** The piece of each voxel, and the neurite of each piece. */
export interface PieceVolume {
  readonly pieces: Uint16Array
  readonly neuriteOfPiece: Int32Array
}

/** The pieces of a thing without a skeleton, numbered from `first`: one for each cell of a jittered grid. */
interface CellPieces {
  readonly first: number
  readonly grid: readonly [number, number, number]
}

/**
 * Gives every voxel to the piece whose surface is nearest. So overlapping pieces share the overlap, and small gaps
 * between them close. Wider gaps become glia, whose neurite index is `glia`.
 */
export function rasterise(
  anatomy: Anatomy,
  extent: Extent,
  glia: number,
  seed: number,
  progress: (part: number) => void,
): PieceVolume {
  const [width, height, sections] = extent.size
  const plane = width * height
  const pieces = new Uint16Array(plane * sections)
  const margin = GLIA_DISTANCE + GLIA_WOBBLE
  const lists = bySection(anatomy.capsules, extent, margin)
  const cells = planCells(anatomy, extent, glia)
  const warp = createWarpedSection(extent)
  const nearest = new Float32Array(plane)
  const marks = new Int32Array(plane)
  for (let z = 0; z < sections; z += 1) {
    warpSection(extent, z, seed, warp)
    paintGliaDistance(extent, z, seed, nearest)
    marks.fill(-1)
    for (const index of lists[z]!) paintCapsule(anatomy.capsules[index]!, index, margin, extent, warp, nearest, marks)
    resolvePieces(anatomy, cells, marks, warp, glia, seed, pieces.subarray(z * plane, (z + 1) * plane))
    progress((z + 1) / sections)
  }
  return { pieces, neuriteOfPiece: cells.neuriteOfPiece }
}

interface CellPlan {
  readonly byNeurite: ReadonlyMap<number, CellPieces>
  /** By neurite of a cell body: the pieces of its nucleus. */
  readonly nuclei: ReadonlyMap<number, CellPieces>
  readonly neuriteOfPiece: Int32Array
}

function planCells(anatomy: Anatomy, extent: Extent, glia: number): CellPlan {
  const grid = [0, 1, 2].map((axis) => Math.ceil((extent.size[axis]! * extent.voxelSize[axis]!) / CELL) + 4)
  const [gx = 0, gy = 0, gz = 0] = grid
  const owners = new Int32Array(anatomy.pieceCount).fill(-1)
  for (const capsule of anatomy.capsules) owners[capsule.piece] = capsule.neurite
  const owned = [...owners]
  const take = (neurite: number): CellPieces => {
    const first = owned.length
    for (let i = 0; i < gx * gy * gz; i += 1) owned.push(neurite)
    return { first, grid: [gx, gy, gz] }
  }
  const byNeurite = new Map([[glia, take(glia)]])
  const nuclei = new Map<number, CellPieces>()
  for (const soma of anatomy.somata) {
    byNeurite.set(soma.neurite, take(soma.neurite))
    nuclei.set(soma.neurite, take(soma.neurite))
  }
  assert(owned.length < 65536, 'piece numbers fit 16 bits')
  return { byNeurite, nuclei, neuriteOfPiece: Int32Array.from(owned) }
}

function paintGliaDistance(extent: Extent, section: number, seed: number, nearest: Float32Array): void {
  const [width, height] = extent.size
  const z = (section * extent.voxelSize[2]) / 400
  const step = 4
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const noise = latticeNoise((x * extent.voxelSize[0]) / 400, (y * extent.voxelSize[1]) / 400, z, seed + 7)
      const distance = GLIA_DISTANCE + GLIA_WOBBLE * noise
      for (let j = y; j < Math.min(height, y + step); j += 1)
        nearest.fill(distance, j * width + x, j * width + Math.min(width, x + step))
    }
  }
}

function resolvePieces(
  anatomy: Anatomy,
  cells: CellPlan,
  marks: Int32Array,
  warp: WarpedSection,
  glia: number,
  seed: number,
  out: Uint16Array,
): void {
  for (let i = 0; i < out.length; i += 1) {
    const mark = marks[i]!
    if (mark < 0) {
      out[i] = cellPiece(cells.byNeurite.get(glia)!, warp.x[i]!, warp.y[i]!, warp.z[i]!, seed)
      continue
    }
    const capsule = anatomy.capsules[mark]!
    // Only cell bodies are capsules without length.
    if (capsule.a !== capsule.b) {
      out[i] = capsule.piece
      continue
    }
    const x = warp.x[i]!
    const y = warp.y[i]!
    const z = warp.z[i]!
    const soma = anatomy.somata.find((one) => one.neurite === capsule.neurite)!
    const dx = x - soma.centre[0]
    const dy = y - soma.centre[1]
    const dz = z - soma.centre[2]
    const inside = dx * dx + dy * dy + dz * dz < soma.nucleusRadius * soma.nucleusRadius
    out[i] = cellPiece((inside ? cells.nuclei : cells.byNeurite).get(capsule.neurite)!, x, y, z, seed)
  }
}

/** The piece of the cell whose jittered centre is nearest. */
function cellPiece(cells: CellPieces, x: number, y: number, z: number, seed: number): number {
  const cx = Math.floor(x / CELL - 0.5)
  const cy = Math.floor(y / CELL - 0.5)
  const cz = Math.floor(z / CELL - 0.5)
  let best = Infinity
  let piece = cells.first
  for (let k = 0; k < 8; k += 1) {
    const ix = cx + (k & 1)
    const iy = cy + ((k >> 1) & 1)
    const iz = cz + (k >> 2)
    const h = hash3(ix, iy, iz, seed + 3)
    const dx = x - (ix + 0.25 + 0.5 * ((h & 1023) / 1024)) * CELL
    const dy = y - (iy + 0.25 + 0.5 * (((h >>> 10) & 1023) / 1024)) * CELL
    const dz = z - (iz + 0.25 + 0.5 * ((h >>> 20) / 4096)) * CELL
    const d = dx * dx + dy * dy + dz * dz
    if (d < best) {
      best = d
      const [gx, gy, gz] = cells.grid
      piece = cells.first + clamp(ix + 2, gx) + gx * (clamp(iy + 2, gy) + gy * clamp(iz + 2, gz))
    }
  }
  return piece
}

function clamp(value: number, count: number): number {
  return value < 0 ? 0 : value >= count ? count - 1 : value
}
