import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError } from '../../shared/problem.ts'
import { DEFAULT_SAMPLE, makeSample } from './sample.ts'
import { DATASET_FILE, SAMPLE_MAKER, writeSample } from './write-sample.ts'

/** The steps with their shares of the time, roughly in seconds. */
export const SAMPLE_STEPS: ReadonlyMap<string, number> = new Map([
  ['grow', 2],
  ['voxels', 12],
  ['supervoxels', 3],
  ['agglomeration', 2],
  ['image', 17],
  ['image layers', 5],
  ['label layers', 10],
  ['tables', 1],
])

export interface SampleWish {
  readonly target: string
  /** The folder in which it is made, on the same disk. Nothing of it is left, unless the process is killed. */
  readonly unfinished: string
  readonly seed?: number
  /** True if an older sample is to be replaced. */
  readonly replaces: boolean
  /** Gets a step of `SAMPLE_STEPS` and the part of it that is done, 0 to 1. */
  readonly progress: (step: string, part: number) => void
}

/** Makes the sample, and moves it to its place when it is whole. Throws a `ProblemError` if something else is there. */
export async function makeSampleFolder({ target, unfinished, seed, replaces, progress }: SampleWish): Promise<void> {
  checkTarget(target)
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  try {
    const sample = makeSample({ ...DEFAULT_SAMPLE, ...(seed === undefined ? {} : { seed }) }, progress)
    await writeSample(unfinished, sample, progress)
    if (!replaces && existsSync(join(target, DATASET_FILE))) return
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
