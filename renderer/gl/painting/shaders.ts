import { unreachable } from '../../../shared/assert.ts'

/**
 * Where a fragment takes a layer's value from. `chunk8`, `chunk16`: from the chunk's own texture; `screen`: from a
 * framebuffer in which the panel was drawn before at voxel resolution (image: grey and coverage; labels: palette entries).
 */
export type LayerSource = 'none' | 'chunk8' | 'chunk16' | 'screen'

/**
 * How a fragment finds its texels. `texel`: the vertices carry texture coordinates, because a voxel is exactly one pixel.
 * `voxel`: they carry the two voxel coordinates of an aligned plane, whose floor leads to the texel. `space`: all three
 * coordinates, clamped to the chunk, for oblique planes and for chunks in several columns. `folded`: the same for chunks
 * whose rows are folded, because a side of theirs is longer than a texture.
 */
export type Address = 'texel' | 'voxel' | 'space' | 'folded'

/** Which shader a draw needs. Each combination in use is compiled once. */
export interface ShaderVariant {
  readonly image: LayerSource
  readonly labels: LayerSource
  /** Of layers that come from chunks. */
  readonly address: Address
  /** Labels from the screen whose pixels are the panel's own. */
  readonly sameScreen: boolean
  /** Labels from the screen: outline where a label differs from its right or lower neighbour. */
  readonly boundaries: boolean
  /** The same, fainter, where only the supervoxel is another: see SUPERVOXEL_BITS. */
  readonly borders: boolean
  /** Some supervoxels are painted over, with opacities of their own. */
  readonly painted: boolean
  /** A layer failed here: fine diagonal lines over what there is. */
  readonly hatched: boolean
  /** Image and labels lie on the same grid, in textures of the same extent, so that one coordinate serves both. */
  readonly shared: boolean
  /** Black or white are not at the ends of the type's range, so values are mapped (8 % of a frame in software GL). */
  readonly contrast: boolean
  /** The image is not blended with what is under it. */
  readonly solid: boolean
  /** `paint`: opaque, over everything. `blend`: over what is there. `grey`, `entry`: into a framebuffer, raw. */
  readonly output: 'paint' | 'blend' | 'grey' | 'entry'
}

const SOURCES = ['none', 'chunk8', 'chunk16', 'screen'] as const
const ADDRESSES = ['texel', 'voxel', 'space', 'folded'] as const
const OUTPUTS = ['paint', 'blend', 'grey', 'entry'] as const

/** A number per variant. */
export function variantKey(v: ShaderVariant): number {
  let key = SOURCES.indexOf(v.image) + 4 * SOURCES.indexOf(v.labels)
  key = key * 4 + ADDRESSES.indexOf(v.address)
  key = key * 4 + OUTPUTS.indexOf(v.output)
  for (const flag of [v.sameScreen, v.boundaries, v.borders, v.painted, v.hatched, v.shared, v.contrast, v.solid])
    key = key * 2 + Number(flag)
  return key
}

/** Device pixels between the hatch lines of a failed chunk, along x. */
const HATCH_PERIOD = 7

/**
 * Positions are pixels of the target, y down; `turn` is -1 for the canvas (whose y goes up) and 1 for a framebuffer
 * (whose first row then is the top one). `imagePlace` and `labelPlace`: two coordinates and the texture coordinates they
 * start from; `extra`: the third coordinate of either, and the palette row. See addresses.ts.
 */
export const VERTEX_SHADER = `
precision highp float;
attribute vec2 position;
attribute vec4 imagePlace;
attribute vec4 labelPlace;
attribute vec3 extra;
uniform vec2 perPixel;
uniform float turn;
varying vec4 imageAt;
varying vec4 labelAt;
varying vec3 extraAt;
void main() {
  imageAt = imagePlace;
  labelAt = labelPlace;
  extraAt = extra;
  vec2 clip = position * perPixel - 1.0;
  gl_Position = vec4(clip.x, clip.y * turn, 0.0, 1.0);
}`

