import type { Buffer, DefaultContext, DrawCommand, Regl, Texture2D } from 'regl'
import { fragmentShader } from '../shaders/fragment-shader.ts'
import { type ShaderVariant, variantKey } from '../shaders/shader-variants.ts'
import { VERTEX_SHADER } from '../shaders/vertex-shader.ts'
import { UNIFORM_NAMES, type Uniforms } from './uniforms.ts'
import { VERTEX_BYTES } from './vertices.ts'

/** One draw: some triangles of the frame's vertex buffer that share textures and a shader. */
export interface DrawProps extends Uniforms {
  /** In vertices. */
  readonly offset: number
  readonly count: number
}

export interface DrawCommands {
  /** Replaces the vertices that all batches until the next call refer to. */
  setVertices(vertices: Float32Array): void
  draw(variant: ShaderVariant, batch: readonly DrawProps[]): void
  /** How many shaders were compiled so far. */
  count(): number
  /** A texture for samplers that a shader does not read. */
  readonly unused: Texture2D
  destroy(): void
}

type Command = DrawCommand<DefaultContext, DrawProps>

function createCommand(regl: Regl, vertices: Buffer, variant: ShaderVariant): Command {
  const attribute = (offset: number) => ({ buffer: vertices, stride: VERTEX_BYTES, offset })
  return regl<Record<string, never>, Record<string, never>, DrawProps>({
    vert: VERTEX_SHADER,
    frag: fragmentShader(variant),
    attributes: {
      position: attribute(0),
      imagePlace: attribute(8),
      labelPlace: attribute(24),
      extra: attribute(40),
    },
    uniforms: Object.fromEntries(UNIFORM_NAMES.map((name) => [name, regl.prop<DrawProps, typeof name>(name)])),
    primitive: 'triangles',
    offset: regl.prop<DrawProps, 'offset'>('offset'),
    count: regl.prop<DrawProps, 'count'>('count'),
    depth: { enable: false },
    blend: {
      enable: variant.output === 'blend',
      func: { src: 'one', dst: 'one minus src alpha' },
    },
  } as object)
}

export function createDrawCommands(regl: Regl): DrawCommands {
  const vertices = regl.buffer({ usage: 'stream', type: 'float', length: VERTEX_BYTES * 6 })
  const commands = new Map<number, Command>()
  const unused = regl.texture({ width: 1, height: 1, data: [0, 0, 0, 255] })
  return {
    setVertices: (data) => {
      vertices({ data, usage: 'stream', type: 'float' })
    },
    draw: (variant, batch) => {
      if (batch.length === 0) return
      const key = variantKey(variant)
      let command = commands.get(key)
      if (command === undefined) {
        command = createCommand(regl, vertices, variant)
        commands.set(key, command)
      }
      command(batch as DrawProps[])
    },
    count: () => commands.size,
    unused,
    destroy: () => {
      vertices.destroy()
      unused.destroy()
    },
  }
}
