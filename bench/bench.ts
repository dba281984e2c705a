/** A measurement: one line of `npm run bench`. Milliseconds unless `unit` says otherwise. */
export interface Measurement {
  /** A path such as `decode/jpeg` or `view/slice-step`. */
  readonly name: string
  /** Such as `ms`, `MB/s`, `Mvoxel/s`, `bytes`. */
  readonly unit: string
  /** How many samples the percentiles are of. */
  readonly n: number
  readonly p50: number
  readonly p95: number
  /** What `ratio` compares with, such as `memcpy` or `Neuroglancer 2.40.1`. */
  readonly against?: string
  /** Other / ours, of medians, as times: above 1 means that ours is faster. */
  readonly ratio?: number
  /** What a reader must know to understand the figure, such as the minutes of a flight. */
  readonly note?: string
}

/** A line in place of a measurement that could not be taken here. */
export interface Skipped {
  readonly name: string
  /** Why, in words. */
  readonly skipped: string
}

/** Takes each line of `npm run bench` as soon as it is known. */
export type Report = (line: Measurement | Skipped) => void

/** What a file `bench/<any>.bench.ts` exports as `bench`. */
export interface Bench {
  /** The beginning of all its measurements' names, such as `decode` or `view/memory`. */
  readonly name: string
  /** Measures what is `wanted` by name and reports each as soon as it is known. */
  run(report: Report, wanted: (name: string) => boolean): Promise<void>
}

/** Whether `npm run bench <filters>` asks for a measurement: no filter asks for all, a filter is a path or its start. */
export function isWanted(name: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => isPathStart(filter, name))
}

/** Whether any measurement of a bench could be asked for, so that others need not be loaded. */
export function mayBeWanted(benchName: string, filters: readonly string[]): boolean {
  return isWanted(benchName, filters) || filters.some((filter) => isPathStart(benchName, filter))
}

function isPathStart(start: string, path: string): boolean {
  return path === start || path.startsWith(start.endsWith('/') ? start : `${start}/`)
}

/** Percentiles of samples (at least one), by the nearest rank, so that each is a value that was measured. */
export function summariseSamples(samples: readonly number[]): { n: number; p50: number; p95: number } {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { n: sorted.length, p50: at(0.5), p95: at(0.95) }
}
