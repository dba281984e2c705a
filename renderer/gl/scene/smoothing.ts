import type { SceneDrawing } from './scene-drawing.ts'

/**
 * When the edges of the scene are smoothed. That takes up to four times as long as a plain picture, so it waits until
 * nothing in the scene has changed for a while, and the next change is drawn plainly again.
 */
export interface Smoothing {
  /** A frame has been drawn; `isNew`: with another picture of the scene. `renderer`: the driver's name. */
  drawn(scene: Pick<SceneDrawing, 'isRough' | 'triangles'>, isNew: boolean, renderer: string, nowMs: number): void
  /** When a frame with smooth edges is due; Infinity for never. */
  owesAt(): number
}

/** A scene that has not changed for this long is at rest, ms: longer than between two frames of a turn. */
const RESTS_AFTER_MS = 120

/** Without a GPU this many triangles are smoothed at most: a picture of them takes some 200 ms plainly, and no turn waits much longer. */
const MOST_WITHOUT_GPU = 500_000

/** Names of drivers that draw on the processor (`UNMASKED_RENDERER_WEBGL`). */
const WITHOUT_GPU = /swiftshader|llvmpipe|softpipe|software|basic render/i

export function createSmoothing(): Smoothing {
  let dueAt = Number.POSITIVE_INFINITY
  return {
    drawn: (scene, isNew, renderer, nowMs) => {
      const isAffordable = scene.triangles() <= MOST_WITHOUT_GPU || !WITHOUT_GPU.test(renderer)
      if (!scene.isRough() || !isAffordable) dueAt = Number.POSITIVE_INFINITY
      else if (isNew || dueAt === Number.POSITIVE_INFINITY) dueAt = nowMs + RESTS_AFTER_MS
    },
    owesAt: () => dueAt,
  }
}
