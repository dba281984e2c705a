import { availableParallelism } from 'node:os'
import type { Problem } from '../../shared/problem.ts'
import { type ImportCommand, readImportCommand, USAGE } from './command-line.ts'
import { checkOutput } from './plan/check-output.ts'
import type { ImportPlan } from './plan/import-plan.ts'
import { planImport } from './plan/plan-import.ts'
import { durableFiles } from './run/durable-files.ts'
import type { Finished } from './run/finish-import.ts'
import { createThreadPool } from './run/pool.ts'
import { type ImportProgress, runImport } from './run/run-import.ts'
import { importProblem } from './run/system-failure.ts'

/** Where an import writes what it says, and how it is stopped. */
export interface ImportConsole {
  readonly folder: string
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly error: { write(text: string): unknown }
  readonly signal: AbortSignal
}

const OK = 0
const FAILED = 1
const WRONG_USE = 2
/** What shells give for a program that was stopped by Ctrl+C. */
const INTERRUPTED = 130

/** Memory for the workers, bytes: with what Node and the graph need, an import stays under 1.5 GB. */
const WORKERS_MEMORY = 900e6
/** What one worker takes at most: 8 million numbered voxels with their runs, and the code. */
const WORKER_MEMORY = 200e6

/** Runs `skein import` with its arguments, and returns the exit code. */
export async function runImportCommand(args: readonly string[], io: ImportConsole): Promise<number> {
  const command = readImportCommand(args, io.folder)
  if (command === 'help') {
    io.out.write(USAGE)
    return OK
  }
  if ('wrong' in command) {
    io.error.write(`${command.wrong}\n\n${USAGE}`)
    return WRONG_USE
  }
  const { wish, json } = command
  try {
    checkOutput(
      wish.out,
      [wish.image, wish.labels, wish.affinities].flatMap((input) => (input === undefined ? [] : [input.path])),
    )
    const plan = await planImport(wish)
    const finished = await runPlan(plan, command, io)
    io.out.write(json ? `${JSON.stringify({ kind: 'imported', ...finished })}\n` : resultText(finished))
    return OK
  } catch (error) {
    const problem = importProblem(error, wish.out)
    if (problem === undefined) throw error
    io.error.write(json ? `${JSON.stringify({ kind: 'failed', problem })}\n` : `${failureText(problem)}\n`)
    return problem.kind === 'cancelled' ? INTERRUPTED : FAILED
  }
}

function failureText(problem: Problem): string {
  return problem.kind === 'cancelled' ? 'Stopped. The same command goes on from here' : problem.message
}

/** Threads of an import: all cores, as far as the memory goes. */
export function workerCount(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(WORKERS_MEMORY / WORKER_MEMORY)))
}

async function runPlan(plan: ImportPlan, { workers, json }: ImportCommand, io: ImportConsole): Promise<Finished> {
  const pool = createThreadPool(plan, workers ?? workerCount(), new URL('run/import.worker.ts', import.meta.url))
  const progress = json ? jsonProgress(io) : textProgress(io)
  try {
    return await runImport(plan, { pool, files: durableFiles, signal: io.signal, progress })
  } finally {
    await pool.close()
  }
}

function jsonProgress({ out }: ImportConsole): (progress: ImportProgress) => void {
  return (progress) => out.write(`${JSON.stringify({ kind: 'progress', ...progress })}\n`)
}

/** One line that is redrawn on a terminal, or else a line for each ten percent. */
function textProgress({ out }: ImportConsole): (progress: ImportProgress) => void {
  let told = -1
  return ({ step, done, total }) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
    if (out.isTTY === true) out.write(`\r\u001b[2K${String(percent).padStart(3)} %  ${step}`)
    else if (Math.floor(percent / 10) > Math.floor(told / 10)) out.write(`${String(percent).padStart(3)} %  ${step}\n`)
    told = percent
  }
}

function resultText({ datasetFile, graph }: Finished): string {
  const lines = [`\nOpen it with: npm start -- ${datasetFile}`]
  if (graph !== undefined) {
    const { supervoxels, segments, contacts, labelsInParts } = graph
    lines.unshift(`\n${supervoxels} supervoxels in ${segments} segments, ${contacts} contacts`)
    if (labelsInParts > 0)
      lines.splice(1, 0, `${labelsInParts} labels are in parts that do not touch; each is one segment`)
  }
  return `${lines.join('\n')}\n`
}
