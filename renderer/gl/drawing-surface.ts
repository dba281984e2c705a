import { assert } from '../../shared/assert.ts'
import type { Uploader } from './chunks/resident-chunks.ts'
import type { Gpu } from './gpu.ts'
import type { LostReason } from './messages.ts'

/** The canvas that the worker draws on, while it has a context. */
export interface DrawingSurface {
  /** Undefined while there is no context. Chunks arrive all the same, and are drawn when there is one again. */
  gpu(): Gpu | undefined
  /** Uploads to the context that is there now. */
  readonly uploader: Uploader
  /** Draws on this canvas from now on. */
  use(canvas: OffscreenCanvas): void
}

export interface SurfaceEvents {
  readonly started: (gpu: Gpu) => void
  /** All textures are gone. Only another canvas helps. */
  readonly lost: (reason: LostReason) => void
}

export function createDrawingSurface(
  createGpu: (canvas: OffscreenCanvas) => Gpu | undefined,
  events: SurfaceEvents,
): DrawingSurface {
  let gpu: Gpu | undefined
  /** Kept while there is no context, because chunks are laid out as they arrive. */
  let maxTextureSize = 0

  function present(): Uploader {
    assert(gpu !== undefined, 'chunks go to the GPU only while there is a context')
    return gpu.uploader
  }

  return {
    gpu: () => gpu,
    uploader: {
      get maxTextureSize() {
        return maxTextureSize
      },
      upload: (resident, gpuBytes) => present().upload(resident, gpuBytes),
      repaint: (resident, textures) => present().repaint(resident, textures),
      destroy: (textures) => present().destroy(textures),
      chunkBytes: () => gpu?.uploader.chunkBytes() ?? 0,
    },
    use: (canvas) => {
      const own = createGpu(canvas)
      gpu = own
      if (own === undefined) return events.lost('no-webgl')
      maxTextureSize = own.uploader.maxTextureSize
      // A context that comes back is of no use: Chromium never shows again what is drawn on such a canvas (measured, 114).
      canvas.addEventListener('webglcontextlost', () => {
        if (gpu !== own) return
        gpu = undefined
        own.destroy(true)
        events.lost('driver-stopped')
      })
      events.started(own)
    },
  }
}
