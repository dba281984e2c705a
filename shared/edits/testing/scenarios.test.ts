import { describe, expect, it } from 'vitest'
import { naiveFold } from './naive-fold.ts'
import { SCENARIOS } from './scenarios.ts'
import { toyBases } from './toy-bases.ts'
import { toyLog } from './toy-log.ts'
import { normalPartition, partitionOf, shortOutcome } from './toy-words.ts'

describe('the scenarios of the edit rules', () => {
  it.each(SCENARIOS)('[E4 to E11] %s', (_name, text, verdicts, partition) => {
    const bases = toyBases()
    const result = naiveFold(bases, toyLog(text, bases))
    expect(result.outcomes.map(shortOutcome).join(', ')).toBe(verdicts)
    expect(partitionOf(result.segmentOf, bases, partition)).toBe(normalPartition(partition))
  })
})
