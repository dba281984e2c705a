import { describe, expect, it } from 'vitest'
import { runs } from '../../edits/testing/test-runs.ts'
import { missingFrom, simulateSeeds } from './simulation/seeds.ts'

/** The other half of the seeds of `sync.simulation.test.ts`. */
const FIRST = 1_000_000
const SEEDS = runs(2500)

describe('a team that syncs', () => {
  it('[SM1 to SM8] comes to rest with one log, whatever breaks, and nothing that was saved is lost', () => {
    expect(missingFrom(simulateSeeds(FIRST, SEEDS))).toEqual([])
  })
})
