import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ProblemError, problemOf } from '../shared/problem.ts'
import { DEFAULT_SAMPLE, makeSample } from './neuropil/sample.ts'
import { DATASET_FILE, SAMPLE_MAKER, writeSample } from './neuropil/write-sample.ts'
import { createProgress } from './progress.ts'

const USAGE = `Usage: node tools/make-sample.ts <folder> [--seed N]

Makes the sample volume: neuropil of 4 x 4 x 10 micrometres with supervoxels, a base
agglomeration with planted errors, and the truth. The same seed gives the same sample.`

/** Steps and their share of the time, roughly seconds. */
const SHARES = new Map([
  ['grow', 2],
  ['voxels', 12],
  ['supervoxels', 3],
  ['agglomeration', 2],
  ['image', 17],
  ['image layers', 5],
  ['label layers', 10],
  ['tables', 1],
])

/** Makes the sample beside `target` and moves it there when it is whole, in place of an older sample. */
async function makeSampleFolder(target: string, seed: number): Promise<void> {
  checkTarget(target)
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished-${process.pid}`)
  mkdirSync(unfinished, { recursive: true })
  try {
    const progress = createProgress(SHARES, process.stdout)
    const sample = makeSample({ ...DEFAULT_SAMPLE, seed }, progress.update)
    await writeSample(unfinished, sample, progress.update)
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Only an empty folder or an older sample may be overwritten. */
function checkTarget(target: string): void {
  if (!existsSync(target) || readdirSync(target).length === 0) return
  const file = join(target, DATASET_FILE)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (text.includes(SAMPLE_MAKER)) return
  throw new ProblemError({
    kind: 'bad-description',
    message: `${target} is not empty and holds no sample, so it is left as it is; name another folder`,
    file: target,
  })
}

function readCommandLine(): { readonly target: string; readonly seed: number } | undefined {
  const { values, positionals } = parseArgs({
    options: {
      seed: { type: 'string', default: String(DEFAULT_SAMPLE.seed) },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [folder] = positionals
  const seed = Number(values.seed)
  if (values.help || folder === undefined || positionals.length > 1) return undefined
  if (!Number.isInteger(seed) || seed < 0 || seed > 0x7fffffff) return undefined
  return { target: resolve(folder), seed }
}

async function main(): Promise<number> {
  let commandLine: ReturnType<typeof readCommandLine>
  try {
    commandLine = readCommandLine()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
  if (commandLine === undefined) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  try {
    await makeSampleFolder(commandLine.target, commandLine.seed)
    process.stdout.write(`The sample is in ${commandLine.target}\n`)
    return 0
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    process.stderr.write(`${problem.message}\n`)
    return 1
  }
}

process.exitCode = await main()
