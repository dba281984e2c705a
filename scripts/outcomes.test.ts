import { describe, expect, it } from 'vitest'
import { addUp, countPlaywright, countVitest, judgeRun, summarise } from './outcomes.mjs'

const passedTest = { ancestorTitles: ['a group'], title: 'works', status: 'passed' }
const failedTest = { ancestorTitles: ['a group'], title: 'breaks', status: 'failed' }
const skippedTest = { ancestorTitles: [], title: 'waits', status: 'skipped' }

describe('counting', () => {
  it('counts each vitest test, and one that did not run as failed', () => {
    const file = { name: 'a.test.ts', status: 'failed', assertionResults: [passedTest, failedTest, skippedTest] }
    const outcome = countVitest({ testResults: [file] })
    expect(outcome.passed).toBe(1)
    expect(outcome.failures).toEqual(['a.test.ts: a group > breaks (failed)', 'a.test.ts: waits (skipped)'])
  })

  it('counts a vitest file that did not load as one failure', () => {
    const file = { name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }
    expect(countVitest({ testResults: [file] })).toEqual({ passed: 0, failures: ['a.test.ts: no such module'] })
  })

  it('counts nested Playwright suites, flaky and skipped as failed, and errors outside tests', () => {
    const spec = (title: string, status: string) => ({ title, file: 'a.spec.ts', tests: [{ status }] })
    const inner = { title: 'inner', specs: [spec('one', 'expected'), spec('two', 'flaky'), spec('three', 'skipped')] }
    const outer = { title: 'a.spec.ts', specs: [spec('four', 'unexpected')], suites: [inner] }
    const outcome = countPlaywright({ suites: [outer], errors: [{ message: 'no config' }] })
    expect(outcome.passed).toBe(1)
    expect(outcome.failures).toEqual([
      'e2e: no config',
      'e2e/a.spec.ts: four (unexpected)',
      'e2e/a.spec.ts: two (flaky)',
      'e2e/a.spec.ts: three (skipped)',
    ])
  })

  it('takes no report, no test and a bad exit for failures', () => {
    expect(judgeRun('e2e', 1, undefined).failures).toHaveLength(1)
    expect(judgeRun('e2e', 0, { passed: 0, failures: [] }).failures).toHaveLength(1)
    expect(judgeRun('e2e', 1, { passed: 3, failures: [] })).toMatchObject({ passed: 3, failures: [expect.any(String)] })
    expect(judgeRun('e2e', 0, { passed: 3, failures: [] })).toEqual({ passed: 3, failures: [] })
    expect(judgeRun('e2e', 1, { passed: 3, failures: ['x'] })).toEqual({ passed: 3, failures: ['x'] })
  })

  it('ends with the line that counts, after the first line of each failure', () => {
    const outcome = addUp([
      { passed: 2, failures: [] },
      { passed: 1, failures: ['types: broken\nsee above'] },
    ])
    expect(summarise(outcome)).toBe('FAILED types: broken\n3 passed, 1 failed')
    expect(summarise({ passed: 5, failures: [] })).toBe('5 passed, 0 failed')
  })
})
