import { UNIFORM_DECLARATIONS } from '../painting/uniforms.ts'
import { HATCH_TONE } from '../slices/tile-side.ts'
import { macrosOf, type ShaderVariant } from './shader-variants.ts'
import { TEXEL_LOOKUP, TEXELS } from './texel-lookup.ts'

/**
 * Image value and palette entry. An image prepared on screen is the sum of what was interpolated, over how much of it was
 * there: a voxel that is not loaded has no say. An image that has no texture in a framebuffer is background: value 0.
 */
const VALUES = `
#if defined(IMAGE_CHUNK8)
  float value = texture2D(image, imageTexel).r;
#elif defined(IMAGE_CHUNK16)
  vec4 bytes = texture2D(image, imageTexel);
  float value = (bytes.r + bytes.a * 256.0) * (255.0 / 65535.0);
#elif defined(IMAGE_CHUNK32)
  float value = texture2D(image, imageTexel).r;
#elif defined(IMAGE_SCREEN)
  vec4 blurred = texture2D(image, imageAt.xy);
  float value = blurred.r / max(blurred.a, 0.001);
#elif defined(OUTPUT_GREY)
  float value = 0.0;
#endif
#if defined(IMAGE_SCREEN) || defined(AS_STORED)
#define GREY value
#elif defined(IMAGE_CHUNK32)
#define GREY clamp((value - contrast.y) * contrast.x, 0.0, 1.0)
#else
#define GREY clamp(value * contrast.x + contrast.y, 0.0, 1.0)
#endif
#if defined(LABELS_CHUNK8)
  float index = texture2D(labels, labelTexel).r;
  vec4 entry = texture2D(palette, vec2(index * (255.0 / 256.0) + 0.5 / 256.0, extraAt.z));
#elif defined(LABELS_CHUNK16)
  vec4 place = texture2D(labels, labelTexel);
  vec4 entry = texture2D(palette, vec2(place.r * (255.0 / 256.0) + 0.5 / 256.0, place.a * 255.0 * perPaletteRow + extraAt.z));
#elif defined(LABELS_SCREEN)
  vec4 entry = texture2D(labels, labelTexel);
#endif`

/**
 * Opacity by what palettes say in alpha (segment-palette.ts): 0 hidden, to 62 painted with an opacity of their own
 * (paint-layer.ts), from 64 shown, from 191 selected. The limits lie between those numbers, whether painted or not.
 */
const STRENGTH = `
#if defined(PAINTED)
#define PAINT_STRENGTH max(0.0, (entry.a * 255.0 - 1.0) / 61.0)
#else
#define PAINT_STRENGTH 0.0
#endif
#define STRENGTH (entry.a > 0.625 ? opacity.y : (entry.a > 0.247 ? opacity.x : PAINT_STRENGTH))`

/** With borders, the lowest three bits of red, green and blue tell supervoxels apart; this leaves them out. */
const SUPERVOXEL_BITS = `
#if defined(BORDERS)
#define SEGMENT(entry) vec4(floor(entry.rgb * (255.0 / 8.0) + 0.01), entry.a)
#else
#define SEGMENT(entry) entry
#endif`

/** A border between supervoxels, against the fill's own opacity; its whiteness. */
const BORDER = { strength: 0.55, white: 0.5 }

/** How white an outline is, and how strong: a number, or a multiple of the fill's opacity that is at most 1. */
const LINES = {
  shown: { white: 0, strong: 'min(1.0, 2.5 * opacity.x)' },
  /** Softly: much of the screen may be one glia cell. */
  hovered: { white: 0.3, strong: 'clamp(3.5 * opacity.x, 0.55, 1.0)' },
  selected: { white: 0.55, strong: '1.0' },
  selectedHovered: { white: 0.8, strong: '1.0' },
  painted: { white: 0, strong: '1.0' },
  /** Where two painted sides meet. */
  cut: { white: 0.85, strong: '1.0' },
} as const

const line = (name: keyof typeof LINES): string => `vec2(${LINES[name].white.toFixed(2)}, ${LINES[name].strong})`

/** How an opaque colour is written: with its cover where what is there shows through. */
type Put = (rgb: string) => string
const plain: Put = (rgb) => rgb
const covering: Put = (rgb) => `vec4(${rgb}, 1.0)`

/**
 * Outline of the pixel whose right or lower neighbour, one device pixel on, has another entry; drawn in the colour of
 * whichever of the two is painted, or else shown.
 */
