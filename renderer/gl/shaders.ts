import { unreachable } from '../../shared/assert.ts'

/**
 * Where a fragment takes a layer's value from. `chunk8`, `chunk16`: from the chunk's own texture; `screen`: from a
 * framebuffer in which the panel was drawn before at voxel resolution (image: grey and coverage; labels: palette entries).
 */
export type LayerSource = 'none' | 'chunk8' | 'chunk16' | 'screen'

/** Which shader a draw needs. Each combination in use is compiled once. */
export interface ShaderVariant {
  readonly image: LayerSource
  readonly labels: LayerSource
  /** Labels from the screen: outline where a label differs from its right or lower neighbour. */
  readonly boundaries: boolean
  /** A layer failed here: fine diagonal lines over what there is. */
  readonly hatched: boolean
  /** Chunk textures with more than one column of slices. */
  readonly columns: boolean
  /** Image and labels lie at the same place of equal textures (same grid, cell and scale): one coordinate serves both. */
  readonly shared: boolean
  /** Black or white are not at the ends of the type's range, so values are mapped (8 % of a frame in software GL). */
  readonly contrast: boolean
  /** The image is not blended with what is under it. */
  readonly solid: boolean
  /** Oblique planes: vertex coordinates may leave the chunk by rounding. Aligned ones are cut at whole pixels. */
  readonly clamped: boolean
  /** `paint`: opaque, over everything. `blend`: over what is there. `grey`, `entry`: into a framebuffer, raw. */
  readonly output: 'paint' | 'blend' | 'grey' | 'entry'
}

export function variantKey(v: ShaderVariant): string {
  return [
    v.image,
    v.labels,
    v.boundaries,
    v.hatched,
    v.columns,
    v.shared,
    v.contrast,
    v.solid,
    v.clamped,
    v.output,
  ].join(' ')
}

/** Device pixels between the hatch lines of a failed chunk, along x. */
const HATCH_PERIOD = 7

/**
 * Positions are pixels of the target, y down; `turn` is -1 for the canvas (whose y goes up) and 1 for a framebuffer
 * (whose first row then is the top one).
 */
export const VERTEX_SHADER = `
precision highp float;
attribute vec2 position;
attribute vec3 imageVoxel;
attribute vec3 labelVoxel;
uniform vec2 perPixel;
uniform float turn;
varying vec3 imageAt;
varying vec3 labelAt;
void main() {
  imageAt = imageVoxel;
  labelAt = labelVoxel;
  vec2 clip = position * perPixel - 1.0;
  gl_Position = vec4(clip.x, clip.y * turn, 0.0, 1.0);
}`

/**
 * The texel of a voxel (x, y, z) is (x + column * X, y + (z - column * slices) * Y): see texture-layout.ts. `grid` is
 * (X, Y, Z, slices per column). The floor is taken here and not by the sampler, because a chunk's coordinates are
 * small numbers and those of a texture 8192 high are not exact enough in single precision.
 */
function texelFunction(v: ShaderVariant): string {
  const clamp = v.clamped ? 'voxel = clamp(voxel, vec3(0.0), grid.xyz - 1.0);' : ''
  const column = v.columns
    ? 'float column = floor((voxel.z + 0.5) / grid.w); vec2 corner = vec2(column * grid.x, (voxel.z - column * grid.w) * grid.y);'
    : 'vec2 corner = vec2(0.0, voxel.z * grid.y);'
  return `
vec2 texelOf(vec3 at, vec4 grid, vec2 perTexel) {
  vec3 voxel = floor(at);
  ${clamp}
  ${column}
  return (voxel.xy + corner + 0.5) * perTexel;
}`
}

