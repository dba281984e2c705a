import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeedSource } from './fetch-feed.ts'

/** Characters of a public key (SPKI of 44 bytes as base64) and of an address, with room to spare. */
const TEXT_MAX = 500

/**
 * Where this package gets updates from: the field `skeinUpdate` ({feed, publicKey}) of its package.json, which `npm run
 * make` writes. Undefined where it has none, and then nothing asks for updates.
 * @param appFolder the folder or archive that holds package.json
 */
export function readFeedSource(appFolder: string): FeedSource | undefined {
  const description = readJson(join(appFolder, 'package.json'))
  const { feed, publicKey } = fieldsOf(fieldsOf(description)['skeinUpdate'])
  if (typeof feed !== 'string' || typeof publicKey !== 'string') return undefined
  if (feed.length > TEXT_MAX || publicKey.length > TEXT_MAX || !isFeedAddress(feed)) return undefined
  return { address: feed, publicKey }
}

/** https, or http on this machine for trying a feed. */
function isFeedAddress(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text)
    return protocol === 'https:' || (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost'))
  } catch {
    return false
  }
}

/** Whether the app checks for updates at its start. One file of the user data folder keeps it. */
export interface AutomaticUpdates {
  isOn(): boolean
  set(on: boolean): void
}

/** @param byDefault off for packages of a distribution: what is on a machine there is its administrator's choice */
export function automaticUpdates(file: string, byDefault: boolean): AutomaticUpdates {
  return {
    isOn: () => {
      const { automatic } = fieldsOf(readJson(file))
      return typeof automatic === 'boolean' ? automatic : byDefault
    },
    set: (on) => writeFileSync(file, `${JSON.stringify({ automatic: on })}\n`),
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
