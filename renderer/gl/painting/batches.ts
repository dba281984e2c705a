import { type Place, writePlace } from '../slices/slice-geometry.ts'
import type { DrawProps } from './draw-commands.ts'
import { type ShaderVariant, variantKey } from './shaders.ts'
import type { Ramp, VertexWriter } from './vertices.ts'

/** A draw before its vertices have a place in the frame's buffer. */
export type DrawLook = Omit<DrawProps, 'offset' | 'count'>

/** Draws with one shader. */
export interface Batch {
  readonly variant: ShaderVariant
  readonly draws: readonly DrawProps[]
}

interface Pending {
  readonly variant: ShaderVariant
  readonly look: DrawLook
  readonly pieces: { readonly place: Place; readonly image: Ramp; readonly labels: Ramp }[]
}

/** Gathers places to draw, those with the same shader and textures into one draw, and writes their vertices. */
export interface BatchBuilder {
  /** `textures`: equal strings mean that the looks are the same. */
  add(variant: ShaderVariant, textures: string, look: () => DrawLook, place: Place, image: Ramp, labels: Ramp): void
  /** Writes all vertices; the batches stand for them. */
  finish(writer: VertexWriter): Batch[]
}

export function createBatchBuilder(): BatchBuilder {
  const pending = new Map<string, Pending>()
  return {
    add: (variant, textures, look, place, image, labels) => {
      const key = `${variantKey(variant)}|${textures}`
      let draw = pending.get(key)
      if (draw === undefined) {
        draw = { variant, look: look(), pieces: [] }
        pending.set(key, draw)
      }
      draw.pieces.push({ place, image, labels })
    },
    finish: (writer) => {
      const batches = new Map<number, { variant: ShaderVariant; draws: DrawProps[] }>()
      for (const { variant, look, pieces } of pending.values()) {
        const offset = writer.count()
        for (const { place, image, labels } of pieces) writePlace(writer, place, image, labels)
        const key = variantKey(variant)
        const batch = batches.get(key) ?? { variant, draws: [] }
        batch.draws.push({ ...look, offset, count: writer.count() - offset })
        batches.set(key, batch)
      }
      pending.clear()
      return [...batches.values()]
    },
  }
}
