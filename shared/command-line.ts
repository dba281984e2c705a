import type { LayoutKind } from './contracts/host-api.ts'
import type { Quaternion, Vec3 } from './geometry.ts'
import { parseSkeinLink, SKEIN_LINK } from './link/skein-link.ts'
import { nearest } from './nearest.ts'
import type { Problem, Result } from './problem.ts'
import { optional, parseDecimal, parseLayout, parsePosition, parseScale, refused, refusedValue } from './view-values.ts'

/**
 * The command line of the app. One table names every flag; parsing, the help text and the suggestions for unknown
 * flags all read it. Paths come back as they were given: whoever knows the working folder resolves them. By hand, because
 * parseArgs of node:util refuses values that begin with a dash (`--position -1,2,3`), and shared/ has no Node.
 */
export type CommandLine =
  | { readonly kind: 'start'; readonly options: AppOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'refused'; readonly problem: Problem }

export interface AppOptions {
  /** Folders, URLs or files `skein.json`, in the order given; the agglomeration is the last. */
  readonly open: readonly string[]
  /** Nanometres. */
  readonly position?: Vec3 | undefined
  readonly nmPerPixel?: number | undefined
  readonly layout?: LayoutKind | undefined
  /** Of the 3-D panel; only a link says it. */
  readonly sceneOrientation?: Quaternion | undefined
  readonly sceneNmPerPixel?: number | undefined
  readonly contrast?: Contrast | undefined
  readonly userData?: string | undefined
  /** The PNG file to write; the app ends once it is written. */
  readonly screenshot?: string | undefined
  /** Content of the window, CSS pixels. */
  readonly size?: Size | undefined
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Voxel values that images show as black and as white. */
export interface Contrast {
  readonly black: number
  readonly white: number
}

type FlagName =
  | '--open'
  | '--agglomeration'
  | '--position'
  | '--scale'
  | '--layout'
  | '--contrast'
  | '--user-data'
  | '--screenshot'
  | '--size'
type PlainFlagName = '--help' | '--version'

interface Flag {
  readonly name: FlagName | PlainFlagName
  /** What follows the flag, as the help text writes it; none for a flag without a value. */
  readonly value?: string
  readonly repeatable?: boolean
  readonly help: string
}

const FLAGS: readonly Flag[] = [
  {
    name: '--open',
    value: '<folder | URL | skein.json>',
    repeatable: true,
    help: 'open a volume or a dataset; say it twice for an image and its segmentation',
  },
  {
    name: '--agglomeration',
    value: '<folder | URL>',
    help: 'group the supervoxels of the segmentation that is opened by this agglomeration (tools/make-agglomeration.ts makes one)',
  },
  { name: '--position', value: '<x,y,z>', help: 'the point at the centre of the panels, in nanometres' },
  { name: '--scale', value: '<nm per pixel>', help: 'nanometres per pixel of the screen' },
  { name: '--layout', value: '<4panel|xy|xz|yz|3d>', help: 'the panels to show' },
  {
    name: '--contrast',
    value: '<black,white>',
    help: 'the voxel values that images show as black and as white, in place of those that follow from the data',
  },
  { name: '--user-data', value: '<folder>', help: 'keep settings and edits in this folder' },
  {
    name: '--screenshot',
    value: '<file.png>',
    help: 'open, wait until every visible chunk is drawn, save a picture of the window and exit',
  },
  { name: '--size', value: '<WxH>', help: 'size of the window content in pixels, 1280x800 unless given' },
  { name: '--help', help: 'print this text and exit' },
  { name: '--version', help: 'print the version and exit' },
]

/** Pixels: the shell's side bars no longer fit below it. */
const SIZE_MIN = 64
/** Pixels: the largest texture, and so canvas, of software GL. */
const SIZE_MAX = 8192

/**
 * Switches of Chromium, Node and test drivers that may stand among ours. They act before the app sees them, so
 * the app passes over them; any other unknown flag is refused.
 */
const RUNTIME_SWITCHES: ReadonlySet<string> = new Set([
  '--no-sandbox',
  '--disable-setuid-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-gpu-sandbox',
  '--disable-features',
  '--enable-features',
  '--enable-logging',
  '--enable-unsafe-swiftshader',
  '--force-color-profile',
  '--force-device-scale-factor',
  '--ignore-gpu-blocklist',
  '--inspect',
  '--inspect-brk',
  '--js-flags',
  '--lang',
  '--ozone-platform',
  '--remote-debugging-pipe',
  '--remote-debugging-port',
  '--use-angle',
  '--use-gl',
  '--user-data-dir',
])

/** Reads the arguments that follow the app's own name. `--flag value` and `--flag=value` are the same. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' }
  if (args.includes('--version')) return { kind: 'version' }
  const given = collectValues(args)
  if (!given.ok) return { kind: 'refused', problem: given.problem }
  const options = withLink(parseValues(given.value.given), given.value.link)
  return options.ok ? { kind: 'start', options: options.value } : { kind: 'refused', problem: options.problem }
}

function withLink(options: Result<AppOptions>, link: string | undefined): Result<AppOptions> {
  if (!options.ok || link === undefined) return options
  const target = parseSkeinLink(link)
  return target.ok ? { ok: true, value: { ...options.value, ...target.value } } : target
}

/** The text of `--help`, in at most 100 columns. */
export function helpText(): string {
  const usage = FLAGS.map((flag) => (flag.value === undefined ? flag.name : `${flag.name} ${flag.value}`))
  const width = Math.max(...usage.map((line) => line.length))
  const lines = FLAGS.map((flag, index) => {
    const note = flag.repeatable ? `${flag.help} (repeatable)` : flag.help
    return wrap(`  ${(usage[index] ?? '').padEnd(width)}  `, note)
  })
  return `skein [flags] [folder | URL | skein.json | Neuroglancer or skein:// link]\n\nA workstation for proofreading connectomes.\n\n${lines.join('\n')}\n`
}

type Given = ReadonlyMap<FlagName, readonly string[]>

interface GivenWithLink {
  readonly given: Given
  readonly link?: string
}

/** The flags of which a link says the same. */
const LINKED_FLAGS: readonly FlagName[] = ['--open', '--agglomeration', '--position', '--scale', '--layout']

function collectValues(args: readonly string[]): Result<GivenWithLink> {
  const given = new Map<FlagName, string[]>()
  const bare: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--') {
      bare.push(...args.slice(index + 1))
      break
    }
    if (!arg.startsWith('-')) {
      bare.push(arg)
      continue
    }
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1
    const name = equals < 0 ? arg : arg.slice(0, equals)
    if (RUNTIME_SWITCHES.has(name)) continue
    const flag = FLAGS.find((candidate) => candidate.name === name)
    if (flag === undefined) return refused(arg, unknownArgument(name))
    if (flag.name === '--help' || flag.name === '--version') return refused(name, `${name} takes no value`)
    if (bare.some((text) => SKEIN_LINK.test(text))) return refused(name, `${name} must stand before the link`)
    const inline = equals < 0 ? undefined : arg.slice(equals + 1)
    // A value may begin with one dash (a negative position) but not with two: that is the next flag.
    const next = args[index + 1]
    const value = inline ?? (next?.startsWith('--') ? undefined : next)
    if (inline === undefined) index++
    if (value === undefined || value.trim() === '') return refused(name, `${name} needs a value: ${flag.value}`)
    const values = given.get(flag.name) ?? []
    if (values.length > 0 && !flag.repeatable) return refused(name, `${name} was given twice`)
    given.set(flag.name, [...values, value])
  }
  return placeBare(given, bare)
}

