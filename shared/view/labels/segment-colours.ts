/** Hues, lightness and chroma of the palette in OKLCH; each is one dimension of `TABLE`. */
const HUES = 1024
/** Light enough to stand off dark membranes, dark enough to stand off bright cytoplasm. */
const LIGHTNESSES = [0.58, 0.7, 0.82] as const
const CHROMAS = [0.12, 0.19] as const
const LEVELS = LIGHTNESSES.length * CHROMAS.length

/** All colours, packed 0xRRGGBB: HUES for each level. Made once, about 2 ms. */
const TABLE = colourTable()

/**
 * The colour of a segment, packed 0xRRGGBB: the same for the same id (as two 32-bit halves) and seed in every session,
 * far apart in hue and lightness for ids that are near. Any 32-bit numbers, signed or not.
 */
export function segmentColour(high: number, low: number, seed: number): number {
  const h = mix(low ^ mix(high ^ mix(seed ^ 0x9e3779b9)))
  // The low bits pick the hue, higher ones the level; a product instead of a remainder keeps it even.
  return TABLE[(Math.imul(h >>> 16, LEVELS) >>> 16) * HUES + (h & (HUES - 1))]!
}

/** A bijection of 32-bit numbers in which every bit depends on every bit (a xor-shift multiply chain). */
function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return x ^ (x >>> 16)
}

function colourTable(): Uint32Array {
  const table = new Uint32Array(HUES * LEVELS)
  let next = 0
  for (const lightness of LIGHTNESSES) {
    for (const chroma of CHROMAS) {
      for (let hue = 0; hue < HUES; hue++) table[next++] = packed(lightness, chroma, (hue / HUES) * 2 * Math.PI)
    }
  }
  return table
}

/** OKLCH to sRGB; where the colour is outside sRGB its chroma is lowered until it fits, so hue and lightness stay. */
function packed(lightness: number, chroma: number, hue: number): number {
  for (let c = chroma; ; c -= 0.005) {
    const rgb = linearRgb(lightness, c * Math.cos(hue), c * Math.sin(hue))
    if (c > 0 && rgb.some((part) => part < 0 || part > 1)) continue
    const [r, g, b] = rgb.map((part) => Math.round(255 * Math.max(0, Math.min(1, encoded(part)))))
    return (r! << 16) | (g! << 8) | b!
  }
}

/** OKLab to linear sRGB (Björn Ottosson, "A perceptual color space for image processing", 2020). */
function linearRgb(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

/** The transfer function of sRGB. */
function encoded(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}
