import { shortRangeOf } from '../../../shared/volume/voxel-type.ts'
import type { TileDraw } from '../painting/tile-draw.ts'
import { imageViewOf, isSamePlace } from '../slices/tile-side.ts'
import { ADDRESSES, type Address, isChunk, type LayerSource, SOURCES } from './layer-source.ts'

/** What every shader is chosen by. */
export interface ShaderBase {
  readonly image: LayerSource
  readonly labels: LayerSource
  /** Of layers that come from chunks. */
  readonly address: Address
  readonly output: Output
}

/** `paint`: opaque, over everything. `blend`: over what is there. `grey`, `entry`: into a framebuffer, raw. */
export type Output = (typeof OUTPUTS)[number]
export const OUTPUTS = ['paint', 'blend', 'grey', 'entry'] as const

/** Which shader a draw needs. Each one in use is compiled once. */
export interface ShaderVariant extends ShaderBase {
  /** A bit for each flag of `FLAGS` that is set, in their order. */
  readonly flags: number
}

interface Flag {
  /** Whether the shader of a variant looks at it; elsewhere it is never set, so that no shader is compiled twice. */
  readonly isRead: (base: ShaderBase) => boolean
  readonly isSet: (tile: TileDraw) => boolean
}

const isPaint = ({ output }: ShaderBase): boolean => output === 'paint'
const isFromScreen = ({ labels }: ShaderBase): boolean => labels === 'screen'

/**
 * What else shaders differ by. An entry is all that a flag needs: the shaders know it as a macro of its name
 * (`sameScreen`: SAME_SCREEN).
 */
export const FLAGS = {
  /** The framebuffer of the labels has the panel's own pixels. */
  sameScreen: { isRead: isFromScreen, isSet: ({ screen }) => screen?.same === true },
  /** Outlines where a label differs from its right or lower neighbour. */
  boundaries: { isRead: isFromScreen, isSet: ({ screen }) => screen?.boundaries === true },
  /** The same, fainter, where only the supervoxel is another: see SUPERVOXEL_BITS. */
  borders: { isRead: isFromScreen, isSet: ({ screen }) => screen?.borders === true },
  /** Some supervoxels are painted over, with opacities of their own. */
  painted: {
    isRead: ({ labels, output }) => labels !== 'none' && (output === 'paint' || output === 'blend'),
    isSet: ({ labels }) => labels?.open.palette?.isPainted() === true,
  },
  /** A layer failed here: fine diagonal lines over what there is. */
  hatched: {
    isRead: ({ output }) => output === 'paint' || output === 'blend',
    isSet: ({ imageSide, labelSide }) => imageSide.hatched || labelSide.hatched,
  },
  /** Image and labels lie on the same grid, in textures of the same extent, so that one coordinate serves both. */
  shared: {
    isRead: (base) => isPaint(base) && isChunk(base.image) && isChunk(base.labels) && base.address !== 'texel',
    isSet: ({ imageSide, labelSide }) => isSamePlace(imageSide, labelSide),
  },
  /** Black and white are the ends of the type's range: values are drawn as stored (saves 8 % of a frame in software GL). */
  asStored: {
    isRead: (base) => isPaint(base) && isChunk(base.image) && base.image !== 'chunk32',
    isSet: isWholeRange,
  },
  /** The image is not blended with what is under it. */
  solid: {
    isRead: (base) => isPaint(base) && base.image !== 'none',
    isSet: ({ image }) => imageViewOf(image)?.opacity === 1,
  },
  /** White is drawn in another colour. */
  tinted: {
    isRead: (base) => isPaint(base) && base.image !== 'none',
    isSet: ({ image }) => imageViewOf(image)?.colour !== undefined,
  },
} as const satisfies Readonly<Record<string, Flag>>

export type FlagName = keyof typeof FLAGS

const ENTRIES: readonly (readonly [string, Flag])[] = Object.entries(FLAGS)

/** How many combinations of flags there are. */
export const FLAG_SETS = 2 ** ENTRIES.length

/** The bit of a flag. */
export function bitOf(name: FlagName): number {
  return 1 << ENTRIES.findIndex(([key]) => key === name)
}

/** The flags that a shader of this kind looks at. */
export function readFlags(base: ShaderBase): number {
  return ENTRIES.reduce((flags, [, flag], place) => (flag.isRead(base) ? flags | (1 << place) : flags), 0)
}

/** The variant that draws a tile. */
export function variantOf({ image, labels, address, output }: ShaderBase, tile: TileDraw): ShaderVariant {
  const used = isChunk(image) || isChunk(labels) ? address : 'texel'
  const variant = { image, labels, address: used, output, flags: 0 }
  for (let place = 0; place < ENTRIES.length; place++) {
    const flag = ENTRIES[place]![1]
    if (flag.isRead(variant) && flag.isSet(tile)) variant.flags |= 1 << place
  }
  return variant
}

/** A number per variant. */
export function variantKey({ image, labels, address, output, flags }: ShaderVariant): number {
  let key = SOURCES.indexOf(image) + SOURCES.length * SOURCES.indexOf(labels)
  key = key * ADDRESSES.length + ADDRESSES.indexOf(address)
  key = key * OUTPUTS.length + OUTPUTS.indexOf(output)
  return key * FLAG_SETS + flags
}

/** The macros by which the shaders' text tells variants apart. */
export function macrosOf({ image, labels, address, output, flags }: ShaderVariant): string[] {
  const sources = [`IMAGE_${image}`, `LABELS_${labels}`, `ADDRESS_${address}`, `OUTPUT_${output}`]
  if (isChunk(image)) sources.push('IMAGE_CHUNK')
  if (isChunk(labels)) sources.push('LABELS_CHUNK')
  const set = ENTRIES.filter((_, place) => (flags & (1 << place)) !== 0)
  return [...sources, ...set.map(([name]) => name.replace(/[A-Z]/g, '_$&'))].map((name) => name.toUpperCase())
}

function isWholeRange({ image }: TileDraw): boolean {
  const view = imageViewOf(image)
  if (image === undefined || view === undefined) return true
  const [least, most] = shortRangeOf(image.open.layer.volume.voxelType) ?? []
  return view.black === least && view.white === most
}
