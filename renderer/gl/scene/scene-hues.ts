import type { PanelRect } from '../../../shared/view/camera.ts'

/** How many parts of the circle of hues are told apart: each is 30 degrees wide. */
const HUES = 12
/** The strongest and the weakest of red, green and blue differ this much in a pixel that has a hue: tissue and the ground have none. */
const LEAST_CHROMA = 24

/**
 * For tests: how many pixels of a panel have each hue, from red on. `pixels`: of the whole canvas, from its lowest row on, four
 * bytes each.
 */
export function huesOf(pixels: Uint8Array, canvas: { width: number; height: number }, rect: PanelRect): number[] {
  const hues = Array.from({ length: HUES }, () => 0)
  const bottom = canvas.height - rect.y - rect.height
  for (let y = bottom; y < bottom + rect.height; y++) {
    for (let x = rect.x; x < rect.x + rect.width; x++) {
      const at = 4 * (y * canvas.width + x)
      const hue = hueOf(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)
      if (hue !== undefined) hues[Math.floor(hue * HUES) % HUES]! += 1
    }
  }
  return hues
}

/** 0 to 1, red to red; undefined for what is grey. */
function hueOf(red: number, green: number, blue: number): number | undefined {
  const most = Math.max(red, green, blue)
  const chroma = most - Math.min(red, green, blue)
  if (chroma < LEAST_CHROMA) return undefined
  const sixth =
    most === red ? (green - blue) / chroma + 6 : most === green ? (blue - red) / chroma + 2 : (red - green) / chroma + 4
  return (sixth / 6) % 1
}