/**
 * The texel of a voxel (x, y, z) is (x + column * X, y + (z - column * slices) * Y): see texture-layout.ts. `grid` is
 * (X, Y, Z, slices per column). The floor is taken here and not by the sampler, because a chunk's coordinates are
 * small numbers and those of a texture 8192 high are not exact enough: samplers in software know 16 bits.
 */
const SPACE_TEXEL = `
vec2 texelOf(vec3 at, vec4 grid, vec2 perTexel) {
  vec3 voxel = clamp(floor(at), vec3(0.0), grid.xyz - 1.0);
  float column = floor((voxel.z + 0.5) / grid.w);
  vec2 corner = vec2(column * grid.x, (voxel.z - column * grid.w) * grid.y);
  return (voxel.xy + corner) * perTexel;
}`

/**
 * The same for folded rows (texture-layout.ts, `Fold`): `fold` is (texels of a segment, segments of a row, rows of a column).
 * Counts stay below 2^23, so that adding a half is exact and no division lands on the wrong side of a whole number.
 */
const FOLDED_TEXEL = `
vec2 foldedTexelOf(vec3 at, vec4 grid, vec3 fold, vec2 perTexel) {
  vec3 voxel = clamp(floor(at), vec3(0.0), grid.xyz - 1.0);
  float segment = floor((voxel.x + 0.5) / fold.x);
  float row = segment + fold.y * (voxel.y + grid.y * voxel.z);
  float column = floor((row + 0.5) / fold.z);
  return vec2(voxel.x + (column - segment) * fold.x, row - column * fold.z) * perTexel;
}`

/** `steps`: by how much the texture coordinates grow with a voxel along the first coordinate, and along the second. */
const PLANE_TEXEL = `
vec2 along(vec2 at, vec4 steps) {
  vec2 voxel = floor(at);
  return voxel.x * steps.xy + voxel.y * steps.zw;
}`

/** The place of both layers' voxels in their textures; what both share is computed once, which no compiler here does. */
function texels(v: ShaderVariant): string {
  const of = (layer: 'image' | 'label', z: 'x' | 'y'): string => {
    switch (v.address) {
      case 'texel':
        return `vec2 ${layer}Texel = ${layer}At.xy;`
      case 'voxel':
        return `vec2 ${layer}Texel = along(${layer}At.xy, ${layer}Steps) + ${layer}At.zw;`
      case 'space':
        return `vec2 ${layer}Texel = texelOf(vec3(${layer}At.xy, extraAt.${z}), ${layer}Grid, ${layer}PerTexel) + ${layer}At.zw;`
      case 'folded':
        return `vec2 ${layer}Texel = foldedTexelOf(vec3(${layer}At.xy, extraAt.${z}), ${layer}Grid, ${layer}Fold, ${layer}PerTexel) + ${layer}At.zw;`
      default:
        return unreachable(v.address)
    }
  }
  const image = isChunk(v.image) ? of('image', 'x') : ''
  if (v.labels === 'screen') {
    // At the middle of a pixel of the framebuffer.
    const at = v.sameScreen ? 'labelAt.xy' : 'along(labelAt.xy, labelSteps) + labelAt.zw'
    return `${image} vec2 labelTexel = ${at};`
  }
  if (!isChunk(v.labels)) return image
  if (v.shared && v.address !== 'texel') {
    return `vec2 within = ${WITHIN[v.address]}; vec2 imageTexel = within + imageAt.zw; vec2 labelTexel = within + labelAt.zw;`
  }
  return `${image} ${of('label', 'y')}`
}

/** The place within a chunk, where it serves both layers. */
const WITHIN = {
  voxel: 'along(imageAt.xy, imageSteps)',
  space: 'texelOf(vec3(imageAt.xy, extraAt.x), imageGrid, imagePerTexel)',
  folded: 'foldedTexelOf(vec3(imageAt.xy, extraAt.x), imageGrid, imageFold, imagePerTexel)',
} as const

function isChunk(source: LayerSource): boolean {
  return source === 'chunk8' || source === 'chunk16'
}

