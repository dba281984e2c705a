import type { Framebuffer2D, Regl, Texture2D } from 'regl'

/** The picture of a scene with its depth, kept until something in it changes. */
export interface SceneTarget {
  /** Makes room for that many pixels. What was drawn before may be gone. */
  reserve(width: number, height: number): void
  framebuffer(): Framebuffer2D
  /** What is drawn into: one, or several at once. */
  readonly textures: readonly Texture2D[]
  /** Texture coordinates of the far corner of what `reserve` asked for. */
  share(): readonly [number, number]
  bytes(): number
  destroy(): void
}

/** Extents are rounded up to this many pixels, so that a panel dragged larger does not allocate at every step. */
const STEP = 128
/** Of a colour. */
const BYTES_PER_PIXEL = 4
/** Depth of 24 bits with 8 of stencil, which WebGL grants everywhere (depth alone may have 16). */
const DEPTH_BYTES_PER_PIXEL = 4

/**
 * `filter`: how its pixels are read where another number of pixels is drawn from it. More than one colour: the driver draws
 * into several textures at once.
 */
export function createSceneTarget(regl: Regl, filter: 'nearest' | 'linear', colourCount = 1): SceneTarget {
  const options = { width: 1, height: 1, format: 'rgba', mag: filter, min: filter, wrap: 'clamp' } as const
  const textures = Array.from({ length: colourCount }, () => regl.texture(options))
  const framebuffer = regl.framebuffer({ colors: textures, depthStencil: true } as object)
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
    textures,
    share: () => [used[0] / width, used[1] / height],
    bytes: () => width * height * (colourCount * BYTES_PER_PIXEL + DEPTH_BYTES_PER_PIXEL),
    destroy: () => {
      framebuffer.destroy()
      for (const texture of textures) texture.destroy()
    },
  }
}
