import { REAL_PARTS, type SimulatedParts } from './parts.ts'
import { runSimulation } from './run.ts'
import { HAPPENINGS, newTally, type Tally } from './tally.ts'

/** For tests: runs seeds `from`, `from` + 1, ...; where one fails, the error names it. */
export function simulateSeeds(from: number, count: number): Tally {
  const tally = newTally()
  for (let seed = from; seed < from + count; seed++) {
    try {
      runSimulation(seed, REAL_PARTS, tally)
    } catch (error) {
      throw new Error(`Simulation of seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
  return tally
}

/** What never happened. */
export function missingFrom({ counts }: Tally): string[] {
  return HAPPENINGS.filter((what) => counts[what] === 0)
}

/** The first of this many seeds that finds something wrong with the parts, and what; undefined when none does. */
export function firstFinding(parts: Partial<SimulatedParts>, seeds: number): string | undefined {
  for (let seed = 0; seed < seeds; seed++) {
    try {
      runSimulation(seed, { ...REAL_PARTS, ...parts }, newTally())
    } catch (error) {
      return `seed ${seed}: ${error instanceof Error ? error.message : error}`
    }
  }
  return undefined
}
