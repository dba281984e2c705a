import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../shared/assert.ts'
import type { ImportPlan } from '../plan/import-plan.ts'
import { durableFiles } from './durable-files.ts'
import type { TaskReply, TaskRequest } from './pool.ts'
import { runTask } from './run-task.ts'
import { importProblem } from './system-failure.ts'
import { createTaskContext } from './task-context.ts'

/** Does the tasks of an import in a thread of its own. */
export function serveTasks(): void {
  // Both ends of `TaskRequest` are one program, so its messages need no checks.
  const plan: ImportPlan = workerData
  const context = createTaskContext(plan, durableFiles)
  const port = parentPort
  assert(port !== null, 'this runs in a worker')
  port.on('message', ({ task }: TaskRequest) => {
    const tell = (reply: TaskReply) => port.postMessage(reply)
    runTask(context, task).then(
      () => tell({ kind: 'done' }),
      (error: unknown) => {
        const problem = importProblem(error, plan.out)
        if (problem !== undefined) tell({ kind: 'failed', problem })
        else tell({ kind: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      },
    )
  })
}
