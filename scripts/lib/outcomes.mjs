/**
 * @typedef {{ passed: number, failed: number }} Outcome
 *   What a check or a test run came to. Which tests failed is said by their runner.
 */

/**
 * Counts vitest's JSON report. A test that was skipped has not passed.
 * @param {{ numPassedTests: number, numTotalTests: number }} report
 * @returns {Outcome}
 */
export function countVitest({ numPassedTests, numTotalTests }) {
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests }
}

/**
 * Counts Playwright's JSON report. Flaky and skipped tests have not passed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report
 * @returns {Outcome}
 */
export function countPlaywright({ stats: { expected, unexpected, flaky, skipped } }) {
  return { passed: expected, failed: unexpected + flaky + skipped }
}

/**
 * The outcome of a test program: what its report counts, and that it ended as the count says. No report, no test at
 * all, and a bad exit without a failed test (a file that did not load, say) are a failure of their own.
 * @param {string} name
 * @param {number} code its exit code
 * @param {Outcome | undefined} counted undefined when it left no report
 * @returns {Outcome}
 */
export function judgeRun(name, code, counted = { passed: 0, failed: 0 }) {
  if (counted.failed > 0 || (code === 0 && counted.passed > 0)) return counted
  console.log(`${name}: ${counted.passed > 0 ? 'no test failed' : 'it ran no test'}, and it ended with exit ${code}`)
  return { ...counted, failed: 1 }
}

/**
 * The end of a run: the line that counts, and the exit code that goes with it.
 * @param {readonly Outcome[]} outcomes
 */
export function summarise(outcomes) {
  const sum = (/** @type {'passed' | 'failed'} */ part) => outcomes.reduce((total, outcome) => total + outcome[part], 0)
  return { line: `${sum('passed')} passed, ${sum('failed')} failed`, code: sum('failed') === 0 ? 0 : 1 }
}

/**
 * Prints the line that counts.
 * @param {readonly Outcome[]} outcomes
 * @returns {number} the exit code
 */
export function conclude(outcomes) {
  const { line, code } = summarise(outcomes)
  console.log(`\n${line}`)
  return code
}
