import { createWriteStream } from 'node:fs'
import { utilityProcess } from 'electron'
import type { FromLocalStore } from '../../../shared/contracts/local-store-protocol.ts'
import type { StoreProcess } from './local-store.ts'

/** Characters kept of what the store printed last: more than any sentence. */
const LAST_WORDS_CHARACTERS = 2_000

/** Forks the store of this machine; what it prints goes into a file that only its owner may read. */
export function forkStore(modulePath: string, logFile: string): StoreProcess {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Skein store', stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(logFile, { mode: 0o600 })
  // A full disk costs lines of the log, and nothing else.
  log.on('error', () => undefined)
  let printed = ''
  const keep = (data: Buffer): void => {
    log.write(data)
    printed = (printed + data.toString()).slice(-LAST_WORDS_CHARACTERS)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  child.once('exit', () => log.end())
  return {
    send: (message) => child.postMessage(message),
    kill: () => child.kill(),
    onMessage: (listener) => child.on('message', (message: FromLocalStore) => listener(message)),
    onExit: (listener) => child.once('exit', (code) => listener(code, lastWordsOf(printed))),
  }
}

/** The last line that is no line of the log, which are JSON. */
function lastWordsOf(printed: string): string | undefined {
  const lines = printed.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('{')).at(-1)
}
