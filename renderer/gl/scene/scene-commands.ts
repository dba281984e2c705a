import type { Buffer, DefaultContext, DrawCommand, Elements, Framebuffer2D, Regl, Texture2D } from 'regl'
import { RIBBON_FRAGMENT_SHADER, RIBBON_VERTEX_SHADER } from './line-shaders.ts'
import * as shaders from './mesh-shaders.ts'

/** One draw of a mesh. */
export interface MeshProps {
  readonly vertices: Buffer
  readonly normals: Buffer
  readonly elements: Elements
  readonly offset: number
  readonly count: number
  readonly palette: Texture2D
  readonly perEntry: readonly [number, number]
  readonly placed: Float32Array
  /** The side of triangles that is left out. */
  readonly cull: { readonly enable: boolean; readonly face: 'front' | 'back' }
}

/** One draw of ribbons. */
export interface RibbonProps extends MeshProps {
  /** See `nearerBy`. */
  readonly nearer: readonly number[]
  /** Half the width of a line in clip space. */
  readonly reach: readonly [number, number]
}

/** What all meshes of one scene share, for the shader. */
export interface SceneProps {
  /** Columns of the turn to the eye's space. */
  readonly turn: readonly number[]
  /** From clip space to the direction of the eye; the third is 1 in perspective and else 0. */
  readonly spread: readonly [number, number, number]
  /** Depth, 0 for near to 1 for far, from clip space's z, w and 1. */
  readonly fading: readonly [number, number, number]
}

export interface LineProps {
  readonly placed: Float32Array
  readonly place: readonly number[]
  readonly colour: readonly number[]
  readonly count: number
}

export interface SliceProps {
  readonly placed: Float32Array
  readonly place: readonly number[]
  readonly texel: readonly number[]
  readonly count: number
  readonly pixels: Texture2D
}

export interface EmptyProps {
  /** Triangles: x and y of each corner in clip space. */
  readonly corner: Buffer
  readonly count: number
  readonly colour: readonly [number, number, number]
}

export interface WholeProps {
  readonly pixels: Texture2D
  readonly share: readonly [number, number]
}

/** Where a scene is drawn. */
export interface IntoProps {
  readonly framebuffer: Framebuffer2D
  readonly viewport: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

type Command<P extends object> = DrawCommand<DefaultContext, P>

export interface SceneCommands {
  readonly into: Command<IntoProps>
  readonly scene: Command<SceneProps>
  /** What is drawn in it may lie just as near as what is there: it is drawn over that. */
  readonly over: Command<object>
  /** Empties a part of the picture. */
  readonly empty: Command<EmptyProps>
  readonly opaque: Command<MeshProps>
  readonly ribbons: Command<RibbonProps>
  /** Depth alone, then `context` at just these depths: the nearest surface is blended, whatever the order of triangles. */
  readonly depth: Command<MeshProps>
  context(opacity: number, meshes: readonly MeshProps[]): void
  readonly lines: Command<LineProps>
  readonly slices: Command<SliceProps>
  readonly whole: Command<WholeProps>
}

/** Compiles nothing: regl compiles a command's shader when it first draws. */
export function createSceneCommands(regl: Regl): SceneCommands {
  const prop = (name: string) => regl.prop<Record<string, unknown>, string>(name)
  const command = <P extends object>(spec: object): Command<P> => regl(spec) as unknown as Command<P>
  const mesh = {
    vert: shaders.MESH_VERTEX_SHADER,
    frag: shaders.MESH_FRAGMENT_SHADER,
    attributes: { place: prop('vertices'), normal: prop('normals') },
    uniforms: { placed: prop('placed'), palette: prop('palette'), perEntry: prop('perEntry') },
    elements: prop('elements'),
    offset: prop('offset'),
    count: prop('count'),
    cull: { enable: prop('cull.enable'), face: prop('cull.face') },
  }
  const blended = command<MeshProps>({
    ...mesh,
    depth: { enable: true, func: 'equal', mask: false },
    blend: { enable: true, func: { srcRGB: 'src alpha', srcAlpha: 'one', dst: 'one minus src alpha' } },
  })
  const withOpacity = command<{ opacity: number }>({ uniforms: { opacity: prop('opacity') } })
  return {
    into: command({
      framebuffer: prop('framebuffer'),
      viewport: prop('viewport'),
      scissor: { enable: true, box: prop('viewport') },
    }),
    scene: command({
      uniforms: { turn: prop('turn'), spread: prop('spread'), fading: prop('fading'), opacity: 1 },
      depth: { enable: true, func: 'less', mask: true },
    }),
    ...touchUpCommands(command, prop),
    opaque: command(mesh),
    ribbons: command({
      ...mesh,
      vert: RIBBON_VERTEX_SHADER,
      frag: RIBBON_FRAGMENT_SHADER,
      uniforms: { ...mesh.uniforms, nearer: prop('nearer'), reach: prop('reach') },
    }),
    depth: command({ ...mesh, colorMask: [false, false, false, false] }),
    context: (opacity, meshes) => withOpacity({ opacity }, () => blended([...meshes])),
    lines: command({
      vert: shaders.LINE_VERTEX_SHADER,
      frag: shaders.LINE_FRAGMENT_SHADER,
      attributes: { place: prop('place'), colour: prop('colour') },
      uniforms: { placed: prop('placed') },
      primitive: 'lines',
      count: prop('count'),
    }),
    slices: command({
      vert: shaders.SLICE_VERTEX_SHADER,
      frag: shaders.SLICE_FRAGMENT_SHADER,
      attributes: { place: prop('place'), texel: prop('texel') },
      uniforms: { placed: prop('placed'), pixels: prop('pixels') },
      primitive: 'triangle fan',
      count: prop('count'),
      // A slice lies behind what lies in it: the axes, and a surface that it just touches.
      polygonOffset: { enable: true, offset: { factor: 1, units: 1 } },
    }),
    whole: command({
      vert: shaders.WHOLE_VERTEX_SHADER,
      frag: shaders.SLICE_FRAGMENT_SHADER,
      attributes: { corner: [-1, -1, 1, -1, -1, 1, 1, 1] },
      uniforms: { pixels: prop('pixels'), share: prop('share') },
      primitive: 'triangle strip',
      count: 4,
      depth: { enable: false },
    }),
  }
}

function touchUpCommands(
  command: <P extends object>(spec: object) => Command<P>,
  prop: (name: string) => unknown,
): Pick<SceneCommands, 'over' | 'empty'> {
  return {
    over: command({ depth: { enable: true, func: 'lequal', mask: true } }),
    empty: command({
      vert: shaders.EMPTY_VERTEX_SHADER,
      frag: shaders.EMPTY_FRAGMENT_SHADER,
      attributes: { corner: prop('corner') },
      uniforms: { colour: prop('colour') },
      primitive: 'triangles',
      count: prop('count'),
      depth: { enable: true, func: 'always', mask: true },
    }),
  }
}
