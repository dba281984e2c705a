import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { unfinishedName } from '../shared/contracts/sample-protocol.ts'
import { messageOf, problemOf } from '../shared/problem.ts'
import { makeSampleFolder, SAMPLE_STEPS } from './neuropil/make-sample-folder.ts'
import { DEFAULT_SAMPLE } from './neuropil/sample.ts'
import { createProgress } from './progress.ts'

const USAGE = `Usage: node tools/make-sample.ts <folder> [--seed N]

Makes the sample volume: neuropil of 4 x 4 x 10 micrometres with supervoxels, a base
agglomeration with planted errors, and the truth. The same seed gives the same sample.`

function readCommandLine(): { readonly target: string; readonly seed: number } | 'help' | undefined {
  const { values, positionals } = parseArgs({
    options: {
      seed: { type: 'string', default: String(DEFAULT_SAMPLE.seed) },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [folder] = positionals
  const seed = Number(values.seed)
  if (values.help) return 'help'
  if (folder === undefined || positionals.length > 1) return undefined
  if (!Number.isInteger(seed) || seed < 0 || seed > 0x7fffffff) return undefined
  return { target: resolve(folder), seed }
}

async function main(): Promise<number> {
  let commandLine: ReturnType<typeof readCommandLine>
  try {
    commandLine = readCommandLine()
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
  }
  if (commandLine === 'help') {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  if (commandLine === undefined) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  try {
    const { target, seed } = commandLine
    const unfinished = join(dirname(target), unfinishedName(basename(target), process.pid))
    const progress = createProgress(SAMPLE_STEPS, process.stdout).update
    await makeSampleFolder({ target, unfinished, seed, replaces: true, progress })
    process.stdout.write(`The sample is in ${target}\n`)
    return 0
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    process.stderr.write(`${problem.message}\n`)
    return 1
  }
}

process.exitCode = await main()
