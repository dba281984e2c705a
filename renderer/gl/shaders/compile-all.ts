import { COPY_FRAGMENT_SHADER, COPY_VERTEX_SHADER } from '../painting/panel-copies.ts'
import { SCENE_PROGRAMS } from '../scene/mesh-shaders.ts'
import { allVariants } from './all-variants.ts'
import { fragmentShader } from './fragment-shader.ts'
import { macrosOf } from './shader-variants.ts'
import { VERTEX_SHADER } from './vertex-shader.ts'

export interface Compiled {
  readonly variants: number
  /** What the compiler said, of each that failed. */
  readonly errors: readonly string[]
}

/** What has no variants. */
const PROGRAMS = { ...SCENE_PROGRAMS, copy: { vertex: COPY_VERTEX_SHADER, fragment: COPY_FRAGMENT_SHADER } } as const

/** Compiles and links every variant, and the scene's programs; regl as it is shipped does not look at the outcome. */
export function compileAll(gl: WebGLRenderingContext): Compiled {
  const vertex = compile(gl, gl.VERTEX_SHADER, VERTEX_SHADER)
  const variants = allVariants()
  const errors: string[] = []
  for (const variant of variants) {
    const fragment = compile(gl, gl.FRAGMENT_SHADER, fragmentShader(variant))
    const error = link(gl, vertex, fragment)
    if (error !== undefined) errors.push(`${macrosOf(variant).join(' ')}: ${gl.getShaderInfoLog(fragment)} ${error}`)
    gl.deleteShader(fragment)
  }
  gl.deleteShader(vertex)
  for (const [name, source] of Object.entries(PROGRAMS)) {
    const own = [
      compile(gl, gl.VERTEX_SHADER, source.vertex),
      compile(gl, gl.FRAGMENT_SHADER, source.fragment),
    ] as const
    const error = link(gl, ...own)
    const said = own.map((shader) => gl.getShaderInfoLog(shader)).join(' ')
    if (error !== undefined) errors.push(`${name}: ${said} ${error}`)
    for (const shader of own) gl.deleteShader(shader)
  }
  return { variants: variants.length + Object.keys(PROGRAMS).length, errors }
}

function compile(gl: WebGLRenderingContext, type: number, source: string): WebGLShader {
  const shader = gl.createShader(type)!
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  return shader
}

/** Undefined where vertex and fragment shader make a program. */
function link(gl: WebGLRenderingContext, vertex: WebGLShader, fragment: WebGLShader): string | undefined {
  const program = gl.createProgram()!
  gl.attachShader(program, vertex)
  gl.attachShader(program, fragment)
  gl.linkProgram(program)
  const isLinked: unknown = gl.getProgramParameter(program, gl.LINK_STATUS)
  const error = isLinked === true ? undefined : (gl.getProgramInfoLog(program) ?? 'not linked')
  gl.deleteProgram(program)
  return error
}
