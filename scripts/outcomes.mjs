/**
 * @typedef {{ passed: number, failures: string[] }} Outcome
 *   What a check or a test run came to; each failure is one line that names it.
 */

/** @typedef {{ ancestorTitles?: string[], title: string, status: string }} VitestTest */
/** @typedef {{ name: string, status: string, message?: string, assertionResults: VitestTest[] }} VitestFile */

/**
 * Counts vitest's JSON report. A file that failed outside its tests (it did not load, or a hook failed) counts as one
 * failure; a test that was skipped counts as failed: what did not run has not passed.
 * @param {{ testResults: VitestFile[] }} report
 * @returns {Outcome}
 */
export function countVitest(report) {
  /** @type {Outcome} */
  const outcome = { passed: 0, failures: [] }
  for (const file of report.testResults) {
    const failedBefore = outcome.failures.length
    for (const test of file.assertionResults) {
      const title = [...(test.ancestorTitles ?? []), test.title].join(' > ')
      if (test.status === 'passed') outcome.passed++
      else outcome.failures.push(`${file.name}: ${title} (${test.status})`)
    }
    const hasNamedOne = outcome.failures.length > failedBefore
    if (file.status !== 'passed' && !hasNamedOne) outcome.failures.push(`${file.name}: ${file.message || file.status}`)
  }
  return outcome
}

/** @typedef {{ title: string, file?: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite */
/** @typedef {{ title: string, file: string, tests: { status: string }[] }} PlaywrightSpec */

/**
 * Counts Playwright's JSON report. Flaky and skipped tests count as failed, and so does each error outside a test.
 * @param {{ suites: PlaywrightSuite[], errors?: { message?: string }[] }} report
 * @returns {Outcome}
 */
export function countPlaywright(report) {
  /** @type {Outcome} */
  const outcome = { passed: 0, failures: (report.errors ?? []).map(({ message }) => `e2e: ${message ?? 'an error'}`) }
  const visit = (/** @type {PlaywrightSuite} */ suite) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'expected') outcome.passed++
        else outcome.failures.push(`e2e/${spec.file}: ${spec.title} (${test.status})`)
      }
    }
    for (const child of suite.suites ?? []) visit(child)
  }
  for (const suite of report.suites) visit(suite)
  return outcome
}

/**
 * The outcome of a test program: what its report counts, and that it ended as the count says. No report, no test at
 * all, or a bad exit without a failed test is a failure of its own.
 * @param {string} name
 * @param {number} code its exit code
 * @param {Outcome | undefined} counted undefined when it left no report
 * @returns {Outcome}
 */
export function judgeRun(name, code, counted) {
  if (counted === undefined) return { passed: 0, failures: [`${name}: it left no report (exit ${code})`] }
  if (counted.failures.length > 0) return counted
  if (code !== 0) return { ...counted, failures: [`${name}: no test failed, but it ended with exit ${code}`] }
  return counted.passed > 0 ? counted : { passed: 0, failures: [`${name}: it ran no test`] }
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function addUp(outcomes) {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  }
}

/**
 * The end of a run: the failures, one a line, and then the line that counts.
 * @param {Outcome} outcome
 */
export function summarise({ passed, failures }) {
  const list = failures.map((failure) => `FAILED ${(failure.split('\n')[0] ?? '').trim()}`)
  return [...list, `${passed} passed, ${failures.length} failed`].join('\n')
}
