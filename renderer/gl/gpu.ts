import createRegl from 'regl'
import type { Uploader } from './chunks/resident-chunks.ts'
import { createPanelCopies, type PanelCopies } from './painting/panel-copies.ts'
import { createSliceDrawing, type SliceDrawing } from './painting/slice-drawing.ts'
import { createTargets, panelTarget } from './painting/targets.ts'
import { createWholeQuad } from './painting/whole-quad.ts'
import { WIDE_ELEMENTS } from './scene/gpu-meshes.ts'
import { createSceneDrawing, type SceneDrawing } from './scene/scene-drawing.ts'
import { type Compiled, compileAll } from './shaders/compile-all.ts'
import { WINDOW_TONE } from './slices/tile-side.ts'
import { uploadChunk } from './textures/chunk-textures.ts'
import { createSlabs, FLOAT_TEXTURES, type SlabStore } from './textures/slabs.ts'

/** All that lives in one WebGL context. It is lost with the context, and made anew on another canvas. */
export interface Gpu {
  readonly uploader: Uploader
  readonly renderer: string
  /** How many textures hold chunks. */
  textureCount(): number
  /** Bytes of framebuffers, beside the chunks. */
  screenBytes(): number
  resize(width: number, height: number): void
  /** What slice panels are drawn with. */
  readonly slices: SliceDrawing
  /** Of the slice panels' pixels. */
  readonly copies: PanelCopies
  /** What the 3-D panel is drawn with, and what holds its meshes. */
  readonly scene: SceneDrawing
  /** Of the canvas, in pixels. */
  height(): number
  /** All panels are prepared: palettes go to the GPU, due shaders are compiled, and the canvas is cleared. */
  begin(): void
  /** The next frame compiles shaders that later ones need. False: there are no more. The first frame does so unasked. */
  warmUp(): boolean
  /** How many shaders were compiled so far. */
  shaderCount(): number
  /** One textured quad over the whole canvas: what no frame can be faster than. */
  drawWholeQuad(): void
  /** Compiles each shader that a frame can ask for. */
  compileAll(): Compiled
  /** All pixels of the canvas, from the lowest row on, four bytes each; undefined where it could not be that large. */
  pixels(): Uint8Array | undefined
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
  const regl = createRegl({ gl, optionalExtensions: [FLOAT_TEXTURES, WIDE_ELEMENTS] })
  const targets = createTargets(regl)
  const slices = createSliceDrawing(regl, targets)
  const copies = createPanelCopies(regl, targets)
  const scene = createSceneDrawing(regl, targets, copies)
  const slabs = createSlabs(regl)
  const drawWholeQuad = createWholeQuad(regl)
  const pixel = new Uint8Array(4)

  function begin(): void {
    slabs.flush()
    slices.compile(canvas.height)
    const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height }
    targets.into(panelTarget(whole, canvas.height), () => targets.clear([...WINDOW_TONE, 1]))
  }

  return {
    uploader: createUploader(slabs, regl.limits.maxTextureSize),
    textureCount: () => slabs.count(),
    renderer: rendererName(gl),
    screenBytes: () => slices.screenBytes() + scene.screenBytes() + copies.bytes() + canvas.width * canvas.height * 4,
    resize: (width, height) => {
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      // regl looks at the drawing buffer's extent only when told.
      regl.poll()
    },
    slices,
    copies,
    scene,
    height: () => canvas.height,
    begin,
    warmUp: () => slices.warmUp() || scene.warmUp(),
    shaderCount: slices.shaders,
    drawWholeQuad,
    compileAll: () => compileAll(gl),
    pixels: () => {
      const { width, height } = canvas
      if (gl.drawingBufferWidth !== width || gl.drawingBufferHeight !== height) return undefined
      const pixels = new Uint8Array(4 * width * height)
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels)
      return pixels
    },
    finish: () => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel),
    destroy: (isLost) => {
      if (!isLost) {
        slices.destroy()
        scene.destroy()
        copies.destroy()
      }
      regl.destroy()
    },
  }
}

function createUploader(slabs: SlabStore, maxTextureSize: number): Uploader {
  return {
    maxTextureSize,
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
  }
}

function rendererName(gl: WebGLRenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL))
}
