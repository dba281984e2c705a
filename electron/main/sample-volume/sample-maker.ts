import { existsSync } from 'node:fs'
import { mkdir, rm, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SampleState } from '../../../shared/contracts/host-api.ts'
import {
  type FromSampleProcess,
  SAMPLE_BYTES,
  type SampleTask,
  unfinishedName,
} from '../../../shared/contracts/sample-protocol.ts'
import { messageOf } from '../../../shared/problem.ts'

/** The process that makes a sample (sample-process.ts). */
export interface SampleProcess {
  send(task: SampleTask): void
  kill(): void
  onMessage(listener: (message: FromSampleProcess) => void): void
  onExit(listener: (code: number) => void): void
}

export interface SampleMakerParts {
  /** Where the sample lies once it is made. */
  readonly folder: string
  fork(): SampleProcess
  onChange(state: SampleState): void
  /** Bytes free on the disk of a folder that exists; tests give another. */
  freeBytes?(folder: string): Promise<number>
}

/** Makes the sample on request, in a process of its own. */
export interface SampleMaker {
  state(): SampleState
  /** Begins, unless it is being made or there. */
  make(): void
  /** Stops it; settles when nothing is left of it. */
  cancel(): Promise<void>
}

const BYTES_PER_MB = 1_000_000

export function createSampleMaker(parts: SampleMakerParts): SampleMaker {
  const { folder, freeBytes = freeBytesOf } = parts
  const file = join(folder, 'skein.json')
  const unfinished = join(dirname(folder), unfinishedName(basename(folder), process.pid))
  let state = found()
  let isCancelled = false
  let child: SampleProcess | undefined
  let work = Promise.resolve()

  /** What the disk says, with why there is none where that is known. */
  function found(problem?: string): SampleState {
    if (existsSync(file)) return { kind: 'made', location: file }
    return problem === undefined ? { kind: 'absent' } : { kind: 'absent', problem }
  }

  function change(next: SampleState): void {
    state = next
    parts.onChange(next)
  }

  /** Undefined when it was made or cancelled, else why it was not. */
  async function run(): Promise<string | undefined> {
    await mkdir(dirname(folder), { recursive: true })
    const free = await freeBytes(dirname(folder))
    if (free < SAMPLE_BYTES) return noSpace(folder, free)
    if (isCancelled) return undefined
    const reason = await runProcess()
    return isCancelled ? undefined : reason
  }

  function runProcess(): Promise<string | undefined> {
    const forked = parts.fork()
    child = forked
    const onProgress = (part: number) => {
      if (!isCancelled) change({ kind: 'making', part })
    }
    return runToEnd(forked, { folder, unfinished }, onProgress).finally(() => {
      child = undefined
    })
  }

  return {
    state: () => state,
    make() {
      if (state.kind !== 'absent') return
      isCancelled = false
      change({ kind: 'making', part: 0 })
      work = run()
        .catch((error: unknown) => `The sample cannot be made: ${messageOf(error)}`)
        .then(async (problem) => {
          await rm(unfinished, { recursive: true, force: true }).catch(() => undefined)
          change(found(problem))
        })
    },
    async cancel() {
      if (state.kind !== 'making') return
      isCancelled = true
      child?.kill()
      await work
    },
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function noSpace(folder: string, free: number): string {
  const [needs, has] = [SAMPLE_BYTES, free].map((bytes) => Math.floor(bytes / BYTES_PER_MB))
  return `The sample takes ${needs} MB, and the disk of ${dirname(folder)} has ${has} MB free`
}

/** Settles when the process has ended: undefined when it made the sample, else the reason why not. */
function runToEnd(
  forked: SampleProcess,
  task: SampleTask,
  onProgress: (part: number) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let reason: string | undefined
    let isDone = false
    forked.onMessage((message) => {
      if (message.kind === 'progress') {
        onProgress(message.part)
        return
      }
      isDone = true
      if (message.kind === 'failed') reason = message.reason
      forked.kill()
    })
    forked.onExit((code) => resolve(isDone ? reason : `The process that makes the sample stopped (exit code ${code})`))
    forked.send(task)
  })
}
