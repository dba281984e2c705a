import { type ShaderBase, type ShaderVariant, variantKey, variantOf } from '../shaders/shader-variants.ts'
import { type Place, writePlace } from '../slices/slice-geometry.ts'
import type { DrawProps } from './draw-commands.ts'
import type { TileDraw } from './tile-draw.ts'
import { type Uniforms, uniformsOf } from './uniforms.ts'
import type { Ramp, VertexWriter } from './vertices.ts'

/** Draws with one shader. */
export interface Batch {
  readonly variant: ShaderVariant
  readonly draws: readonly DrawProps[]
}

interface Pending {
  readonly variant: ShaderVariant
  readonly uniforms: Uniforms
  readonly pieces: { readonly place: Place; readonly image: Ramp; readonly labels: Ramp }[]
}

/** Gathers places to draw, those with the same shader and uniforms into one draw, and writes their vertices. */
export interface BatchBuilder {
  /** `uniformsKey`: equal strings mean that the uniforms are the same. */
  add(base: ShaderBase, tile: TileDraw, uniformsKey: string, place: Place, image: Ramp, labels: Ramp): void
  /** Writes all vertices. Returns the batches that draw them. */
  finish(writer: VertexWriter): Batch[]
}

export function createBatchBuilder(): BatchBuilder {
  const pending = new Map<string, Pending>()
  return {
    add: (base, tile, uniformsKey, place, image, labels) => {
      const variant = variantOf(base, tile)
      const key = `${variantKey(variant)}|${uniformsKey}`
      let draw = pending.get(key)
      if (draw === undefined) {
        draw = { variant, uniforms: uniformsOf(tile), pieces: [] }
        pending.set(key, draw)
      }
      draw.pieces.push({ place, image, labels })
    },
    finish: (writer) => {
      const batches = new Map<number, { variant: ShaderVariant; draws: DrawProps[] }>()
      for (const { variant, uniforms, pieces } of pending.values()) {
        const offset = writer.count()
        for (const { place, image, labels } of pieces) writePlace(writer, place, image, labels)
        const key = variantKey(variant)
        const batch = batches.get(key) ?? { variant, draws: [] }
        batch.draws.push({ ...uniforms, offset, count: writer.count() - offset })
        batches.set(key, batch)
      }
      pending.clear()
      return [...batches.values()]
    },
  }
}
