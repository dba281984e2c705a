import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { countVitest, judgeRun } from './outcomes.mjs'
import { node, root, run } from './process.mjs'

/** @typedef {import('./outcomes.mjs').Outcome} Outcome */

const modules = path.join(root, 'node_modules')

/** The checks: each is a program that says nothing of note and ends with 0 when all is well. */
const checks = [
  { name: 'types', args: [path.join(modules, 'typescript', 'bin', 'tsc'), '-b'] },
  {
    name: 'lint, import rules and format',
    args: [path.join(modules, '@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings'],
  },
  { name: 'unused code', args: [path.join(modules, 'knip', 'bin', 'knip.js'), '--no-progress'] },
]

/** Runs all checks, one after the other, and then all unit and property tests. */
export async function runChecks() {
  /** @type {Outcome[]} */
  const outcomes = []
  for (const { name, args } of checks) outcomes.push(await runCheck(name, args))
  outcomes.push(await runVitest(process.env))
  return outcomes
}

/**
 * @param {string} name
 * @param {readonly string[]} args of Node 24
 * @returns {Promise<Outcome>}
 */
async function runCheck(name, args) {
  const started = performance.now()
  const { code, output } = await run(node, args, { capture: true })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code === 0) return { passed: 1, failed: 0 }
  console.log(output.trimEnd())
  return { passed: 0, failed: 1 }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
export async function runVitest(env) {
  const report = path.join(root, '.cache', 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return runTests('vitest', [path.join(modules, 'vitest', 'vitest.mjs'), ...args], report, countVitest, env)
}

/**
 * Runs a test program that writes a JSON report, passing its output through.
 * @template Report
 * @param {string} name
 * @param {readonly string[]} args of Node 24
 * @param {string} report where it writes its report
 * @param {(report: Report) => Outcome} count
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Outcome>}
 */
export async function runTests(name, args, report, count, env) {
  await mkdir(path.dirname(report), { recursive: true })
  await rm(report, { force: true })
  // Colours are for a person at a terminal; in a log they are noise.
  const { code } = await run(node, args, { env: process.stdout.isTTY ? env : { ...env, NO_COLOR: '1' } })
  return judgeRun(name, code, await readReport(report, count))
}

/**
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Outcome} count
 */
async function readReport(file, count) {
  try {
    return count(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
