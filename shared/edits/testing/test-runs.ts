/**
 * For tests: the number of runs of a property. `SKEIN_RUNS` multiplies it (`npm run soak` sets it), so that the same
 * property is quick by default and thorough when there is time.
 */
export function runs(byDefault: number): number {
  const times = Number(environment()['SKEIN_RUNS'] ?? '1')
  return Math.max(1, Math.round(byDefault * (Number.isFinite(times) ? times : 1)))
}

/** Tests run in Node, which `shared/` does not know. */
function environment(): Readonly<Record<string, string | undefined>> {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } }
  return process?.env ?? {}
}
