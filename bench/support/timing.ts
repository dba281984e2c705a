import { type Measurement, summariseSamples } from '../bench.ts'

/** One of several ways to do the same batch of work. */
export interface Contender {
  readonly name: string
  /** Does the batch once. The result is thrown away. */
  readonly run: () => unknown
}

/** Warm-up ends when a contender has run this many ms and this often. The compiler has optimised it by then. */
const WARM_UP_MS = 300
const WARM_UP_RUNS = 5
/** Timed batches of each contender. */
const BATCHES = 40

/**
 * Times the contenders in turn, so that other work of the machine slows all of them alike.
 * @returns the samples of each contender, in ms
 */
export async function timeInTurn(contenders: readonly Contender[], batches = BATCHES): Promise<readonly number[][]> {
  for (const { run } of contenders) {
    const until = performance.now() + WARM_UP_MS
    for (let i = 0; i < WARM_UP_RUNS || performance.now() < until; i++) await run()
  }
  const samples = contenders.map((): number[] => [])
  for (let batch = 0; batch < batches; batch++) {
    for (const [which, { run }] of contenders.entries()) {
      const before = performance.now()
      await run()
      samples[which]?.push(performance.now() - before)
    }
  }
  return samples
}

/** The median of samples. */
export function median(samples: readonly number[]): number {
  return summariseSamples(samples).p50
}

/** Rounded to two decimals from 10 on, and to three significant digits below that. */
function rounded(value: number): number {
  return Math.abs(value) >= 10 ? Math.round(value * 100) / 100 : Number(value.toPrecision(3))
}

/** A measurement of times in ms, or of other samples where small is good. */
export function timesLine(
  name: string,
  samples: readonly number[],
  more: Partial<Pick<Measurement, 'unit' | 'against' | 'ratio' | 'note'>> = {},
): Measurement {
  const { n, p50, p95 } = summariseSamples(samples)
  const { ratio, ...rest } = more
  return {
    name,
    unit: 'ms',
    n,
    p50: rounded(p50),
    p95: rounded(p95),
    ...rest,
    ratio: ratio && rounded(ratio),
  }
}

/** The work of a batch: `amount` of `unit` in a second, such as 2.1 of `Mvoxel/s`. */
export interface Amount {
  readonly unit: string
  readonly perBatch: number
}

/**
 * A measurement of a rate, from the times of its batches in ms. p95 is the slow end here too: 95 of 100 batches have a
 * higher rate.
 */
export function rateLine(
  name: string,
  samples: readonly number[],
  { unit, perBatch }: Amount,
  other?: { readonly against: string; readonly samples: readonly number[] },
): Measurement {
  const { n, p50, p95 } = summariseSamples(samples)
  const rate = (ms: number) => rounded((perBatch / ms) * 1000)
  const line = { name, unit, n, p50: rate(p50), p95: rate(p95) }
  if (other === undefined) return line
  return { ...line, against: other.against, ratio: rounded(median(other.samples) / p50) }
}
