/**
 * All colours, 0xRRGGBB, found by pushing points apart in OKLab within lightness 0.48 to 0.92 and chroma above 0.11: light
 * enough to stand off dark membranes, dark enough to stand off bright cytoplasm. Any two of them are at least 0.101 apart, and
 * 0.036 as a tint of 30 % over grey. More colours would lie closer together; with fewer, more neighbours would have the
 * same one. In this order ids that differ by little have colours that differ by much.
 */
const COLOURS = Uint32Array.from(
  `
  93ad01 52a371 ffa88c a62b02 8527ac 834378 a15f1a d861bd b385ff 6237fd 4e4cbb 8c6bb2 c77261 42b5ff
  ab005a 9400ee c0943d 8a8301 726cff fd91f9 00fe00 006798 b34eff ff16c4 e400fd 536709 83dc32 ddd500
  aac776 1990fe 2c9110 07ffff 008362 002fff ba00ad 0166ed b8ff00 03ff9c ff5cff ffbefe 58e1ba 0f94b3
  71d8ff adfabf b1b1ff 01b400 05ca7d 03c0c5 de8aae fe6f00 c73f50 ec0178 ff5671 f90000 f2ab0c ffe28c
`
    .trim()
    .split(/\s+/),
  (digits) => Number.parseInt(digits, 16),
)

/** 2^32 over the golden ratio. Steps of this length leave no two of 33 ids that follow on each other within a colour's share. */
const GOLDEN = 0x9e3779b1

/**
 * The colour of a segment, packed 0xRRGGBB: the same for the same id (as two 32-bit halves) and seed in every session.
 * Ids that are near get different colours, because neighbours in the tissue often have them. Any 32-bit numbers, signed
 * or not.
 */
export function segmentColour(high: number, low: number, seed: number): number {
  const turn = Math.imul(low ^ mix(seed), GOLDEN) + mix(high ^ mix(seed))
  // A product instead of a remainder keeps the shares even.
  return COLOURS[(((turn >>> 16) & 0xffff) * COLOURS.length) >>> 16]!
}

/** A bijection of 32-bit numbers in which every bit depends on every bit (a xor-shift multiply chain); 0 stays 0. */
function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return x ^ (x >>> 16)
}
