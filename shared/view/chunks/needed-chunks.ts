import type { Vec3 } from '../../geometry.ts'
import type { Volume } from '../../volume/volume.ts'
import type { SlicePlane } from '../camera.ts'
import type { Motion } from '../motion.ts'
import { addScaled, dot } from '../vectors.ts'
import { chunkBytes, chunkIndex } from './cell-ranges.ts'
import { countCells, MAX_CELLS_PER_PANEL, visibleCells, voxelAlong, wantedScale } from './visible-chunks.ts'

/** Loaded in this order: an overview in the coarsest scale, what is in view, what soon will be in view. */
export type NeededTier = 'overview' | 'visible' | 'prefetch'

export interface NeededChunk {
  readonly scale: number
  readonly cell: Vec3
  readonly tier: NeededTier
  /** Its place within the tier, 0 first. */
  readonly order: number
}

/** Chunks of the coarsest scale that are asked for before anything else. */
export const MAX_OVERVIEW = 64

/** Chunks of one volume that are fetched ahead of the flight. */
export const MAX_PREFETCH = 192

/** Chunks of one volume that are fetched for each place where the view goes next. */
const MAX_PREFETCH_THERE = 96

/** How far ahead of the flight chunks are fetched, seconds of flight: a few slow round trips. */
const PREFETCH_HORIZON_S = 2

/** Layers of chunks fetched ahead along a panel's normal. */
const MAX_LAYERS_AHEAD = 3

/**
 * The scale of each plane. It begins with `wantedScale`. Then the panel with the most bytes goes to the next coarser
 * scale, until what all planes show of the volume fits `gpuBytes`. Where even the coarsest does not fit, `neededChunks`
 * keeps the middle.
 */
export function wantedScales(volume: Volume, planes: readonly SlicePlane[], gpuBytes = Infinity): number[] {
  const wanted = planes.map((plane) => wantedScale(volume, plane))
  if (gpuBytes === Infinity) return wanted
  const overview = overviewBytes(volume, planes)
  const bytesOf = (index: number): number => {
    const scale = volume.scales[wanted[index]!]!
    return chunkBytes(volume, scale) * countCells(scale, planes[index]!, MAX_CELLS_PER_PANEL)
  }
  const bytes = wanted.map((_, index) => bytesOf(index))
  for (;;) {
    if (bytes.reduce((sum, each) => sum + each, overview) <= gpuBytes) return wanted
    let worst = -1
    for (const [index, each] of bytes.entries()) {
      if (wanted[index]! < volume.scales.length - 1 && (worst < 0 || each > bytes[worst]!)) worst = index
    }
    if (worst < 0) return wanted
    wanted[worst] = wanted[worst]! + 1
    bytes[worst] = bytesOf(worst)
  }
}

/** The most that the overview may take of a budget. */
function overviewBytes(volume: Volume, planes: readonly SlicePlane[]): number {
  const coarsest = volume.scales[volume.scales.length - 1]!
  const chunks = planes.reduce((sum, plane) => sum + countCells(coarsest, plane, MAX_OVERVIEW), 0)
  return Math.min(MAX_OVERVIEW, chunks) * chunkBytes(volume, coarsest)
}

/**
 * What a volume should have loaded for these planes, best first: an overview (the coarsest scale's cells in view), then
 * the wanted scales, centre first over all planes together, then what the flight reaches next. No chunk comes twice.
 * `gpuBytes` caps all of it together; what lies farthest out is left out first.
 */
export function neededChunks(
  volume: Volume,
  planes: readonly SlicePlane[],
  motion: Motion | undefined,
  gpuBytes = Infinity,
): NeededChunk[] {
  return neededOf(volume, planes, motion, gpuBytes).chunks
}

export interface Needed {
  readonly chunks: NeededChunk[]
  /** Chunks in view are not among them and will not come, because even the coarsest scale has too many there. */
  readonly isTooFarOut: boolean
}

/**
 * The chunks of `neededChunks`, and whether chunks in view were left out. Behind all of them come those of the places
 * `ahead`, to which the view is likely to jump: the planes of each, the likeliest first.
 */
