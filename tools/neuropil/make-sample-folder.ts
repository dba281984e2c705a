import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError } from '../../shared/problem.ts'
import { DEFAULT_SAMPLE, makeSample } from './sample.ts'
import { DATASET_FILE, SAMPLE_MAKER, writeSample } from './write-sample.ts'

/** Steps and their share of the time, roughly seconds. */
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
  /** Where it grows: a folder on the same disk, of which nothing is left, whatever happens but a kill. */
  readonly unfinished: string
  readonly seed?: number
  /** Whether an older sample is replaced; else it stays. */
  readonly replaces: boolean
  /** Takes a step of `SAMPLE_STEPS` and how much of it is done, 0 to 1. */
  readonly progress: (step: string, part: number) => void
}

/** Makes the sample and moves it to its place when it is whole. Throws a `ProblemError` where something else is there. */
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
