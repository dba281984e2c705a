import type { Mapping, Ramp } from '../painting/vertices.ts'
import type { Address } from '../shaders/layer-source.ts'
import type { Raster } from '../slices/raster.ts'
import type { Place } from '../slices/slice-geometry.ts'
import type { ChunkTextures } from './chunk-textures.ts'

/** A voxel counts as exactly as large as a pixel when a panel's width of them differs by less than 1/50 of a voxel. */
const SAME_SIZE = 1e-6

/**
 * The cheapest way in which vertices can lead to the texels of a chunk, given the voxel coordinates over a target
 * (`raster`: undefined for oblique planes); see `Address`.
 */
export function addressOf({ columns, grid }: ChunkTextures, raster: Raster | undefined, mapping: Mapping): Address {
  if (grid[3] === 0) return 'folded'
  if (raster === undefined || columns > 1) return 'space'
  const isPixel = (slope: number): boolean => Math.abs(Math.abs(slope) - 1) < SAME_SIZE
  return isPixel(mapping.alongX[raster.right.axis]) && isPixel(mapping.alongY[raster.down.axis]) ? 'texel' : 'voxel'
}

const COSTS: { readonly [each in Address]: number } = { texel: 0, voxel: 1, space: 2, folded: 3 }

/** The address for a shader that draws both layers: the one that serves both. */
export function commonAddress(a: Address, b: Address): Address {
  return COSTS[a] > COSTS[b] ? a : b
}

/** Growth of the texture coordinates with a voxel along x, y, z, in a chunk of one column. */
function stepsOf({ place, grid }: ChunkTextures, axis: 0 | 1 | 2): readonly [number, number] {
  const { width, height } = place.slab.layout
  return axis === 0 ? [1 / width, 0] : [0, (axis === 1 ? 1 : grid[1]) / height]
}

/** Of the raster's two axes. */
export function planeSteps(textures: ChunkTextures, raster: Raster | undefined): readonly number[] {
  if (raster === undefined) return NO_STEPS
  return [...stepsOf(textures, raster.right.axis), ...stepsOf(textures, raster.down.axis)]
}

export const NO_STEPS: readonly number[] = [0, 0, 0, 0]

/** What the vertices of a place carry, for the voxel coordinates `voxels` of a chunk. */
export function rampOf(
  textures: ChunkTextures,
  address: Address,
  raster: Raster | undefined,
  place: Place,
  voxels: Mapping,
): Ramp {
  const { x, y, row, slab } = textures.place
  const { width, height, places, paletteRows } = slab.layout
  const paletteRow = paletteRows === 0 ? 0 : (row + 0.5) / (places * paletteRows)
  const u = (x + 0.5) / width
  const v = (y + 0.5) / height
  if (address === 'space' || address === 'folded' || raster === undefined)
    return { mapping: voxels, from: [u, v], row: paletteRow }
  const right = raster.right.axis
  const down = raster.down.axis
  const across = stepsOf(textures, raster.normal)
  const slice = Math.floor(voxels.at[raster.normal])
  const from = [u + across[0] * slice, v + across[1] * slice] as const
  if (address === 'voxel' || place.kind === 'polygon') {
    const mapping: Mapping = {
      at: [voxels.at[right], voxels.at[down], 0],
      alongX: [voxels.alongX[right], 0, 0],
      alongY: [0, voxels.alongY[down], 0],
    }
    return { mapping, from, row: paletteRow }
  }
  // One voxel a pixel: the voxel of the first pixel's centre, by the rule of raster.ts, then one more or less with each.
  const { x0, y0 } = place.rect
  const signX = Math.sign(voxels.alongX[right])
  const signY = Math.sign(voxels.alongY[down])
  const firstX = Math.floor(voxels.at[right] + voxels.alongX[right] * (x0 + 0.5)) - signX * (x0 + 0.5)
  const firstY = Math.floor(voxels.at[down] + voxels.alongY[down] * (y0 + 0.5)) - signY * (y0 + 0.5)
  const [ru, rv] = stepsOf(textures, right)
  const [du, dv] = stepsOf(textures, down)
  const mapping: Mapping = {
    at: [from[0] + firstX * ru + firstY * du, from[1] + firstX * rv + firstY * dv, 0],
    alongX: [signX * ru, signX * rv, 0],
    alongY: [signY * du, signY * dv, 0],
  }
  return { mapping, from: NOWHERE, row: paletteRow }
}

const NOWHERE = [0, 0] as const
