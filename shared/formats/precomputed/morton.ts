import type { Vec3 } from '../../geometry.ts'

/**
 * Bits of the compressed Morton code of a grid; above 64 the grid cannot be sharded, since keys are 64-bit.
 * `grid` counts cells along x, y, z.
 */
export function mortonBits(grid: Vec3): number {
  let bits = 0
  for (const cells of grid) bits += bitsFor(cells)
  return bits
}

/**
 * The compressed Morton code of a grid cell: the bits of x, y, z interleaved from the lowest, leaving out those that
 * an axis of `grid` cells does not need (neuroglancer, datasource/precomputed/sharded.md). It is the chunk key of a
 * sharded volume.
 */
export function mortonKey(cell: Vec3, grid: Vec3): bigint {
  const needed = grid.map(bitsFor)
  const widest = Math.max(...needed)
  let key = 0n
  let place = 0n
  for (let bit = 0; bit < widest; bit++) {
    for (let axis = 0; axis < 3; axis++) {
      if (bit >= needed[axis]!) continue
      // Division rather than a shift: a cell number may need more than 32 bits.
      if (Math.floor(cell[axis]! / 2 ** bit) % 2 === 1) key |= 1n << place
      place++
    }
  }
  return key
}

function bitsFor(cells: number): number {
  let bits = 0
  while (2 ** bits < cells) bits++
  return bits
}
