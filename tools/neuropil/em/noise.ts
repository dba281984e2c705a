import { createRandom, hash3 } from '../random.ts'

/** Smooth value noise in [-1, 1]: random numbers on a lattice of whole coordinates, joined by quintic curves. */
export function latticeNoise(x: number, y: number, z: number, seed: number): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const iz = Math.floor(z)
  const u = fade(x - ix)
  const v = fade(y - iy)
  const w = fade(z - iz)
  const near = mix(
    mix(at(ix, iy, iz, seed), at(ix + 1, iy, iz, seed), u),
    mix(at(ix, iy + 1, iz, seed), at(ix + 1, iy + 1, iz, seed), u),
    v,
  )
  const far = mix(
    mix(at(ix, iy, iz + 1, seed), at(ix + 1, iy, iz + 1, seed), u),
    mix(at(ix, iy + 1, iz + 1, seed), at(ix + 1, iy + 1, iz + 1, seed), u),
    v,
  )
  return mix(near, far, w)
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10)
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

function at(x: number, y: number, z: number, seed: number): number {
  return hash3(x, y, z, seed) / 2147483648 - 1
}

/** Side of a texture tile in voxels along x and y; a power of two, so that wrapping is a mask. */
export const TILE_SIDE = 512

/** Sections in a texture tile; a power of two. */
export const TILE_DEPTH = 16

/**
 * A tile of grainy texture that repeats without a seam. It is white noise, blurred three times in x and y by a box of
 * `radius` voxels, then scaled to a deviation of 1. Sections are independent, as sections of 40 nm nearly are.
 */
export function grainTile(radius: number, seed: number): Float32Array {
  const random = createRandom(seed, `grain ${radius}`)
  const plane = TILE_SIDE * TILE_SIDE
  const tile = new Float32Array(plane * TILE_DEPTH)
  for (let i = 0; i < tile.length; i += 1) tile[i] = random.next() + random.next() - 1
  const scratch = new Float32Array(TILE_SIDE)
  for (let z = 0; z < TILE_DEPTH; z += 1) {
    for (let pass = 0; pass < 3; pass += 1) {
      for (let line = 0; line < TILE_SIDE; line += 1) {
        blurLine(tile, z * plane + line * TILE_SIDE, 1, radius, scratch)
        blurLine(tile, z * plane + line, TILE_SIDE, radius, scratch)
      }
    }
  }
  let square = 0
  for (let i = 0; i < tile.length; i += 1) square += tile[i]! * tile[i]!
  const scale = 1 / Math.sqrt(square / tile.length)
  for (let i = 0; i < tile.length; i += 1) tile[i] = tile[i]! * scale
  return tile
}

function blurLine(tile: Float32Array, start: number, step: number, radius: number, scratch: Float32Array): void {
  let sum = 0
  for (let k = -radius; k <= radius; k += 1) sum += tile[start + (k & (TILE_SIDE - 1)) * step]!
  for (let i = 0; i < TILE_SIDE; i += 1) {
    scratch[i] = sum / (2 * radius + 1)
    sum +=
      tile[start + ((i + radius + 1) & (TILE_SIDE - 1)) * step]! -
      tile[start + ((i - radius) & (TILE_SIDE - 1)) * step]!
  }
  for (let i = 0; i < TILE_SIDE; i += 1) tile[start + i * step] = scratch[i]!
}
