import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import type { RecentDataset } from '../../../shared/contracts/host-api.ts'
import { recentDataset } from './host-arguments.ts'

/** The datasets opened lately, newest first, in one JSON file of the user data folder. */
export interface Recents {
  list(): Promise<readonly RecentDataset[]>
  remember(dataset: RecentDataset): Promise<void>
  forget(locations: readonly string[]): Promise<void>
}

/** The file holds whole addresses, for only these open again; a query in them may be a secret. */
const OWNER_ONLY = 0o600

/** Entries: more than a person scans by eye on the start page. */
export const RECENTS_MAX = 20

/**
 * Reads the file once and writes it after every change, one write after the other. A missing or damaged file is an
 * empty list: it is a convenience, and the next change writes it anew.
 */
export function createRecents(file: string): Recents {
  let last: Promise<readonly RecentDataset[]> = readRecents(file)

  const change = (edit: (list: readonly RecentDataset[]) => readonly RecentDataset[]): Promise<void> => {
    const before = last
    const written = before.then(async (list) => {
      const next = edit(list).slice(0, RECENTS_MAX)
      await writeWhole(file, `${JSON.stringify(next, null, 2)}\n`)
      return next
    })
    // A write that failed (a full disk) leaves the list as it was; its caller alone hears of it.
    last = written.catch(() => before)
    return written.then(() => undefined)
  }

  return {
    list: () => last,
    remember: (dataset) => change((list) => [dataset, ...list.filter((entry) => !isSame(entry, dataset.locations))]),
    forget: (locations) => change((list) => list.filter((entry) => !isSame(entry, locations))),
  }
}

/** The same but for the query of an address: a new signature takes the place of the old one. */
function isSame(entry: RecentDataset, locations: readonly string[]): boolean {
  const shown = locations.map(shownLocation)
  return entry.locations.length === shown.length && entry.locations.every((one, at) => shownLocation(one) === shown[at])
}

async function readRecents(file: string): Promise<readonly RecentDataset[]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (!Array.isArray(parsed)) return []
    const read = parsed.map((entry: unknown) => v.safeParse(recentDataset, entry))
    return read.flatMap(({ success, output }) => (success ? [output] : [])).slice(0, RECENTS_MAX)
  } catch {
    return []
  }
}

/** Readers see the old file or the new one, never half of one. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.draft`
  await writeFile(draft, text, { mode: OWNER_ONLY })
  await rename(draft, file)
}
