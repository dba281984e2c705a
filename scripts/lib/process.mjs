import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's folder: scripts work from there, wherever they were called from. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Node 24 of the `node` development dependency: everything after set-up runs under it, whatever the system has. */
export const node = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** An expected failure of set-up or a start: printed as its message alone, without a stack. */
export class SetUpError extends Error {}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ capture?: boolean, timeout?: number, env?: NodeJS.ProcessEnv, cwd?: string, shell?: boolean }} options
 *   `capture` keeps what it prints instead of passing it through; `timeout` is in milliseconds.
 * @returns {Promise<{ code: number, output: string }>} code 127 when it could not be started, 124 when it took too long
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    let late = false
    const keep = (/** @type {Buffer} */ data) => {
      output += data.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            late = true
            child.kill('SIGKILL')
          }, options.timeout)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: `${output}${error.message}\n` })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: late ? 124 : (code ?? 1), output })
    })
  })
}

/**
 * Runs npm under the system's Node: `npm ci` replaces node_modules, and with it the Node that runs the scripts.
 * @param {readonly string[]} args
 * @param {{ capture?: boolean }} options
 */
export function runNpm(args, options = {}) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const system = folders.filter((folder) => !folder.includes(path.join('node_modules', '.bin')))
  return run('npm', args, {
    ...options,
    env: { ...process.env, PATH: system.join(path.delimiter) },
    shell: process.platform === 'win32',
  })
}

/**
 * Runs a script's main function: its number is the exit code; a set-up error ends it with its message alone.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    console.error(`\n${error.message}`)
    process.exitCode = 1
  }
}