function imageValue(source: LayerSource): string {
  switch (source) {
    case 'none':
      return ''
    case 'chunk8':
      return 'float value = texture2D(image, imageTexel).r;'
    case 'chunk16':
      return `vec4 bytes = texture2D(image, imageTexel);
  float value = (bytes.r + bytes.a * 256.0) * (255.0 / 65535.0);`
    case 'screen':
      // The sum of what was interpolated, over how much of it was there: a voxel that is not loaded has no say.
      return `vec4 blurred = texture2D(image, imageAt.xy);
  float value = blurred.r / max(blurred.a, 0.001);`
    default:
      return unreachable(source)
  }
}

function labelEntry(source: LayerSource): string {
  switch (source) {
    case 'none':
      return ''
    case 'chunk8':
      return `float index = texture2D(labels, labelTexel).r;
  vec4 entry = texture2D(palette, vec2(index * (255.0 / 256.0) + 0.5 / 256.0, extraAt.z));`
    case 'chunk16':
      return `vec4 place = texture2D(labels, labelTexel);
  vec4 entry = texture2D(palette, vec2(place.r * (255.0 / 256.0) + 0.5 / 256.0, place.a * 255.0 * perPaletteRow + extraAt.z));`
    case 'screen':
      return 'vec4 entry = texture2D(labels, labelTexel);'
    default:
      return unreachable(source)
  }
}

/**
 * Opacity by what palettes say in alpha (segment-palette.ts): 0 hidden, to 62 painted with an opacity of their own
 * (paint-layer.ts), from 64 shown, from 191 selected. Painted or not, the limits lie between those numbers.
 */
function strengthOf(entry: string, v: ShaderVariant): string {
  const rest = v.painted ? `max(0.0, (${entry}.a * 255.0 - 1.0) / 61.0)` : '0.0'
  return `(${entry}.a > 0.625 ? opacity.y : (${entry}.a > 0.247 ? opacity.x : ${rest}))`
}

function fillOf(v: ShaderVariant): string {
  return `\n  colour = mix(colour, entry.rgb, ${strengthOf('entry', v)});`
}

/** With borders, the lowest three bits of red, green and blue tell supervoxels apart; this leaves them out. */
const SUPERVOXEL_BITS = 'floor(X.rgb * (255.0 / 8.0) + 0.01)'

/** A border between supervoxels, against the fill's own opacity; its whiteness. */
const BORDER = { strength: 0.55, white: 0.5 }

/**
 * Outline of the pixel whose right or lower neighbour, one device pixel on, has another entry; drawn in the colour of
 * whichever of the two is shown. Selected ones brighter, hovered ones nearly white. The outline's opacity is 2.5 times the fill's.
 */
function outlineOf(v: ShaderVariant): string {
  const at = (by: string): string =>
    v.sameScreen ? `labelAt.xy + ${by}` : `along(labelAt.xy + ${by}, labelSteps) + labelAt.zw`
  const segment = (entry: string): string =>
    v.borders ? `vec4(${SUPERVOXEL_BITS.replace('X', entry)}, ${entry}.a)` : entry
  const shown = v.painted ? '0.002' : '0.247'
  const painted = v.painted ? 'line.a < 0.247 ? 1.0 : ' : ''
  const border = `
  else if (dot(abs(entry - onRight) + abs(entry - below), vec4(1.0)) > 0.002) {
    colour = mix(colour, mix(entry.rgb, vec3(1.0), ${BORDER.white}), ${BORDER.strength});
  }`
  return `
  vec4 onRight = texture2D(labels, ${at('vec2(neighbour.x, 0.0)')});
  vec4 below = texture2D(labels, ${at('vec2(0.0, neighbour.y)')});
  vec4 own = ${segment('entry')};
  if (${v.boundaries ? '' : 'false && '}dot(abs(own - ${segment('onRight')}) + abs(own - ${segment('below')}), vec4(1.0)) > 0.002) {
    vec4 line = entry.a > ${shown} && entry.a >= max(onRight.a, below.a) ? entry : (onRight.a > below.a ? onRight : below);
    bool isSelected = line.a > 0.625;
    bool isHovered = line.a > 0.9 || (line.a > 0.4 && line.a < 0.625);
    float white = isHovered ? 0.75 : (isSelected ? 0.4 : 0.0);
    float strong = ${painted}isHovered ? 1.0 : min(1.0, 2.5 * (isSelected ? opacity.y : opacity.x));
    colour = mix(colour, mix(line.rgb, vec3(1.0), white), strong);
  }${v.borders ? border : ''}`
}

