import type { ParentPort } from 'electron'
import type { FromSampleProcess, SampleTask } from '../shared/contracts/sample-protocol.ts'
import { makeSampleFolder, SAMPLE_STEPS } from './neuropil/make-sample-folder.ts'
import { partDone } from './progress.ts'
import { sampleFailure } from './sample-failure.ts'

// Makes the sample for the app: main forks the built file, build/sample/sample.cjs, as a utilityProcess, sends it one
// task, and kills it to cancel.

/** Progress is reported in steps of a percent. */
const PROGRESS_STEP = 0.01

const { parentPort }: { readonly parentPort: ParentPort } = process

parentPort.on('message', ({ data }) => {
  // Both ends of sample-protocol.ts are built together, so the messages of main need no checks.
  const task: SampleTask = data
  void make(task)
})

async function make({ folder, unfinished }: SampleTask): Promise<void> {
  const tell = (message: FromSampleProcess) => parentPort.postMessage(message)
  let told = 0
  const progress = (step: string, stepPart: number) => {
    const part = partDone(SAMPLE_STEPS, step, stepPart)
    if (part - told < PROGRESS_STEP) return
    told = part
    tell({ kind: 'progress', part })
  }
  try {
    await makeSampleFolder({ target: folder, unfinished, replaces: false, progress })
    tell({ kind: 'made' })
  } catch (error) {
    tell({ kind: 'failed', reason: sampleFailure(error, folder) })
  }
}
