import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('renderer/page/frame/tokens.css', 'utf8')

function token(name: string): string {
  const found = new RegExp(`--${name}:\\s*(#[0-9a-f]{6});`).exec(css)?.[1]
  if (found === undefined) throw new Error(`tokens.css has no colour --${name}`)
  return found
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(token(a)), luminance(token(b))]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

/** Text and what it stands on. */
const texts: readonly (readonly [string, readonly string[]])[] = [
  ['text', ['window', 'surface', 'raised', 'raised-hover', 'accent-soft', 'danger-soft']],
  ['faint', ['window', 'surface', 'raised']],
  ['accent', ['window', 'surface', 'raised']],
  ['danger', ['window', 'surface', 'danger-soft']],
  ['on-accent', ['accent']],
  ['text', ['merge-soft', 'split-soft', 'doubt-soft', 'ask-soft']],
  ['merge', ['window', 'surface', 'merge-soft']],
  ['split', ['window', 'surface', 'split-soft']],
  ['doubt', ['window', 'surface', 'doubt-soft']],
  ['ask', ['surface', 'ask-soft']],
  ['committed', ['surface', 'raised']],
]

/** Edges, thumbs and focus rings, and what they must stand out from. */
const marks: readonly (readonly [string, readonly string[]])[] = [
  ['control-edge', ['window', 'surface', 'raised']],
  ['accent', ['window', 'surface', 'raised', 'accent-soft']],
  ['faint', ['surface', 'window']],
  ['committed', ['surface', 'raised']],
  ['pending', ['surface', 'raised']],
  ['side-a', ['window', 'surface']],
  ['side-b', ['window', 'surface']],
]

describe('the colours', () => {
  it('[UI9] text has AA contrast (4.5) on everything it stands on', () => {
    for (const [text, grounds] of texts) {
      for (const ground of grounds) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('[UI9] marks of controls stand out 3:1', () => {
    for (const [mark, grounds] of marks) {
      for (const ground of grounds) expect(contrast(mark, ground), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3)
    }
  })

  it('[UI9] the measure itself is right', () => {
    expect(luminance('#ffffff') / luminance('#ffffff')).toBe(1)
    expect((luminance('#ffffff') + 0.05) / (luminance('#000000') + 0.05)).toBeCloseTo(21)
  })
})
