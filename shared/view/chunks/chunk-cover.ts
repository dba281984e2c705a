import type { Box3, Vec3 } from '../../geometry.ts'
import { cellBoxNm } from '../../volume/chunk-grid.ts'
import type { Volume } from '../../volume/volume.ts'
import { intersection, without } from '../box.ts'
import { cellRange } from './cell-ranges.ts'

/** What is known of a chunk when a view is drawn. 'background': stored as nothing. */
export type ChunkState = 'loaded' | 'background' | 'failed' | 'absent'

export interface ChunkRef {
  readonly scale: number
  readonly cell: Vec3
}

/** A box of a layer that is drawn from one chunk. Tiles of a layer never overlap and lie inside the wanted cells. */
export interface CoverTile {
  /** Nanometres. */
  readonly box: Box3
  /** The chunk to draw, or the one that failed. */
  readonly scale: number
  readonly cell: Vec3
  readonly state: 'loaded' | 'failed' | 'background'
  /** Of a failed tile: a loaded chunk of another scale to draw under the hatching. */
  readonly standIn?: ChunkRef
}

/** How many scales finer than the wanted one a stand-in may be: each is up to eight times the chunks. */
export const MAX_FINER = 2

/** Finer chunks looked at for one wanted cell; beyond this the scale is too fine to stand in. */
const MAX_FINER_CHUNKS = 128

type StateOf = (scale: number, cell: Vec3) => ChunkState

interface Piece extends ChunkRef {
  readonly box: Box3
  readonly state: 'loaded' | 'background'
}

/**
 * What to draw for the wanted cells from what is loaded. A cell is drawn from its own chunk. While that chunk is
 * absent, the next coarser chunks stand in, then up to MAX_FINER scales of finer ones; each is clipped to what is still
 * uncovered of the cell. A failed cell is failed tiles throughout, with stand-ins under them where there are any. A
 * region is left uncovered only when nothing that may stand in there is loaded.
 */
export function coverView(volume: Volume, wanted: number, cells: readonly Vec3[], stateOf: StateOf): CoverTile[] {
  const tiles: CoverTile[] = []
  const scale = volume.scales[wanted]!
  for (const cell of cells) {
    const box = cellBoxNm(scale, cell)
    const state = stateOf(wanted, cell)
    if (state === 'loaded' || state === 'background') {
      tiles.push({ box, scale: wanted, cell, state })
      continue
    }
    const pieces: Piece[] = []
    const left = standIns(volume, wanted, box, stateOf, pieces)
    if (state === 'absent') for (const piece of pieces) tiles.push(piece)
    else addFailed(tiles, wanted, cell, pieces, left)
  }
  return tiles
}

function addFailed(tiles: CoverTile[], scale: number, cell: Vec3, pieces: readonly Piece[], left: readonly Box3[]) {
  for (const piece of pieces) {
    const tile: CoverTile = { box: piece.box, scale, cell, state: 'failed' }
    if (piece.state === 'background') tiles.push(tile)
    else tiles.push({ ...tile, standIn: { scale: piece.scale, cell: piece.cell } })
  }
  for (const box of left) tiles.push({ box, scale, cell, state: 'failed' })
}

/** Adds to `pieces` what covers `box` from other scales. Returns what nothing covers. */
function standIns(volume: Volume, wanted: number, box: Box3, stateOf: StateOf, pieces: Piece[]): Box3[] {
  let left: Box3[] = [box]
  for (let index = wanted + 1; index < volume.scales.length && left.length > 0; index++) {
    left = coverFrom(volume, index, left, stateOf, pieces, Infinity)
  }
  for (let index = wanted - 1; index >= Math.max(0, wanted - MAX_FINER) && left.length > 0; index--) {
    left = coverFrom(volume, index, left, stateOf, pieces, MAX_FINER_CHUNKS)
  }
  return left
}

function coverFrom(
  volume: Volume,
  index: number,
  regions: readonly Box3[],
  stateOf: StateOf,
  pieces: Piece[],
  most: number,
): Box3[] {
  const scale = volume.scales[index]!
  const uncovered: Box3[] = []
  for (const region of regions) {
    const [x0, x1] = cellRange(scale, 0, region.min[0], region.max[0])
    const [y0, y1] = cellRange(scale, 1, region.min[1], region.max[1])
    const [z0, z1] = cellRange(scale, 2, region.min[2], region.max[2])
    let left: Box3[] = [region]
    if ((x1 - x0) * (y1 - y0) * (z1 - z0) <= most) {
      for (let z = z0; z < z1; z++) {
        for (let y = y0; y < y1; y++) {
          for (let x = x0; x < x1; x++) {
            const cell: Vec3 = [x, y, z]
            const state = stateOf(index, cell)
            if (state !== 'loaded' && state !== 'background') continue
            const box = intersection(region, cellBoxNm(scale, cell))
            if (box === undefined) continue
            pieces.push({ box, scale: index, cell, state })
            left = without(left, box)
          }
        }
      }
    }
    for (const box of left) uncovered.push(box)
  }
  return uncovered
}
