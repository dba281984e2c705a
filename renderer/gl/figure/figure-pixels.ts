import type { SceneBackground } from '../../../shared/view/scene/scene-camera.ts'
import type { GlPanel } from '../messages.ts'

/** A 3-D panel without its axes, on this ground; undefined: the one of the window. */
export function withBackground(panel: GlPanel, background: SceneBackground | undefined): GlPanel {
  if (panel.kind !== '3d') return panel
  return { ...panel, look: { ...panel.look, axes: false, background } }
}

/** Rows of a picture from top to bottom, out of rows as GL reads them, from bottom to top. Four bytes a pixel. */
export function topDown(pixels: Uint8Array, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const turned = new Uint8ClampedArray(pixels.length)
  const row = 4 * width
  for (let y = 0; y < height; y++) turned.set(pixels.subarray(y * row, (y + 1) * row), (height - 1 - y) * row)
  return turned
}

/**
 * The picture without its background, out of the same picture on black and on white: what is covered is alike on both.
 * Colours are not multiplied by alpha.
 */
export function withoutBackground(
  onBlack: Uint8ClampedArray,
  onWhite: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(onBlack.length)
  for (let at = 0; at < pixels.length; at += 4) {
    let seen = 0
    for (let part = 0; part < 3; part++) seen = Math.max(seen, onWhite[at + part]! - onBlack[at + part]!)
    const alpha = 255 - seen
    for (let part = 0; part < 3; part++) pixels[at + part] = alpha === 0 ? 0 : (onBlack[at + part]! * 255) / alpha
    pixels[at + 3] = alpha
  }
  return pixels
}
