import type { Framebuffer2D, Regl, Texture2D } from 'regl'

/** The picture of a scene with its depth, kept until something in it changes. */
export interface SceneTarget {
  /** Makes room for that many pixels. What was drawn before may be gone. */
  reserve(width: number, height: number): void
  framebuffer(): Framebuffer2D
  texture(): Texture2D
  /** Texture coordinates of the far corner of what `reserve` asked for. */
  share(): readonly [number, number]
  bytes(): number
  destroy(): void
}

/** Extents are rounded up to this many pixels, so that a panel dragged larger does not allocate at every step. */
const STEP = 128
/** Colour; depth of 24 bits with 8 of stencil, which WebGL grants everywhere (depth alone may have 16). */
const BYTES_PER_PIXEL = 8

/** `filter`: how its pixels are read where another number of pixels is drawn from it. */
export function createSceneTarget(regl: Regl, filter: 'nearest' | 'linear'): SceneTarget {
  const texture = regl.texture({ width: 1, height: 1, format: 'rgba', mag: filter, min: filter, wrap: 'clamp' })
  const framebuffer = regl.framebuffer({ color: texture, depthStencil: true } as object)
  let [width, height] = [1, 1]
  let used: readonly [number, number] = [1, 1]
  const roundUp = (pixels: number): number => Math.min(regl.limits.maxTextureSize, Math.ceil(pixels / STEP) * STEP)
  return {
    reserve: (wantedWidth, wantedHeight) => {
      used = [wantedWidth, wantedHeight]
      if (width < wantedWidth || height < wantedHeight) {
        width = Math.max(width, roundUp(wantedWidth))
        height = Math.max(height, roundUp(wantedHeight))
        framebuffer.resize(width, height)
      }
    },
    framebuffer: () => framebuffer,
    texture: () => texture,
    share: () => [used[0] / width, used[1] / height],
    bytes: () => width * height * BYTES_PER_PIXEL,
    destroy: () => {
      framebuffer.destroy()
      texture.destroy()
    },
  }
}
