import { describe, expect, it } from 'vitest'
import { countPlaywright, countVitest, judgeRun, summarise } from './outcomes.mjs'

describe('counting', () => {
  it('[HO5] takes what did not run for failed', () => {
    expect(countVitest({ numPassedTests: 3, numTotalTests: 5 })).toEqual({ passed: 3, failed: 2 })
    const stats = { expected: 4, unexpected: 1, flaky: 2, skipped: 3 }
    expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 6 })
  })

  it('[HO5] takes no report, no test and a bad exit for failures', () => {
    expect(judgeRun('e2e', 1, undefined).failed).toBe(1)
    expect(judgeRun('e2e', 0, undefined).failed).toBe(1)
    expect(judgeRun('e2e', 0, { passed: 0, failed: 0 }).failed).toBe(1)
    expect(judgeRun('e2e', 1, { passed: 3, failed: 0 })).toEqual({ passed: 3, failed: 1 })
    expect(judgeRun('e2e', 0, { passed: 3, failed: 0 })).toEqual({ passed: 3, failed: 0 })
    expect(judgeRun('e2e', 1, { passed: 3, failed: 2 })).toEqual({ passed: 3, failed: 2 })
  })

  it('[HO5] ends with the line that counts', () => {
    const good = { passed: 2, failed: 0 }
    expect(summarise([good])).toEqual({ line: '2 passed, 0 failed', code: 0 })
    expect(summarise([good, { passed: 1, failed: 1 }])).toEqual({ line: '3 passed, 1 failed', code: 1 })
  })
})
