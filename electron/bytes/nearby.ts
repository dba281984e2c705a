import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { OriginSource } from './origin-source.ts'

/** So many folders in a folder are looked into, and so many are named: a hint is worth no more time or words. */
const FOLDERS_LOOKED_INTO = 200
const FOLDERS_NAMED = 3

/** What a folder that can be opened holds: a volume, a dataset, an agglomeration. */
const DESCRIPTIONS = ['info', 'skein.json', 'info.gz', 'supervoxel_ids/zarr.json'] as const

/** What else people have that looks like a volume, by a file that lies in it. */
const OTHER_FORMATS: readonly (readonly [file: string, what: string])[] = [
  ['zarr.json', 'Zarr'],
  ['.zattrs', 'Zarr'],
  ['.zarray', 'Zarr'],
  ['.zgroup', 'Zarr'],
  ['attributes.json', 'N5'],
]

/**
 * Where a folder can be opened itself, undefined; else what to open instead, as a sentence: the volume or dataset above
 * it or just below, or that it is another format. Undefined too where there is nothing to say.
 */
export async function openInstead(folder: string): Promise<string | undefined> {
  if (await isOpenable(folder)) return undefined
  const above = dirname(folder)
  if (above !== folder && (await isOpenable(above))) return openAbove(above)
  const below = await openableBelow(folder)
  if (below.length > 0) return `What can be opened lies in it: ${listed(below)}. Open one of these`
  for (const [file, what] of OTHER_FORMATS) {
    if (await isFile(join(folder, file))) return `It is a ${what} folder, which Skein does not read as a volume`
  }
  return undefined
}

/** The same on the web, where only the folder above can be asked for. */
export async function openInsteadOnWeb(source: OriginSource, above: string): Promise<string | undefined> {
  for (const key of ['../info', '../skein.json']) {
    const found = await Promise.resolve(source.get(key)).catch(() => undefined)
    if (found !== undefined) return openAbove(above)
  }
  return undefined
}

function openAbove(above: string): string {
  return `The folder above it can be opened: ${above}`
}

async function openableBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).slice(0, FOLDERS_LOOKED_INTO)
  const names = folders.map(({ name }) => name).sort()
  const openable = await Promise.all(names.map((name) => isOpenable(join(folder, name))))
  return names.filter((_, i) => openable[i])
}

function listed(names: readonly string[]): string {
  const more = names.length - FOLDERS_NAMED
  const named = names.slice(0, FOLDERS_NAMED).map((name) => basename(name))
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}

async function isOpenable(folder: string): Promise<boolean> {
  for (const file of DESCRIPTIONS) if (await isFile(join(folder, file))) return true
  return false
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}
