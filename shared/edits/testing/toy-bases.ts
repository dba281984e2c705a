import type { NaiveBase } from './naive-fold.ts'

/** For tests: three chains, 1-2-3-4, 5-6-7 and 8-9, and a ring 10-11, 10-12, 11-13, 12-13. */
export function toyBases(): Map<bigint, NaiveBase> {
  const chain = (from: bigint, to: bigint): NaiveBase => {
    const supervoxels = Array.from({ length: Number(to - from) + 1 }, (_, i) => from + BigInt(i))
    return { supervoxels, edges: supervoxels.slice(1).map((v) => [v - 1n, v] as const) }
  }
  const ring: NaiveBase = {
    supervoxels: [10n, 11n, 12n, 13n],
    edges: [
      [10n, 11n],
      [10n, 12n],
      [11n, 13n],
      [12n, 13n],
    ],
  }
  return new Map([
    [1n, chain(1n, 4n)],
    [5n, chain(5n, 7n)],
    [8n, chain(8n, 9n)],
    [10n, ring],
  ])
}