const outline = (put: Put): string => `
#if defined(BOUNDARIES) || defined(BORDERS)
  vec4 onRight = texture2D(labels, ON_SCREEN(labelAt.xy + vec2(neighbour.x, 0.0)));
  vec4 below = texture2D(labels, ON_SCREEN(labelAt.xy + vec2(0.0, neighbour.y)));
#if defined(PAINTED)
#define LEAST_SHOWN 0.002
#define IS_PAINTED(place) (place.a > 0.002 && place.a < 0.247)
#define IS_CUT(place) (IS_PAINTED(place) && distance(SEGMENT(place).rgb, SEGMENT(entry).rgb) > 0.002)
#else
#define LEAST_SHOWN 0.247
#endif
#if defined(BOUNDARIES)
  vec4 own = SEGMENT(entry);
  bool isOutline = dot(abs(own - SEGMENT(onRight)) + abs(own - SEGMENT(below)), vec4(1.0)) > 0.002;
#else
  bool isOutline = false;
#endif
  if (isOutline) {
    vec4 line = entry.a > LEAST_SHOWN && entry.a >= max(onRight.a, below.a) ? entry : (onRight.a > below.a ? onRight : below);
    bool isSelected = line.a > 0.625;
    bool isHovered = line.a > 0.9 || (line.a > 0.4 && line.a < 0.625);
    vec2 look = isSelected
      ? (isHovered ? ${line('selectedHovered')} : ${line('selected')})
      : (isHovered ? ${line('hovered')} : ${line('shown')});
#if defined(PAINTED)
    if (IS_PAINTED(entry) || IS_PAINTED(onRight) || IS_PAINTED(below)) {
      line = IS_PAINTED(entry) ? entry : (IS_PAINTED(onRight) ? onRight : below);
      look = IS_PAINTED(entry) && (IS_CUT(onRight) || IS_CUT(below)) ? ${line('cut')} : ${line('painted')};
    }
#endif
    colour = mix(colour, ${put('mix(line.rgb, vec3(1.0), look.x)')}, look.y);
  }
#if defined(BORDERS)
  else if (dot(abs(entry - onRight) + abs(entry - below), vec4(1.0)) > 0.002) {
    colour = mix(colour, ${put(`mix(entry.rgb, vec3(1.0), ${BORDER.white})`)}, ${BORDER.strength});
  }
#endif
#endif`

/** Device pixels between the hatch lines of a failed chunk, along x. */
const HATCH_PERIOD = 7

const hatch = (put: Put): string => `
#if defined(HATCHED)
  float stripe = step(mod(gl_FragCoord.x + gl_FragCoord.y, ${HATCH_PERIOD}.0), 1.0);
  colour = mix(colour, ${put(`vec3(${HATCH_TONE.join(', ')})`)}, stripe);
#endif`

/** Ties in the rounding to 8 bits go up, as Math.round has it, whatever the last bit of single precision. */
const ROUND = '0.000004'

/** The tie of rounding is added to the grey alone, one addition instead of three; a segment's full colour is exact anyway. */
const PAINT = `
#if defined(TINTED)
#define SHADE (GREY * tint + ${ROUND})
#else
#define SHADE vec3(GREY + ${ROUND})
#endif
#if defined(IMAGE_NONE)
  vec3 colour = under + ${ROUND};
#elif defined(SOLID)
  vec3 colour = SHADE;
#else
  vec3 colour = mix(under, SHADE, imageOpacity);
#endif
#if !defined(LABELS_NONE)
  colour = mix(colour, entry.rgb, STRENGTH);
#endif
${outline(plain)}
${hatch(plain)}
  gl_FragColor = vec4(colour, 1.0);`

/**
 * One layer over what is there, its colour multiplied by how much it covers: an image by its opacity, labels by that of
 * their segment. An image that is added covers nothing.
 */
const BLEND = `
#if !defined(IMAGE_NONE)
  vec4 colour = vec4(GREY * tint, covers) * imageOpacity;
#elif defined(LABELS_NONE)
  vec4 colour = vec4(under, 0.0);
#else
  vec4 colour = vec4(entry.rgb, 1.0) * STRENGTH;
#endif
${outline(covering)}
${hatch(covering)}
  gl_FragColor = colour;`

const FRAGMENT_SHADER = `
precision highp float;
varying vec4 imageAt;
varying vec4 labelAt;
varying vec3 extraAt;
${UNIFORM_DECLARATIONS}
${TEXEL_LOOKUP}
${STRENGTH}
${SUPERVOXEL_BITS}
void main() {
${TEXELS}
${VALUES}
#if defined(OUTPUT_ENTRY)
  gl_FragColor = entry;
#elif defined(OUTPUT_GREY)
  gl_FragColor = vec4(vec3(GREY), 1.0);
#elif defined(OUTPUT_BLEND)
${BLEND}
#else
${PAINT}
#endif
}`

export function fragmentShader(variant: ShaderVariant): string {
  return (
    macrosOf(variant)
      .map((name) => `#define ${name}\n`)
      .join('') + FRAGMENT_SHADER
  )
}
