import type { Regl } from 'regl'
import type { TexturesAt } from '../slices/tile-side.ts'
import { createDrawCommands } from './draw-commands.ts'
import { type PanelPaint, paintPanel } from './panel-painter.ts'
import type { PanelScene } from './panel-scene.ts'
import { PREPARED_MARGIN } from './prepared-layers.ts'
import { createScreenBuffers } from './screen-buffers.ts'
import { bufferTarget, panelTarget, type Targets } from './targets.ts'
import { createVertexWriter } from './vertices.ts'
import { createWarmUp, WARM_UPS } from './warm-up.ts'

/** Draws slices into their panels. What draws other panels, such as meshes, is one more of this kind in gpu.ts. */
export interface SliceDrawing {
  /** Decides what to draw in this frame, and brings palettes up to date. `moving`: boundaries are left out. */
  prepare(scenes: readonly PanelScene[], texturesAt: TexturesAt, moving: boolean): void
  /** The next frame compiles shaders that later ones need. False: there are no more. The first frame does so unasked. */
  warmUp(): boolean
  /** Compiles shaders if that is due. Leaves pixels on the canvas that have to be cleared. */
  compile(canvasHeight: number): void
  /** How many shaders were compiled so far. */
  shaders(): number
  /** Draws what was prepared on a canvas of that height. */
  draw(canvasHeight: number): void
  /** Bytes of framebuffers. */
  screenBytes(): number
  destroy(): void
}

export function createSliceDrawing(regl: Regl, targets: Targets): SliceDrawing {
  const commands = createDrawCommands(regl)
  const buffers = createScreenBuffers(regl)
  const writer = createVertexWriter()
  const warm = createWarmUp(regl, targets, commands, buffers)
  let compiled = 0
  let due = 1
  let paints: readonly PanelPaint[] = []
  return {
    prepare: (scenes, texturesAt, moving) => {
      const widest = Math.max(0, ...scenes.map(({ panel }) => panel.rect.width))
      const highest = Math.max(0, ...scenes.map(({ panel }) => panel.rect.height))
      buffers.reserve(widest + PREPARED_MARGIN, highest + PREPARED_MARGIN)
      writer.reset()
      const tools = { texturesAt, writer, buffers, unused: commands.unused, moving }
      paints = scenes.map((scene) => paintPanel(scene, tools))
    },
    warmUp: () => {
      due = Math.min(WARM_UPS.length, compiled + 1)
      return due > compiled
    },
    compile: (canvasHeight) => {
      for (; compiled < due; compiled++) warm.draw(WARM_UPS[compiled]!, canvasHeight)
    },
    shaders: commands.count,
    draw: (canvasHeight) => {
      commands.setVertices(writer.data())
      for (const { scene, steps } of paints) {
        for (const { prepared, passes } of steps) {
          for (const { into, geometry, batches } of prepared) {
            targets.into(bufferTarget(buffers.framebuffer(into), geometry.width, geometry.height), () => {
              targets.clear([0, 0, 0, 0])
              for (const { variant, draws } of batches) commands.draw(variant, draws)
            })
          }
          targets.into(panelTarget(scene.panel.rect, canvasHeight), () => {
            for (const batches of passes) for (const { variant, draws } of batches) commands.draw(variant, draws)
          })
        }
      }
    },
    screenBytes: () => buffers.bytes(),
    destroy: () => {
      warm.destroy()
      commands.destroy()
      buffers.destroy()
    },
  }
}
