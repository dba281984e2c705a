import { describe, expect, it } from 'vitest'
import { runs } from '../../edits/testing/test-runs.ts'
import { FAULTY_PARTS } from './simulation/faulty-parts.ts'
import { firstFinding, missingFrom, simulateSeeds } from './simulation/seeds.ts'

/** Half of the seeds; the other half is in `sync.simulation-2.test.ts`, so that two cores share them. */
const SEEDS = runs(2500)

describe('a team that syncs', () => {
  it('[SM1 to SM8] comes to rest with one log, whatever breaks, and nothing that was saved is lost', () => {
    expect(missingFrom(simulateSeeds(0, SEEDS))).toEqual([])
  })

  it.each(Object.entries(FAULTY_PARTS))('[SM9] the simulation finds %s', (_what, parts) => {
    expect(firstFinding(parts, 300)).toBeDefined()
  })
})
