import type { Framebuffer2D, Regl, Texture2D } from 'regl'
import { assert } from '../../../shared/assert.ts'

export type ScreenName = 'image' | 'labels'

/**
 * Two framebuffers in which a panel's layers are prepared before they are drawn together: the image as grey and
 * coverage (interpolated when read), the labels as palette entries. Panels use them one after the other.
 */
export interface ScreenBuffers {
  /** Makes room for panels of that many pixels; before a frame is painted, because texture coordinates depend on it. */
  reserve(width: number, height: number): void
  /** The whole extent, which texture coordinates refer to; it holds `width` x `height`. */
  extent(width: number, height: number): readonly [number, number]
  texture(name: ScreenName): Texture2D
  framebuffer(name: ScreenName): Framebuffer2D
  bytes(): number
  destroy(): void
}

/** Extents are rounded up to this many pixels, so that a panel dragged larger does not allocate at every step. */
const STEP = 128

export function createScreenBuffers(regl: Regl): ScreenBuffers {
  const hold = (filter: 'nearest' | 'linear') => {
    const texture = regl.texture({ width: 1, height: 1, format: 'rgba', mag: filter, min: filter, wrap: 'clamp' })
    return { texture, framebuffer: regl.framebuffer({ color: texture, depthStencil: false } as object) }
  }
  const held = { image: hold('linear'), labels: hold('nearest') }
  let extent: readonly [number, number] = [1, 1]
  const roundUp = (pixels: number): number => Math.min(regl.limits.maxTextureSize, Math.ceil(pixels / STEP) * STEP)
  return {
    reserve: (width, height) => {
      if (extent[0] >= width && extent[1] >= height) return
      extent = [Math.max(extent[0], roundUp(width)), Math.max(extent[1], roundUp(height))]
      for (const { framebuffer } of Object.values(held)) framebuffer.resize(extent[0], extent[1])
    },
    extent: (width, height) => {
      assert(width <= extent[0] && height <= extent[1], 'a panel is prepared in a buffer that was reserved for it')
      return extent
    },
    texture: (name) => held[name].texture,
    framebuffer: (name) => held[name].framebuffer,
    bytes: () => 2 * extent[0] * extent[1] * 4,
    destroy: () => {
      for (const { framebuffer, texture } of Object.values(held)) {
        framebuffer.destroy()
        texture.destroy()
      }
    },
  }
}
