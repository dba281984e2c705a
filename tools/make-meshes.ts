import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ProblemError } from '../shared/problem.ts'
import { openLabels } from './meshes/scale-surfaces.ts'
import { type MeshesPlan, writeMeshes } from './meshes/write-meshes.ts'

const USAGE = `Usage: node tools/make-meshes.ts <segmentation> <folder> [--scale N] [--levels N] [--sharded]

Makes multi-resolution Draco meshes (neuroglancer_multilod_draco) of every label of a segmentation in a local folder. The
finest level is made of scale N (0, the finest, where nothing is said), each next one of the next scale; --levels says
how many there are, where that is not all. Name the folder as "mesh" in the volume's info, or as "meshes" of its layer
in skein.json.`

interface CommandLine {
  readonly source: string
  readonly target: string
  readonly scale: number
  readonly levels: number | undefined
  readonly isSharded: boolean
}

function readCommandLine(): CommandLine | 'help' | undefined {
  const { values, positionals } = parseArgs({
    options: {
      scale: { type: 'string', default: '0' },
      levels: { type: 'string' },
      sharded: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  if (values.help) return 'help'
  const [source, target, ...more] = positionals
  const scale = Number(values.scale)
  const levels = values.levels === undefined ? undefined : Number(values.levels)
  if (source === undefined || target === undefined || more.length > 0) return undefined
  if (!Number.isInteger(scale) || scale < 0 || (levels !== undefined && !(Number.isInteger(levels) && levels > 0))) {
    return undefined
  }
  return { source: resolve(source), target: resolve(target), scale, levels, isSharded: values.sharded }
}

async function run({ source, target, scale, levels, isSharded }: CommandLine): Promise<number> {
  if (existsSync(target) && readdirSync(target).length > 0) {
    return complain(`${target} is not empty, so it is left as it is; name another folder`)
  }
  const labels = await openLabels(source)
  const scales = labels.volume.scales.length
  if (scale >= scales) return complain(`${source} has ${scales} scales, and none of number ${scale}`)
  const plan: MeshesPlan = { scale, levels: Math.min(levels ?? scales, scales - scale), isSharded }
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished-${process.pid}`)
  mkdirSync(unfinished, { recursive: true })
  try {
    const { meshes, nodes, bytes } = await writeMeshes(labels, unfinished, plan)
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
    process.stdout.write(`${meshes} meshes in ${plan.levels} levels: ${nodes} nodes, ${bytes} bytes\n`)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return 0
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`)
  return 1
}

async function main(): Promise<number> {
  try {
    const commandLine = readCommandLine()
    if (commandLine === 'help') {
      process.stdout.write(`${USAGE}\n`)
      return 0
    }
    if (commandLine !== undefined) return await run(commandLine)
  } catch (error) {
    // The parser of arguments reports unknown options with TypeErrors. Anything else is a bug.
    if (!(error instanceof TypeError) && !(error instanceof ProblemError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
  process.stderr.write(`${USAGE}\n`)
  return 1
}

process.exitCode = await main()
