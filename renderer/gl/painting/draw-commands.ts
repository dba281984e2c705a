import type { Buffer, DefaultContext, DrawCommand, Framebuffer2D, Regl, Texture2D } from 'regl'
import { fragmentShader, type ShaderVariant, VERTEX_SHADER, variantKey } from './shaders.ts'
import { VERTEX_BYTES } from './vertices.ts'

/** One draw: some triangles of the frame's vertex buffer that share textures and a shader. */
export interface DrawProps {
  /** In vertices. */
  readonly offset: number
  readonly count: number
  readonly image: Texture2D | Framebuffer2D
  /** See addresses.ts. */
  readonly imageSteps: readonly number[]
  readonly imageGrid: readonly number[]
  readonly imageFold: readonly number[]
  readonly imagePerTexel: readonly number[]
  readonly labels: Texture2D | Framebuffer2D
  readonly labelSteps: readonly number[]
  readonly labelGrid: readonly number[]
  readonly labelFold: readonly number[]
  readonly labelPerTexel: readonly number[]
  readonly palette: Texture2D
  readonly perPaletteRow: number
  /** Grey on screen = value (0 to 1 over the type's range) * contrast[0] + contrast[1]. */
  readonly contrast: readonly [number, number]
  readonly imageOpacity: number
  /** Of shown and of selected segments. */
  readonly opacity: readonly [number, number]
  /** One device pixel to the right and down, in the coordinates of the label framebuffer that the vertices carry. */
  readonly neighbour: readonly [number, number]
  readonly under: readonly [number, number, number]
  readonly hatchColour: readonly [number, number, number]
}

/** Where a batch is drawn: a part of the canvas (`framebuffer` null), or a framebuffer from its first pixel. */
export interface Target {
  readonly framebuffer: Framebuffer2D | null
  /** GL's corner: from the lower left on the canvas. */
  readonly viewport: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly perPixel: readonly [number, number]
  readonly turn: 1 | -1
}

export interface DrawCommands {
  /** Replaces the vertices that all batches until the next call refer to. */
  setVertices(vertices: Float32Array): void
  into(target: Target, body: () => void): void
  draw(variant: ShaderVariant, batch: readonly DrawProps[]): void
  /** A texture for samplers that a shader does not read. */
  readonly unused: Texture2D
  /** Fills part of a target's pixels; the target must be in use through `into`. */
  clear(colour: readonly [number, number, number, number]): void
  destroy(): void
}

const PROPS = [
  'image',
  'imageSteps',
  'imageGrid',
  'imageFold',
  'imagePerTexel',
  'labels',
  'labelSteps',
  'labelGrid',
  'labelFold',
  'labelPerTexel',
  'palette',
  'perPaletteRow',
  'contrast',
  'imageOpacity',
  'opacity',
  'neighbour',
  'under',
  'hatchColour',
] as const

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
    uniforms: Object.fromEntries(PROPS.map((name) => [name, regl.prop<DrawProps, typeof name>(name)])),
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
  const scope = regl({
    framebuffer: regl.prop<Target, 'framebuffer'>('framebuffer'),
    viewport: regl.prop<Target, 'viewport'>('viewport'),
    // Clearing obeys the scissor, not the viewport.
    scissor: { enable: true, box: regl.prop<Target, 'viewport'>('viewport') },
    uniforms: { perPixel: regl.prop<Target, 'perPixel'>('perPixel'), turn: regl.prop<Target, 'turn'>('turn') },
  } as object) as DrawCommand<DefaultContext, Target>
  return {
    setVertices: (data) => {
      vertices({ data, usage: 'stream', type: 'float' })
    },
    into: (target, body) => scope(target, body),
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
    unused,
    clear: (colour) => regl.clear({ color: [...colour] }),
    destroy: () => {
      vertices.destroy()
      unused.destroy()
    },
  }
}
