import { Worker } from 'node:worker_threads'
import { type Problem, ProblemError } from '../../../shared/problem.ts'
import type { ImportPlan, Task } from '../plan/import-plan.ts'
import { type DurableFiles, durableFiles } from './durable-files.ts'
import { runTask } from './run-task.ts'
import { createTaskContext } from './task-context.ts'

/** Does tasks, up to `size` at once. */
export interface Pool {
  readonly size: number
  /** Rejects with a `ProblemError`, or with a bug. */
  run(task: Task): Promise<void>
  /** Ends what runs. Tasks that are under way are lost; what they have begun is written again. */
  close(): Promise<void>
}

/** From the import to a worker. */
export interface TaskRequest {
  readonly task: Task
}

/** What a worker says of its task. */
export type TaskReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'bug'; readonly stack: string }

/** Worker threads, each of which opens the inputs by itself. */
export function createThreadPool(plan: ImportPlan, size: number, script: URL): Pool {
  const idle = Array.from({ length: size }, () => new Worker(script, { workerData: plan }))
  const all = [...idle]
  const waiting: ((worker: Worker) => void)[] = []
  const give = (worker: Worker): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(worker)
    else next(worker)
  }
  return {
    size,
    async run(task) {
      const worker = idle.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)))
      const reply = await ask(worker, { task })
      give(worker)
      if (reply.kind === 'failed') throw new ProblemError(reply.problem)
      if (reply.kind === 'bug') throw new Error(reply.stack)
    },
    async close() {
      await Promise.all(all.map((worker) => worker.terminate()))
    },
  }
}

function ask(worker: Worker, request: TaskRequest): Promise<TaskReply> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
    }
    const onMessage = (reply: TaskReply): void => {
      settle()
      resolve(reply)
    }
    const onError = (error: Error): void => {
      settle()
      reject(error)
    }
    const onExit = (code: number): void => {
      settle()
      reject(new Error(`a worker of the import ended with ${code}`))
    }
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    worker.postMessage(request)
  })
}

/** The same in this thread, one task at a time; `files` may be one that fails. */
export function createInlinePool(plan: ImportPlan, files: DurableFiles = durableFiles): Pool {
  const context = createTaskContext(plan, files)
  return {
    size: 1,
    run: (task) => runTask(context, task),
    close: () => context.close(),
  }
}
