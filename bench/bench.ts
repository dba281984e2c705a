/** A measurement: one line of `npm run bench`. */
export interface Measurement {
  /** A path such as `decode/jpeg` or `view/slice-step`. */
  readonly name: string
  /** Such as `ms`, `MB/s`, `Mvoxel/s`, `bytes`. */
  readonly unit: string
  /** The number of samples. */
  readonly n: number
  readonly p50: number
  readonly p95: number
  /** What `ratio` compares with, such as `memcpy` or `Neuroglancer 2.40.1`. */
  readonly against?: string
  /** The median time of the other, divided by ours: above 1 means that ours is faster. */
  readonly ratio?: number | undefined
  /** What a reader must know to understand the figure, such as the minutes of a flight. */
  readonly note?: string
}

/** A line in place of a measurement that could not be taken here. */
export interface Skipped {
  readonly name: string
  /** Why, in words. */
  readonly skipped: string
}

/** A line of figures that are no times: how good something is. */
export interface Finding {
  readonly name: string
  readonly unit: string
  readonly values: Readonly<Record<string, number>>
  readonly note?: string
}

/** Gets each line of `npm run bench` as soon as it is known. */
export type Report = (line: Measurement | Finding | Skipped) => void

/** A file `bench/<any>.bench.ts` exports one of these, as `bench`. */
export interface Bench {
  /** The beginning of the names of all its measurements, such as `decode` or `view/memory`. */
  readonly name: string
  /** Takes the measurements whose names are `wanted`, and reports each as soon as it is known. */
  run(report: Report, wanted: (name: string) => boolean): Promise<void>
}

/**
 * True if `npm run bench <filters>` asks for a measurement. A filter is a path or the start of one; none asks for all.
 */
export function isWanted(name: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => isPathStart(filter, name))
}

/** True if any measurement of a bench may be asked for. Other benches need not be loaded. */
export function mayBeWanted(benchName: string, filters: readonly string[]): boolean {
  return isWanted(benchName, filters) || filters.some((filter) => isPathStart(benchName, filter))
}

function isPathStart(start: string, path: string): boolean {
  return path === start || path.startsWith(start.endsWith('/') ? start : `${start}/`)
}

/**
 * True if these measurements are asked for by name, and not with those of all other areas: then they may take minutes.
 * `wanted`: see `Bench.run`. Another area's quick measurement tells the two apart.
 */
export function isAskedByName(wanted: (name: string) => boolean): boolean {
  return !wanted('view/slice-step')
}

/** Percentiles of samples (at least one), by the nearest rank, so that each is a value that was measured. */
export function summariseSamples(samples: readonly number[]): { n: number; p50: number; p95: number } {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { n: sorted.length, p50: at(0.5), p95: at(0.95) }
}
