import createRegl from 'regl'
import type { Uploader } from '../chunks/chunk-loader.ts'
import { type Compiled, compileAll } from '../painting/compile-all.ts'
import { createDrawCommands, type Target } from '../painting/draw-commands.ts'
import { createFloor } from '../painting/floor.ts'
import { type PaintTools, PREPARED_MARGIN, paintPanel } from '../painting/panel-painter.ts'
import type { PanelScene } from '../painting/panel-scene.ts'
import { createScreenBuffers } from '../painting/screen-buffers.ts'
import { createVertexWriter } from '../painting/vertices.ts'
import { WINDOW_TONE } from '../slices/tile-side.ts'
import { uploadChunk } from './chunk-textures.ts'
import { createSlabs } from './slabs.ts'

/** All that lives in one WebGL context. Lost with it, and made anew when it comes back. */
export interface Gpu {
  readonly uploader: Uploader
  readonly renderer: string
  /** Textures that hold chunks. */
  textureCount(): number
  /** Bytes of framebuffers, beside the chunks. */
  screenBytes(): number
  resize(width: number, height: number): void
  drawFrame(scenes: readonly PanelScene[], texturesAt: PaintTools['texturesAt'], moving: boolean): void
  /** One textured quad over the whole canvas: what no frame can be faster than. */
  drawFloor(): void
  /** Whether each shader that a frame can ask for is right. */
  compileAll(): Compiled
  /** Waits until all that was drawn is done, by reading one pixel. */
  finish(): void
  /** `isLost`: the context is gone, so there is nothing to free. */
  destroy(isLost: boolean): void
}

/** A slab's extent: large enough that few draw a frame, small enough that a new one takes no noticeable time. */
const MAX_SLAB_BYTES = 4 * 1024 * 1024
/** The budget holds at least this many slabs, so that free places do not take most of it. */
const MIN_SLABS = 64

export function createGpu(canvas: OffscreenCanvas): Gpu | undefined {
  const gl = canvas.getContext('webgl', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    preserveDrawingBuffer: false,
    powerPreference: 'high-performance',
  })
  if (gl === null) return undefined
  const regl = createRegl({ gl })
  const commands = createDrawCommands(regl)
  const buffers = createScreenBuffers(regl)
  const slabs = createSlabs(regl)
  const writer = createVertexWriter()
  const drawFloor = createFloor(regl)
  const pixel = new Uint8Array(4)

  function panelTarget(scene: PanelScene): Target {
    const { x, y, width, height } = scene.panel.rect
    return {
      framebuffer: null,
      viewport: { x, y: canvas.height - y - height, width, height },
      perPixel: [2 / width, 2 / height],
      turn: -1,
    }
  }

  function drawFrame(scenes: readonly PanelScene[], texturesAt: PaintTools['texturesAt'], moving: boolean): void {
    const widest = Math.max(0, ...scenes.map(({ panel }) => panel.rect.width))
    const highest = Math.max(0, ...scenes.map(({ panel }) => panel.rect.height))
    buffers.reserve(widest + PREPARED_MARGIN, highest + PREPARED_MARGIN)
    writer.reset()
    const paints = scenes.map((scene) =>
      paintPanel(scene, { texturesAt, writer, buffers, unused: commands.unused, moving }),
    )
    slabs.flush()
    commands.setVertices(writer.data())
    const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height }
    commands.into({ framebuffer: null, viewport: whole, perPixel: [1, 1], turn: -1 }, () =>
      commands.clear([...WINDOW_TONE, 1]),
    )
    for (const { scene, prepared, passes } of paints) {
      for (const { into, geometry, batches } of prepared) {
        const { width, height } = geometry
        const viewport = { x: 0, y: 0, width, height }
        const framebuffer = buffers.framebuffer(into)
        commands.into({ framebuffer, viewport, perPixel: [2 / width, 2 / height], turn: 1 }, () => {
          commands.clear([0, 0, 0, 0])
          for (const { variant, draws } of batches) commands.draw(variant, draws)
        })
      }
      commands.into(panelTarget(scene), () => {
        for (const batches of passes) for (const { variant, draws } of batches) commands.draw(variant, draws)
      })
    }
  }

  return {
    uploader: {
      maxTextureSize: regl.limits.maxTextureSize,
      upload: ({ open: { palette }, chunk, dense, wholeSize }, gpuBytes) => {
        const fill =
          dense === undefined || palette === undefined
            ? undefined
            : (entries: Uint32Array) => {
                palette.fill(dense, entries)
                return palette.version()
              }
        return uploadChunk(slabs, chunk, wholeSize, Math.min(MAX_SLAB_BYTES, gpuBytes / MIN_SLABS), fill)
      },
      repaint: ({ open, dense }, { place }) => {
        if (dense === undefined) return
        open.palette?.fill(dense, place.entries)
        slabs.touch(place)
      },
      destroy: ({ place }) => slabs.give(place),
      chunkBytes: () => slabs.bytes(),
    },
    textureCount: () => slabs.count(),
    renderer: rendererName(gl),
    screenBytes: () => buffers.bytes() + canvas.width * canvas.height * 4,
    resize: (width, height) => {
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      // regl looks at the drawing buffer's extent only when told.
      regl.poll()
    },
    drawFrame,
    drawFloor,
    compileAll: () => compileAll(gl),
    finish: () => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel),
    destroy: (isLost) => {
      if (!isLost) {
        commands.destroy()
        buffers.destroy()
      }
      regl.destroy()
    },
  }
}

function rendererName(gl: WebGLRenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL))
}
