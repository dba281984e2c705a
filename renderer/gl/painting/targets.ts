import type { DefaultContext, DrawCommand, Framebuffer2D, Regl } from 'regl'
import type { PanelRect } from '../../../shared/view/camera.ts'

/** Where something is drawn: a part of the canvas (`framebuffer` null), or a framebuffer from its first pixel. */
export interface Target {
  readonly framebuffer: Framebuffer2D | null
  /** GL's corner: from the lower left on the canvas. */
  readonly viewport: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** From pixels to GL's clip space. */
  readonly perPixel: readonly [number, number]
  readonly turn: 1 | -1
}

/** A panel's place on a canvas of that height. */
export function panelTarget({ x, y, width, height }: PanelRect, canvasHeight: number): Target {
  const viewport = { x, y: canvasHeight - y - height, width, height }
  return { framebuffer: null, viewport, perPixel: [2 / width, 2 / height], turn: -1 }
}

/** No pixel of the canvas: clearing it makes the canvas what GL copies from. */
export const canvasTarget: Target = {
  framebuffer: null,
  viewport: { x: 0, y: 0, width: 0, height: 0 },
  perPixel: [1, 1],
  turn: -1,
}

export function bufferTarget(framebuffer: Framebuffer2D, width: number, height: number): Target {
  return { framebuffer, viewport: { x: 0, y: 0, width, height }, perPixel: [2 / width, 2 / height], turn: 1 }
}

export interface Targets {
  /** What `body` draws and clears goes into the target. */
  into(target: Target, body: () => void): void
  /** Fills a target's pixels; the target must be in use through `into`. */
  clear(colour: readonly [number, number, number, number]): void
}

export function createTargets(regl: Regl): Targets {
  const scope = regl({
    framebuffer: regl.prop<Target, 'framebuffer'>('framebuffer'),
    viewport: regl.prop<Target, 'viewport'>('viewport'),
    // Clearing obeys the scissor, not the viewport.
    scissor: { enable: true, box: regl.prop<Target, 'viewport'>('viewport') },
    uniforms: { perPixel: regl.prop<Target, 'perPixel'>('perPixel'), turn: regl.prop<Target, 'turn'>('turn') },
  } as object) as DrawCommand<DefaultContext, Target>
  return {
    into: (target, body) => scope(target, body),
    clear: (colour) => regl.clear({ color: [...colour] }),
  }
}
