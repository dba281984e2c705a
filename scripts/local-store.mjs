import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { node, root } from './process.mjs'

/**
 * The central store of one machine: `npm start` brings it up beside the app, so that sync works without any set-up. It
 * listens on this machine alone, on a free port, and writes its address and a token into a file that only its owner may
 * read (mode 0600). The app's main process reads that file.
 *
 * @typedef {{ data: string, connectionFile: string, logFile: string }} Place
 * @typedef {{ env: Record<string, string>, stop: () => Promise<void> }} LocalStore `env` is for the app
 */

/** A store that runs answers within this time (ms); one that was killed refuses at once. */
const healthTimeout = 2_000
/** A store that is told to end does so within this time (ms), or is killed: its database stands that. */
const stopTimeout = 5_000

/** The program; it ends with the stream on its standard input, so that it does not outlive a killed launcher. */
const storeProgram = [node, path.join(root, 'server', 'main.ts')]

/**
 * Where the store keeps its data: beside the app's, and so with `--user-data` in that folder.
 * @param {string | undefined} userData an absolute folder
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} home
 * @returns {Place}
 */
export function placeOfStore(userData, env, platform, home) {
  const folder = userData ?? path.join(dataFolder(env, platform, home), 'skein')
  return {
    data: path.join(folder, 'store'),
    connectionFile: path.join(folder, 'store-connection.json'),
    logFile: path.join(folder, 'store.log'),
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} home
 */
function dataFolder(env, platform, home) {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support')
  return env['XDG_DATA_HOME'] || path.join(home, '.local', 'share')
}

/**
 * Uses the store that runs already, or starts one without waiting for it. Never fails: without a store the app works all
 * the same, and `say` is told why there is none.
 * @param {Place} place
 * @param {{ say?: (line: string) => void, program?: readonly string[] }} [options] `program` is for tests
 * @returns {Promise<LocalStore>}
 */
export async function startLocalStore(place, { say = console.error, program = storeProgram } = {}) {
  const env = { SKEIN_LOCAL_STORE: place.connectionFile }
  try {
    if (await isRunning(place.connectionFile)) return { env, stop: async () => undefined }
    return { env, stop: spawnStore(place, program, say) }
  } catch (error) {
    say(`No local store: ${error instanceof Error ? error.message : String(error)}`)
    return { env: {}, stop: async () => undefined }
  }
}

/**
 * Whether the store that wrote the file still answers. Its token is not sent: another program may have its port now.
 * @param {string} connectionFile
 */
async function isRunning(connectionFile) {
  try {
    const { url } = JSON.parse(readFileSync(connectionFile, 'utf8'))
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(healthTimeout), redirect: 'manual' })
    return answer.ok
  } catch {
    return false
  }
}

/**
 * @param {Place} place
 * @param {readonly string[]} program
 * @param {(line: string) => void} say
 * @returns {() => Promise<void>} ends it
 */
function spawnStore({ data, connectionFile, logFile }, [command = '', ...first], say) {
  mkdirSync(path.dirname(connectionFile), { recursive: true })
  // What a killed store left behind names nobody, or somebody else by now.
  rmSync(connectionFile, { force: true })
  const log = openSync(logFile, 'w', 0o600)
  const flags = ['--data', data, '--port', '0', '--connection-file', connectionFile, '--until-stdin-closes']
  const { DATABASE_URL: _database, ...env } = process.env
  const child = spawn(command, [...first, ...flags], { cwd: root, env, stdio: ['pipe', log, log] })
  closeSync(log)
  child.stdin?.on('error', () => undefined)

  let told = false
  let stopping = false
  const tell = (/** @type {string} */ why) => {
    if (told || stopping) return
    told = true
    say(existsSync(connectionFile) ? `The local store stopped: ${why}` : `No local store: ${why}`)
  }
  const gone = new Promise((/** @type {(value: undefined) => void} */ resolve) => {
    child.on('error', (error) => {
      tell(error.message)
      resolve(undefined)
    })
    child.on('exit', (code, signal) => {
      tell(`${lastLine(logFile) ?? `it ended (${signal ?? `exit code ${code}`})`} (see ${logFile})`)
      resolve(undefined)
    })
  })
  const kill = () => {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)
  return async () => {
    stopping = true
    child.stdin?.end()
    const timer = setTimeout(kill, stopTimeout)
    await gone
    clearTimeout(timer)
    process.off('exit', kill)
    rmSync(connectionFile, { force: true })
  }
}

/** @param {string} logFile */
function lastLine(logFile) {
  try {
    const line = readFileSync(logFile, 'utf8').trim().split('\n').at(-1)?.trim()
    return line === '' ? undefined : line
  } catch {
    return undefined
  }
}
