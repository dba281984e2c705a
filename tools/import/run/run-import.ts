import { ProblemError } from '../../../shared/problem.ts'
import { openInput } from '../inputs/open-input.ts'
import { type ImportPlan, type Task, taskId } from '../plan/import-plan.ts'
import { type KeptTask, type Phase, phasesOf } from '../plan/tasks.ts'
import type { DurableFiles } from './durable-files.ts'
import { type Finished, finishImport } from './finish-import.ts'
import { type Journal, openJournal } from './journal.ts'
import type { Pool } from './pool.ts'
import { beginStage, endStage, slabsOf } from './stages.ts'
import { importProblem } from './system-failure.ts'

/** How far an import is. */
export interface ImportProgress {
  /** What is done now, such as `labels, scale 1`. */
  readonly step: string
  /** Voxels that were written, of all scales, and all there will be. */
  readonly done: number
  readonly total: number
}

export interface ImportRun {
  readonly pool: Pool
  readonly files: DurableFiles
  /** Aborted to cancel: what is done stays, and the import can be gone on with. */
  readonly signal: AbortSignal
  readonly progress: (progress: ImportProgress) => void
}

/**
 * Does what is left of an import. It rejects with a `ProblemError`: of kind `cancelled` after the signal; the same import
 * may be run again after any of them, and ends with the same bytes.
 */
export async function runImport(plan: ImportPlan, run: ImportRun): Promise<Finished> {
  try {
    return await runPhases(plan, run)
  } catch (error) {
    const problem = importProblem(error, plan.out)
    throw problem === undefined ? error : new ProblemError(problem, { cause: error })
  }
}

async function runPhases(plan: ImportPlan, run: ImportRun): Promise<Finished> {
  const journal = await openJournal(plan, run.files)
  try {
    const phases = phasesOf(plan)
    const total = phases.flatMap(({ tasks }) => tasks).reduce((sum, { voxels }) => sum + voxels, 0)
    let done = 0
    for (const phase of phases) {
      const told = (voxels: number): void => {
        done += voxels
        run.progress({ step: phase.name, done, total })
      }
      await runPhase(plan, phase, journal, run, told)
    }
    run.progress({ step: 'agglomeration', done, total })
    return await finishImport(plan, run.files)
  } finally {
    await journal.close()
  }
}

async function runPhase(
  plan: ImportPlan,
  { tasks }: Phase,
  journal: Journal,
  run: ImportRun,
  told: (voxels: number) => void,
): Promise<void> {
  const voxelsOf = new Map<Task, number>(tasks.map(({ task, voxels }) => [task, voxels]))
  const left: KeptTask[] = []
  for (const { task, voxels } of tasks) {
    if (journal.done.has(taskId(task))) told(voxels)
    else left.push(task)
  }
  const keep = async (task: KeptTask): Promise<void> => {
    await journal.add(taskId(task))
    told(voxelsOf.get(task) ?? 0)
  }
  const [first] = left
  if (first === undefined) return
  const layer = first.kind === 'image-block' ? plan.image : first.kind === 'label-block' ? plan.labels : undefined
  const source = layer === undefined ? undefined : await openInput(layer.input.spec)
  await source?.close()
  if (layer === undefined || source === undefined || source.sectionsAtOnce > 0) {
    await runAll(left, run, async (task) => {
      await run.pool.run(task)
      await keep(task)
    })
    return
  }
  const name = first.kind === 'image-block' ? 'image' : 'labels'
  for (const slab of slabsOf(layer, source, left)) {
    const { staged, tasks: copies } = await beginStage(plan.out, name, source, slab)
    await runAll(copies, run, (task) => run.pool.run(task))
    await runAll(slab.tasks, run, async (task) => {
      await run.pool.run('scale' in task || task.kind === 'borders' ? task : { ...task, staged })
      await keep(task)
    })
    await endStage(staged)
  }
}

/** Runs tasks, as many at once as the pool does. After a failure or a cancel no further one begins. */
async function runAll<T>(
  tasks: readonly T[],
  { pool, signal }: ImportRun,
  work: (task: T) => Promise<void>,
): Promise<void> {
  let next = 0
  let failure: { readonly error: unknown } | undefined
  const lane = async (): Promise<void> => {
    while (failure === undefined && !signal.aborted) {
      const task = tasks[next]
      if (task === undefined) return
      next += 1
      try {
        await work(task)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: pool.size }, lane))
  if (failure !== undefined) throw failure.error
  if (signal.aborted) throw new ProblemError({ kind: 'cancelled', message: 'The import was cancelled' })
}