/**
 * What stands without a flag is opened, as the system hands over files and links. No flag follows a link, and nothing
 * else says what to open: whoever made it decides about nothing but where it leads.
 */
function placeBare(given: Given, bare: readonly string[]): Result<GivenWithLink> {
  if (bare.includes('')) return refused('', 'An argument is empty: name what to open')
  const link = bare.find((text) => SKEIN_LINK.test(text))
  if (link === undefined) {
    return { ok: true, value: { given: new Map([...given, ['--open', [...(given.get('--open') ?? []), ...bare]]]) } }
  }
  const others: string[] = LINKED_FLAGS.filter((name) => given.has(name))
  if (bare.length > 1) others.push(bare.find((text) => text !== link) ?? link)
  return others.length === 0
    ? { ok: true, value: { given, link } }
    : refused('', `A skein:// link says by itself what to open; leave out ${others.join(', ')}`)
}

function unknownArgument(name: string): string {
  return `Unknown flag ${name}; the nearest known one is ${nearest(
    name,
    FLAGS.map((flag) => flag.name),
  )}`
}

function parseValues(given: Given): Result<AppOptions> {
  const first = (name: FlagName) => given.get(name)?.[0]
  const open = given.get('--open') ?? []
  const agglomeration = given.get('--agglomeration') ?? []
  if (agglomeration.length > 0 && open.length === 0) {
    return refused('--agglomeration', '--agglomeration needs the segmentation that it groups: add --open')
  }
  const position = optional(first('--position'), (text) => parsePosition('--position', text))
  if (!position.ok) return position
  const nmPerPixel = optional(first('--scale'), (text) => parseScale('--scale', text))
  if (!nmPerPixel.ok) return nmPerPixel
  const layout = optional(first('--layout'), (text) => parseLayout('--layout', text))
  if (!layout.ok) return layout
  const contrast = optional(first('--contrast'), parseContrast)
  if (!contrast.ok) return contrast
  const screenshot = optional(first('--screenshot'), parseScreenshot)
  if (!screenshot.ok) return screenshot
  const size = optional(first('--size'), parseSize)
  if (!size.ok) return size
  return {
    ok: true,
    value: {
      open: [...open, ...agglomeration],
      position: position.value,
      nmPerPixel: nmPerPixel.value,
      layout: layout.value,
      contrast: contrast.value,
      userData: first('--user-data'),
      screenshot: screenshot.value,
      size: size.value,
    },
  }
}

function parseContrast(text: string): Result<Contrast> {
  const [black, white, ...rest] = text.split(',').map(parseDecimal)
  if (black !== undefined && white !== undefined && rest.length === 0) return { ok: true, value: { black, white } }
  return refusedValue('--contrast', text, 'two numbers, as 0,255 or -0.5,1.5')
}

function parseScreenshot(text: string): Result<string> {
  if (/[^/\\]\.png$/i.test(text)) return { ok: true, value: text }
  return refusedValue('--screenshot', text, 'a file name that ends in .png')
}

function parseSize(text: string): Result<Size> {
  const match = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text)
  const width = Number(match?.[1])
  const height = Number(match?.[2])
  const fits = (side: number) => side >= SIZE_MIN && side <= SIZE_MAX
  if (fits(width) && fits(height)) return { ok: true, value: { width, height } }
  return refusedValue('--size', text, `width x height in pixels from ${SIZE_MIN} to ${SIZE_MAX}, as 1280x800`)
}

/** Columns of the help text. */
const HELP_COLUMNS = 100

/** Puts words after `lead`, continued under their first column. */
function wrap(lead: string, words: string): string {
  const lines: string[] = []
  let line = lead
  for (const word of words.split(' ')) {
    if (line.length + word.length > HELP_COLUMNS && line.trim() !== '') {
      lines.push(line.trimEnd())
      line = ' '.repeat(lead.length)
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()].join('\n')
}