/** The place of both layers' voxels in their textures; computed once where they share it. */
function texels(v: ShaderVariant): string {
  const of = (layer: 'image' | 'label', source: LayerSource): string =>
    source === 'chunk8' || source === 'chunk16'
      ? `vec2 ${layer}Texel = texelOf(${layer}At, ${layer}Grid, ${layer}PerTexel);`
      : ''
  return `${of('image', v.image)} ${v.shared ? 'vec2 labelTexel = imageTexel;' : of('label', v.labels)}`
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
  vec4 entry = texture2D(palette, vec2(index * (255.0 / 256.0) + 0.5 / 256.0, 0.5));`
    case 'chunk16':
      return `vec4 place = texture2D(labels, labelTexel);
  vec4 entry = texture2D(palette, vec2(place.r * (255.0 / 256.0) + 0.5 / 256.0, (place.a * 255.0 + 0.5) * perPaletteRow));`
    case 'screen':
      // At the middle of a pixel of the framebuffer: samplers in software find their texel by 16 bits only.
      return 'vec4 entry = texture2D(labels, (floor(labelAt.xy) + 0.5) * labelPerTexel);'
    default:
      return unreachable(source)
  }
}

/** Fill: what palettes say in alpha (segment-palette.ts): below 1/8 hidden, to 5/8 shown, above selected. */
const FILL = `
  float strength = entry.a > 0.625 ? opacity.y : (entry.a > 0.125 ? opacity.x : 0.0);
  colour = mix(colour, entry.rgb, strength);`

/**
 * Outline of the pixel whose right or lower neighbour, one device pixel on, has another entry; drawn in the colour of
 * whichever of the two is shown. Selected ones brighter, hovered ones nearly white. OUTLINE times the fill's opacity.
 */
const OUTLINE = `
  vec4 onRight = texture2D(labels, (floor(labelAt.xy + vec2(neighbour.x, 0.0)) + 0.5) * labelPerTexel);
  vec4 below = texture2D(labels, (floor(labelAt.xy + vec2(0.0, neighbour.y)) + 0.5) * labelPerTexel);
  if (dot(abs(entry - onRight) + abs(entry - below), vec4(1.0)) > 0.002) {
    vec4 line = entry.a > 0.125 && entry.a >= max(onRight.a, below.a) ? entry : (onRight.a > below.a ? onRight : below);
    bool isSelected = line.a > 0.625;
    bool isHovered = line.a > 0.9 || (line.a > 0.4 && line.a < 0.625);
    float white = isHovered ? 0.75 : (isSelected ? 0.4 : 0.0);
    float strong = isHovered ? 1.0 : min(1.0, 2.5 * (isSelected ? opacity.y : opacity.x));
    colour = mix(colour, mix(line.rgb, vec3(1.0), white), strong);
  }`

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
  float strength = entry.a > 0.625 ? opacity.y : (entry.a > 0.125 ? opacity.x : 0.0);
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
  const fill = v.labels === 'none' ? '' : `${entry}${FILL}`
  const outline = v.labels === 'screen' && v.boundaries ? OUTLINE : ''
  const lines = v.hatched ? `${hatch}\n  colour = mix(colour, hatchColour, stripe);` : ''
  return `${base}\n  ${fill}${outline}\n  ${lines}\n  gl_FragColor = vec4(colour, 1.0);`
}

export function fragmentShader(v: ShaderVariant): string {
  const chunks = [v.image, v.labels].some((source) => source === 'chunk8' || source === 'chunk16')
  return `
precision highp float;
varying vec3 imageAt;
varying vec3 labelAt;
uniform sampler2D image;
uniform sampler2D labels;
uniform sampler2D palette;
uniform vec4 imageGrid;
uniform vec4 labelGrid;
uniform vec2 imagePerTexel;
uniform vec2 labelPerTexel;
uniform float perPaletteRow;
uniform vec2 contrast;
uniform float imageOpacity;
uniform vec2 opacity;
uniform vec2 neighbour;
uniform vec3 under;
uniform vec3 hatchColour;
${chunks ? texelFunction(v) : ''}
void main() {
  ${chunks ? texels(v) : ''}
  ${body(v)}
}`
}
