import { pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import type { ParentPort } from 'electron'
import type { FromImportProcess, ImportRequest, ToImportProcess } from '../shared/contracts/import-protocol.ts'
import { messageOf } from '../shared/problem.ts'
import { workerCount } from './import/import-command.ts'
import { checkOutput } from './import/plan/check-output.ts'
import { type ImportWish, planImport } from './import/plan/plan-import.ts'
import { durableFiles } from './import/run/durable-files.ts'
import { createThreadPool } from './import/run/pool.ts'
import { runImport } from './import/run/run-import.ts'
import { serveTasks } from './import/run/serve-tasks.ts'
import { importProblem } from './import/run/system-failure.ts'

// Imports for the app: main forks the built file, build/import/import.cjs, as a utilityProcess, sends it one request, and
// ends it when it has told how that went. The same file is run by each of its threads.

/** Progress is reported in steps of half a percent. */
const PROGRESS_STEP = 0.005

if (isMainThread) serveRequests(process.parentPort)
else serveTasks()

function serveRequests(port: ParentPort): void {
  const stop = new AbortController()
  const tell = (message: FromImportProcess) => port.postMessage(message)
  port.on('message', ({ data }) => {
    // Both ends of import-protocol.ts are built together, so the messages of main need no checks.
    const message: ToImportProcess = data
    if (message.kind === 'stop') stop.abort()
    else void runRequest(message.request, tell, stop.signal)
  })
}

async function runRequest(
  request: ImportRequest,
  tell: (message: FromImportProcess) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { out, image, labels } = request
    checkOutput(
      out,
      [image, labels].flatMap((input) => (input === undefined ? [] : [input])),
    )
    const plan = await planImport(wishOf(request))
    const pool = createThreadPool(plan, workerCount(), pathToFileURL(__filename))
    let told = -1
    try {
      const finished = await runImport(plan, {
        pool,
        files: durableFiles,
        signal,
        progress: ({ step, done, total }) => {
          const part = total === 0 ? 1 : done / total
          if (part - told < PROGRESS_STEP && part < 1) return
          told = part
          tell({ kind: 'progress', part, step })
        },
      })
      tell({ kind: 'imported', location: finished.datasetFile })
    } finally {
      await pool.close()
    }
  } catch (error) {
    const problem = importProblem(error, request.out)
    if (problem?.kind === 'cancelled') tell({ kind: 'stopped' })
    else tell({ kind: 'failed', reason: problem?.message ?? messageOf(error) })
  }
}

function wishOf({ out, image, labels, voxelSize }: ImportRequest): ImportWish {
  return {
    out,
    voxelSize,
    keepsLabels: false,
    image: image === undefined ? undefined : { path: image, use: 'image' },
    labels: labels === undefined ? undefined : { path: labels, use: 'labels' },
  }
}
