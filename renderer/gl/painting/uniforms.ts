import type { Framebuffer2D, Texture2D } from 'regl'
import type { OpenLayer } from '../open-layer.ts'
import { contrastOf, imageViewOf, segmentationViewOf, type TileSide, tintOf, zeroGrey } from '../slices/tile-side.ts'
import { NO_STEPS, planeSteps } from '../textures/addresses.ts'
import type { TileDraw } from './tile-draw.ts'

interface GlslTypes {
  readonly sampler2D: Texture2D | Framebuffer2D
  readonly float: number
  readonly vec2: readonly [number, number]
  readonly vec3: readonly [number, number, number]
  readonly vec4: readonly number[]
}

function uniform<T extends keyof GlslTypes>(type: T, of: (tile: TileDraw) => GlslTypes[T]) {
  return { type, of }
}

/**
 * The uniforms of the tiles' shaders: an entry declares one to the shaders and says its value. How the steps, grids and
 * folds lead to texels: see addresses.ts and texel-lookup.ts.
 */
const UNIFORMS = {
  image: uniform('sampler2D', ({ imageSide, buffers, unused }) =>
    imageSide.source === 'screen' ? buffers.texture('image') : (imageSide.textures?.place.slab.voxels ?? unused),
  ),
  imageSteps: uniform('vec4', ({ imageSide, raster }) => stepsOf(imageSide, raster)),
  imageGrid: uniform('vec4', ({ imageSide }) => imageSide.textures?.grid ?? NO_GRID),
  imageFold: uniform('vec3', ({ imageSide }) => foldOf(imageSide)),
  imagePerTexel: uniform('vec2', ({ imageSide }) => perTexel(imageSide)),
  labels: uniform('sampler2D', ({ labelSide, buffers, unused }) =>
    labelSide.source === 'screen' ? buffers.texture('labels') : (labelSide.textures?.place.slab.voxels ?? unused),
  ),
  labelSteps: uniform('vec4', ({ labelSide, raster, screen }) =>
    labelSide.source === 'screen' && screen !== undefined ? screen.steps : stepsOf(labelSide, raster),
  ),
  labelGrid: uniform('vec4', ({ labelSide }) => labelSide.textures?.grid ?? NO_GRID),
  labelFold: uniform('vec3', ({ labelSide }) => foldOf(labelSide)),
  labelPerTexel: uniform('vec2', ({ labelSide }) => perTexel(labelSide)),
  palette: uniform('sampler2D', ({ labelSide, unused }) => labelSide.textures?.place.slab.palette ?? unused),
  perPaletteRow: uniform('float', ({ labelSide: { textures } }) => {
    const layout = textures?.place.slab.layout
    return layout === undefined ? 1 : 1 / Math.max(1, layout.places * layout.paletteRows)
  }),
  /** See `contrastOf`; where there is no chunk, the value is 0. */
  contrast: uniform('vec2', ({ image, imageSide }) => {
    const view = imageViewOf(image)
    if (image === undefined || view === undefined) return [1, 0]
    if (imageSide.textures === undefined) return [1, zeroGrey(view)]
    return contrastOf(view, image.open.layer.volume.voxelType)
  }),
  imageOpacity: uniform('float', ({ image }) => imageViewOf(image)?.opacity ?? 1),
  tint: uniform('vec3', ({ image }) => {
    const view = imageViewOf(image)
    return view === undefined ? [1, 1, 1] : tintOf(view)
  }),
  /** How much of what is below a blended image covers: 1, or 0 where it is added. */
  covers: uniform('float', ({ image }) => (imageViewOf(image)?.adds === true ? 0 : 1)),
  /** Of shown and of selected segments. */
  opacity: uniform('vec2', ({ labels }) => {
    const view = segmentationViewOf(labels)
    if (labels === undefined || view === undefined) return [0, 0]
    return [view.selectedOnly ? 0 : view.opacity * restOf(labels.open), view.selectedOpacity]
  }),
  neighbour: uniform('vec2', ({ screen }) => screen?.neighbour ?? [0, 0]),
  under: uniform('vec3', ({ under }) => under),
} as const

export type UniformName = keyof typeof UNIFORMS

export type Uniforms = { readonly [K in UniformName]: GlslTypes[(typeof UNIFORMS)[K]['type']] }

export const UNIFORM_NAMES = Object.keys(UNIFORMS) as readonly UniformName[]

/** For the head of a fragment shader. */
export const UNIFORM_DECLARATIONS = UNIFORM_NAMES.map((name) => `uniform ${UNIFORMS[name].type} ${name};`).join('\n')

export function uniformsOf(tile: TileDraw): Uniforms {
  return Object.fromEntries(UNIFORM_NAMES.map((name) => [name, UNIFORMS[name].of(tile)])) as unknown as Uniforms
}

/** The share of their opacity that all other segments keep while some are selected or painted, so that those stand out. */
const REST = 0.4

function restOf({ palette }: OpenLayer): number {
  return palette?.hasSelected() || palette?.isPainted() ? REST : 1
}

const NO_GRID = [1, 1, 1, 1]

function stepsOf({ textures }: TileSide, raster: TileDraw['raster']): readonly number[] {
  return textures === undefined ? NO_STEPS : planeSteps(textures, raster)
}

function foldOf({ textures }: TileSide): readonly [number, number, number] {
  if (textures === undefined) return [1, 1, 1]
  const { width, segments, rows } = textures.fold
  return [width, segments, rows]
}

function perTexel({ textures }: TileSide): readonly [number, number] {
  const layout = textures?.place.slab.layout
  return layout === undefined ? [1, 1] : [1 / layout.width, 1 / layout.height]
}
