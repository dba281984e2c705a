import { isRecord } from '../../json-field.ts'
import { isColour } from '../../view/layer-view.ts'

/** What the shader of an image layer comes to. */
export interface ShaderReading {
  readonly contrast?: { readonly black: number; readonly white: number } | undefined
  /** `#rrggbb` in which white is drawn. */
  readonly colour?: string | undefined
  /** Of an image with several: counted from 0. */
  readonly channel?: number | undefined
  /** It does no more than show one range of values, from black to white or to a colour. */
  readonly isPlain: boolean
}

/** Characters of a shader that are looked at; those that people write have a few thousand. */
const SHADER_CHARACTERS_MAX = 64 * 1024

/** The control of Neuroglancer's own shader. */
const USUAL_CONTROL = 'normalized'

/** Main programs that show voxel values as they are. */
const AS_STORED = /^voidmain\((?:void)?\)\{emitGrayscale\(toNormalized\(getDataValue\(0?\)\)\);?\}$/

/**
 * Reads contrast and colour from a shader and the values of its controls. `#uicontrol invlerp name(range=[a, b])` declares a
 * range; `controls[name].range` is what a person made of it. Of several ranges the one that is called `normalized` counts,
 * else the first.
 */
export function readShader(shader: string | undefined, controls: unknown): ShaderReading {
  const values = isRecord(controls) ? controls : {}
  // Programs that write None where they have no shader mean Neuroglancer's own.
  if (shader === undefined || shader.trim() === '' || shader === 'None') {
    return { ...saidOf(values[USUAL_CONTROL]), isPlain: true }
  }
  const { ranges, colours, others, main } = partsOf(shader)
  const name = ranges.has(USUAL_CONTROL) ? USUAL_CONTROL : [...ranges.keys()][0]
  if (name === undefined) return { isPlain: AS_STORED.test(main) && colours.size + others === 0 }
  const value = saidOf(values[name])
  const read = { ...value, contrast: value.contrast ?? declaredRange(ranges.get(name) ?? '') }
  if (ranges.size !== 1 || others > 0) return { ...read, isPlain: false }
  if (colours.size === 0) return { ...read, isPlain: main === `voidmain(){emitGrayscale(${name}());}` }
  const [tint = ''] = colours.keys()
  const isTinted = [`${tint}*${name}()`, `${name}()*${tint}`].some((sum) => main === `voidmain(){emitRGB(${sum});}`)
  const colour = colourOf(values[tint]) ?? declaredColour(colours.get(tint) ?? '')
  const isPlain = colours.size === 1 && isTinted && colour !== undefined
  return isPlain ? { ...read, colour, isPlain } : { ...read, isPlain }
}

/** The controls of a shader by name, how many others it has, and its program without white space. */
function partsOf(shader: string) {
  const ranges = new Map<string, string>()
  const colours = new Map<string, string>()
  const program: string[] = []
  let others = 0
  for (const line of withoutComments(shader.slice(0, SHADER_CHARACTERS_MAX)).split('\n')) {
    const control = /^[ \t]*#[ \t]*uicontrol[ \t]+(.*)$/.exec(line)?.[1]
    const range = control === undefined ? undefined : /^invlerp[ \t]+([a-z]\w*)/i.exec(control)?.[1]
    const colour = control === undefined ? undefined : /^vec3[ \t]+([a-z]\w*)[ \t]+color\b/i.exec(control)?.[1]
    if (control === undefined) program.push(line)
    else if (range !== undefined) ranges.set(range, control)
    else if (colour !== undefined) colours.set(colour, control)
    else others++
  }
  return { ranges, colours, others, main: program.join('').replace(/\s+/g, '') }
}

/** What a person made of a range. */
function saidOf(value: unknown): Pick<ShaderReading, 'contrast' | 'channel'> {
  const channels = isRecord(value) ? value['channel'] : undefined
  const channel: unknown = Array.isArray(channels) && channels.length === 1 ? channels[0] : undefined
  const isChannel = typeof channel === 'number' && Number.isInteger(channel) && channel >= 0
  return { contrast: rangeOf(value), channel: isChannel ? channel : undefined }
}

function colourOf(value: unknown): string | undefined {
  return typeof value === 'string' && isColour(value) ? value : undefined
}

function declaredColour(control: string): string | undefined {
  return colourOf(/\bdefault\s*=\s*["'](#[0-9a-f]{6})["']/i.exec(control)?.[1])
}

/** The range of a control's value; the numbers of 64-bit volumes are texts. */
function rangeOf(value: unknown): ShaderReading['contrast'] {
  const range = isRecord(value) ? value['range'] : undefined
  return Array.isArray(range) && range.length === 2 ? contrastOf(range[0], range[1]) : undefined
}

function declaredRange(control: string): ShaderReading['contrast'] {
  const found = /\brange\s*=\s*\[([^\],]{1,40}),([^\],]{1,40})\]/.exec(control)
  return found ? contrastOf(found[1], found[2]) : undefined
}

function contrastOf(first: unknown, second: unknown): ShaderReading['contrast'] {
  const [black, white] = [numberIn(first), numberIn(second)]
  return black === undefined || white === undefined ? undefined : { black, white }
}

function numberIn(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^\s*["']?[+-]?[\d.]+(?:e[+-]?\d+)?["']?\s*$/i.test(value)
  const number = isText ? Number(value.replace(/["'\s]/g, '')) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function withoutComments(code: string): string {
  const pieces: string[] = []
  let at = 0
  while (at < code.length) {
    const next = code.indexOf('/', at)
    const second = next < 0 ? undefined : code[next + 1]
    if (second !== '/' && second !== '*') {
      const end = next < 0 ? code.length : next + 1
      pieces.push(code.slice(at, end))
      at = end
      continue
    }
    pieces.push(code.slice(at, next))
    const closing = second === '/' ? '\n' : '*/'
    const end = code.indexOf(closing, next + 2)
    // The line break after a comment stays.
    at = end < 0 ? code.length : end + (second === '/' ? 0 : 2)
  }
  return pieces.join('')
}