/** Ties in the rounding to 8 bits go up, as Math.round has it, whatever the last bit of single precision. */
const ROUND = '0.000004'

function body(v: ShaderVariant): string {
  const value = imageValue(v.image)
  const entry = labelEntry(v.labels)
  const hatch = v.hatched ? `float stripe = step(mod(gl_FragCoord.x + gl_FragCoord.y, ${HATCH_PERIOD}.0), 1.0);` : ''
  if (v.output === 'entry') return `${entry}\n  gl_FragColor = entry;`
  const mapped = v.image === 'screen' || !v.contrast ? 'value' : 'clamp(value * contrast.x + contrast.y, 0.0, 1.0)'
  // An image that has no texture here is background: value 0.
  if (v.output === 'grey')
    return `${v.image === 'none' ? 'float value = 0.0;' : value}\n  gl_FragColor = vec4(vec3(${mapped}), 1.0);`
  if (v.output === 'blend') {
    // One layer over what is there: an image by its opacity, labels by that of their segment.
    const layer =
      v.image === 'none'
        ? `${entry}
  float strength = ${strengthOf('entry', v)};
  vec3 colour = entry.rgb;`
        : `${value}
  float strength = imageOpacity;
  vec3 colour = vec3(${mapped});`
    return `${layer}\n  gl_FragColor = vec4(colour * strength, strength);`
  }
  // The tie of rounding is added to the grey alone, one addition instead of three; a segment's full colour is exact anyway.
  const grey = `vec3(${mapped} + ${ROUND})`
  const image = v.solid ? grey : `mix(under, ${grey}, imageOpacity)`
  const base = v.image === 'none' ? `vec3 colour = under + ${ROUND};` : `${value}\n  vec3 colour = ${image};`
  const fill = v.labels === 'none' ? '' : `${entry}${fillOf(v)}`
  const outline = v.labels === 'screen' && (v.boundaries || v.borders) ? outlineOf(v) : ''
  const lines = v.hatched ? `${hatch}\n  colour = mix(colour, hatchColour, stripe);` : ''
  return `${base}\n  ${fill}${outline}\n  ${lines}\n  gl_FragColor = vec4(colour, 1.0);`
}

export function fragmentShader(v: ShaderVariant): string {
  const chunks = isChunk(v.image) || isChunk(v.labels)
  return `
precision highp float;
varying vec4 imageAt;
varying vec4 labelAt;
varying vec3 extraAt;
uniform sampler2D image;
uniform sampler2D labels;
uniform sampler2D palette;
uniform vec4 imageSteps;
uniform vec4 labelSteps;
uniform vec4 imageGrid;
uniform vec4 labelGrid;
uniform vec3 imageFold;
uniform vec3 labelFold;
uniform vec2 imagePerTexel;
uniform vec2 labelPerTexel;
uniform float perPaletteRow;
uniform vec2 contrast;
uniform float imageOpacity;
uniform vec2 opacity;
uniform vec2 neighbour;
uniform vec3 under;
uniform vec3 hatchColour;
${chunks && v.address === 'space' ? SPACE_TEXEL : ''}
${chunks && v.address === 'folded' ? FOLDED_TEXEL : ''}
${(chunks && v.address === 'voxel') || (v.labels === 'screen' && !v.sameScreen) ? PLANE_TEXEL : ''}
void main() {
  ${texels(v)}
  ${body(v)}
}`
}