export function neededOf(
  volume: Volume,
  planes: readonly SlicePlane[],
  motion: Motion | undefined,
  gpuBytes: number,
  ahead: readonly (readonly SlicePlane[])[] = [],
): Needed {
  const needed = collector(volume, gpuBytes)
  const coarsest = volume.scales.length - 1
  const wanted = wantedScales(volume, planes, gpuBytes)
  if (wanted.some((scale) => scale !== coarsest)) {
    const seen = planes.filter((_, index) => wanted[index] !== coarsest)
    needed.add(
      'overview',
      MAX_OVERVIEW,
      listsOf(volume, seen, () => coarsest),
    )
  }
  needed.add(
    'visible',
    Infinity,
    listsOf(volume, planes, (index) => wanted[index]!),
  )
  const isTooMany = planes.some(
    (plane, index) => countCells(volume.scales[wanted[index]!]!, plane, MAX_CELLS_PER_PANEL) > MAX_CELLS_PER_PANEL,
  )
  const isTooFarOut = isTooMany || needed.fellAway()
  if (motion !== undefined) {
    const { along, within } = aheadOf(volume, planes, wanted, motion)
    const taken = needed.add('prefetch', MAX_PREFETCH, along)
    needed.add('prefetch', MAX_PREFETCH, within, taken)
  }
  for (const [place, there] of ahead.entries()) {
    const first = MAX_PREFETCH + place * MAX_PREFETCH_THERE
    needed.add(
      'prefetch',
      first + MAX_PREFETCH_THERE,
      listsOf(volume, there, (index) => wantedScale(volume, there[index]!)),
      first,
    )
  }
  return { chunks: needed.chunks, isTooFarOut }
}

interface CellList {
  readonly scale: number
  readonly cells: readonly Vec3[]
}

function listsOf(volume: Volume, planes: readonly SlicePlane[], scaleOf: (index: number) => number): CellList[] {
  return planes.map((plane, index) => {
    const scale = scaleOf(index)
    return { scale, cells: visibleCells(volume.scales[scale]!, plane) }
  })
}

/** Gathers chunks without repeating one, each tier up to its limit and all together up to `gpuBytes`. */
function collector(volume: Volume, gpuBytes: number) {
  const chunks: NeededChunk[] = []
  const taken = volume.scales.map(() => new Set<number>())
  const bytes = volume.scales.map((scale) => chunkBytes(volume, scale))
  let left = gpuBytes
  let fellAway = false
  const take = (tier: NeededTier, order: number, scale: number, cell: Vec3): boolean => {
    const index = chunkIndex(volume.scales[scale]!, cell)
    if (taken[scale]!.has(index)) return false
    if (bytes[scale]! > left) {
      fellAway = true
      return false
    }
    taken[scale]!.add(index)
    left -= bytes[scale]!
    chunks.push({ scale, cell, tier, order })
    return true
  }
  /** One of each list in turn, so that the middles of all panels come before any rim. Returns the next free place. */
  const add = (tier: NeededTier, limit: number, lists: readonly CellList[], first = 0): number => {
    const longest = lists.reduce((most, list) => Math.max(most, list.cells.length), 0)
    let order = first
    for (let place = 0; place < longest; place++) {
      for (const { scale, cells } of lists) {
        if (order >= limit) return order
        const cell = cells[place]
        if (cell !== undefined && take(tier, order, scale, cell)) order++
      }
    }
    return order
  }
  return { chunks, add, fellAway: () => fellAway }
}

/** The cells that the planes will show when the flight goes on: along the normals first, then within the planes. */
function aheadOf(
  volume: Volume,
  planes: readonly SlicePlane[],
  wanted: readonly number[],
  motion: Motion,
): { along: CellList[]; within: CellList[] } {
  const along: CellList[] = []
  const within: CellList[] = []
  for (const [index, plane] of planes.entries()) {
    const scale = wanted[index]!
    const grid = volume.scales[scale]!
    const speed = dot(motion.velocity, plane.normal)
    if (speed !== 0) {
      const thickness = chunkAlong(grid, plane.normal)
      const layers = Math.min(MAX_LAYERS_AHEAD, Math.ceil((Math.abs(speed) * PREFETCH_HORIZON_S) / thickness))
      for (let layer = 1; layer <= layers; layer++) {
        const off = Math.sign(speed) * Math.min(layer * thickness, Math.abs(speed) * PREFETCH_HORIZON_S)
        along.push({
          scale,
          cells: visibleCells(grid, { ...plane, centre: addScaled(plane.centre, plane.normal, off) }),
        })
      }
    }
    const right = slide(dot(motion.velocity, plane.right), plane.width * plane.nmPerDevicePixel)
    const down = slide(dot(motion.velocity, plane.down), plane.height * plane.nmPerDevicePixel)
    if (right !== 0 || down !== 0) {
      const centre = addScaled(addScaled(plane.centre, plane.right, right), plane.down, down)
      within.push({ scale, cells: visibleCells(grid, { ...plane, centre }) })
    }
  }
  return { along, within }
}

/** How far a panel slides within its plane over the horizon: at most half of its extent. */
function slide(speed: number, extent: number): number {
  return Math.max(-extent / 2, Math.min(extent / 2, speed * PREFETCH_HORIZON_S))
}

/** A chunk's thickness along a unit vector, nanometres. */
function chunkAlong(grid: Volume['scales'][number], direction: Vec3): number {
  const resolution: Vec3 = [
    grid.resolution[0] * grid.chunkSize[0],
    grid.resolution[1] * grid.chunkSize[1],
    grid.resolution[2] * grid.chunkSize[2],
  ]
  return voxelAlong({ ...grid, resolution }, direction)
}
