import type { Regl, Texture2D } from 'regl'
import type { LayerSource } from '../shaders/layer-source.ts'
import { bitOf, type FlagName, type ShaderBase, type ShaderVariant } from '../shaders/shader-variants.ts'
import { NOTHING, WINDOW_TONE } from '../slices/tile-side.ts'
import { voxelTexture } from '../textures/slabs.ts'
import type { DrawCommands } from './draw-commands.ts'
import type { ScreenBuffers } from './screen-buffers.ts'
import { bufferTarget, panelTarget, type Targets } from './targets.ts'
import { uniformsOf } from './uniforms.ts'
import { createVertexWriter, NO_RAMP } from './vertices.ts'

/**
 * Draws a few pixels with shaders before a view needs them. A shader is compiled when it first draws, and where GL runs
 * in software the first view of a dataset waits up to a second for its shaders.
 */
export interface WarmUp {
  /** Draws with each of these shaders into the first pixels of its target; what is drawn must be cleared afterwards. */
  draw(variants: readonly ShaderVariant[], canvasHeight: number): void
  destroy(): void
}

/** Pixels along a side: one fragment is enough for the compiler. */
const SIDE = 2

export function createWarmUp(regl: Regl, targets: Targets, commands: DrawCommands, buffers: ScreenBuffers): WarmUp {
  const grey = voxelTexture(regl, 1, 1, 1)
  const wide = voxelTexture(regl, 1, 1, 2)
  const { unused } = commands
  const writer = createVertexWriter()
  writer.rect({ x0: 0, y0: 0, x1: SIDE, y1: SIDE }, NO_RAMP, NO_RAMP)
  const none = { image: undefined, labels: undefined, imageSide: NOTHING, labelSide: NOTHING }
  const rest = { raster: undefined, screen: undefined, under: WINDOW_TONE, buffers, unused }

  const textureOf = (source: LayerSource, screen: 'image' | 'labels'): Texture2D => {
    switch (source) {
      case 'none':
      case 'chunk32':
        // Images of floats are rare: their shaders are not compiled ahead.
        return unused
      case 'chunk8':
        return grey
      case 'chunk16':
        return wide
      case 'screen':
        return buffers.texture(screen)
    }
  }

  return {
    draw: (variants, canvasHeight) => {
      const uniforms = uniformsOf({ ...none, ...rest })
      commands.setVertices(writer.data())
      for (const variant of variants) {
        const { output } = variant
        const target =
          output === 'grey' || output === 'entry'
            ? bufferTarget(buffers.framebuffer(output === 'grey' ? 'image' : 'labels'), SIDE, SIDE)
            : panelTarget({ x: 0, y: 0, width: SIDE, height: SIDE }, canvasHeight)
        const textures = { image: textureOf(variant.image, 'image'), labels: textureOf(variant.labels, 'labels') }
        targets.into(target, () =>
          commands.draw(variant, [{ ...uniforms, ...textures, offset: 0, count: writer.count() }]),
        )
      }
    },
    destroy: () => {
      grey.destroy()
      wide.destroy()
    },
  }
}

function variant(base: ShaderBase, ...names: readonly FlagName[]): ShaderVariant {
  return { ...base, flags: names.reduce((flags, name) => flags | bitOf(name), 0) }
}

const GROUND = { image: 'none', labels: 'none', address: 'texel', output: 'paint' } as const
const BOTH = { image: 'screen', labels: 'screen', address: 'texel', output: 'paint' } as const
const FLAT = { image: 'chunk8', labels: 'chunk16', address: 'voxel', output: 'paint' } as const
const GREY = { image: 'chunk8', labels: 'none', address: 'voxel', output: 'grey' } as const
const ENTRY = { image: 'none', labels: 'chunk16', address: 'voxel', output: 'entry' } as const

/** What a dataset's first view draws with, as layers look when they open: tissue comes before its segments, or after. */
const FIRST_VIEW: readonly ShaderVariant[] = [
  variant(GROUND),
  variant(GREY),
  variant({ ...GREY, address: 'texel' }),
  variant(ENTRY),
  variant({ ...ENTRY, labels: 'chunk8' }),
  variant({ ...ENTRY, labels: 'chunk8', address: 'texel' }),
  variant(BOTH, 'boundaries', 'solid'),
  variant({ ...BOTH, image: 'none' }, 'boundaries'),
  variant({ ...BOTH, labels: 'none' }, 'solid'),
  variant({ ...FLAT, labels: 'screen' }, 'boundaries', 'solid'),
  variant({ ...FLAT, labels: 'screen' }, 'sameScreen', 'boundaries', 'solid'),
  variant({ ...FLAT, labels: 'none' }, 'solid'),
]

/** What is drawn as soon as the view moves, without boundaries. */
const FIRST_MOTION: readonly ShaderVariant[] = [
  variant(BOTH, 'solid'),
  variant({ ...BOTH, image: 'none' }),
  variant(FLAT, 'solid'),
  variant({ ...FLAT, labels: 'chunk8' }, 'shared', 'solid'),
  variant({ ...FLAT, labels: 'screen' }, 'solid'),
]

/** The first of these before a dataset is open, each other one when nothing else is drawn. */
export const WARM_UPS: readonly (readonly ShaderVariant[])[] = [FIRST_VIEW, FIRST_MOTION]
