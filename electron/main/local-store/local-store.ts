import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FromLocalStore, ToLocalStore } from '../../../shared/contracts/local-store-protocol.ts'
import { messageOf } from '../../../shared/problem.ts'
import { type LocalStore, localStoreOf, readConnectionFile } from '../central-store/connection-file.ts'
import type { StorePlace } from './store-place.ts'

/** Ms between two looks for the store of another app on this profile, which is still starting. */
const LOOK_EVERY_MS = 250
/** Looks before it is given up: five minutes, the first start of a database on a slow disk included. */
const LOOKS_MAX = 1200
/** Ms that a store gets to end in order; its database stands being killed. */
const STOP_TIMEOUT_MS = 5_000

/** The process of the store (store-process.ts). */
export interface StoreProcess {
  send(message: ToLocalStore): void
  kill(): void
  onMessage(listener: (message: FromLocalStore) => void): void
  /** `lastWords` is what it printed last, without the lines of its log. */
  onExit(listener: (code: number, lastWords: string | undefined) => void): void
}

export interface LocalStoreParts {
  readonly place: StorePlace
  fork(logFile: string): StoreProcess
  onUp(store: LocalStore): void
  /** Takes a sentence for a person: there is no store, or it stopped. */
  say(sentence: string): void
  wait(ms: number): Promise<void>
}

/**
 * Brings up the central store of this machine, so that sync works without any set-up, or uses the one that another app
 * on this profile brought up. It never fails and nobody waits for it: without a store the app works all the same.
 */
export function startLocalStore(parts: LocalStoreParts): { stop(): Promise<void> } {
  const { place } = parts
  let child: StoreProcess | undefined
  let gone: Promise<void> = Promise.resolve()
  let isStopping = false

  async function begin(): Promise<void> {
    const running = await readConnectionFile(place.connectionFile)
    if (isStopping) return
    if (running !== undefined) return parts.onUp(running)
    await mkdir(dirname(place.logFile), { recursive: true })
    if (!isStopping) startProcess()
  }

  function startProcess(): void {
    const forked = parts.fork(place.logFile)
    child = forked
    let isUp = false
    let isExpected = false
    gone = new Promise((resolve) => {
      forked.onExit((code, lastWords = `it ended (exit code ${code})`) => {
        child = undefined
        resolve()
        if (isExpected || isStopping) return
        parts.say(`${isUp ? 'The local store stopped' : 'No local store'}: ${lastWords} (see ${place.logFile})`)
      })
    })
    forked.onMessage((message) => {
      if (message.kind === 'up') {
        isUp = true
        const store = localStoreOf(message.url, message.token)
        if (store !== undefined && !isStopping) parts.onUp(store)
        return
      }
      isExpected = true
      forked.kill()
      if (message.inUse) void findOther(message.reason)
      else parts.say(`No local store: ${message.reason} (see ${place.logFile})`)
    })
    forked.send({ kind: 'start', data: place.data, connectionFile: place.connectionFile })
  }

  /** Another app holds the folder, and writes its file once its store is up. */
  async function findOther(reason: string): Promise<void> {
    for (let look = 0; look < LOOKS_MAX && !isStopping; look++) {
      const running = await readConnectionFile(place.connectionFile)
      if (isStopping) return
      if (running !== undefined) return parts.onUp(running)
      await parts.wait(LOOK_EVERY_MS)
    }
    if (!isStopping) parts.say(`No local store: ${reason}`)
  }

  const begun = begin().catch((error: unknown) => {
    parts.say(`No local store: ${messageOf(error)}`)
  })
  return {
    async stop() {
      isStopping = true
      await begun
      if (child === undefined) return
      child.send({ kind: 'stop' })
      await Promise.race([gone, parts.wait(STOP_TIMEOUT_MS)])
      child?.kill()
    },
  }
}
