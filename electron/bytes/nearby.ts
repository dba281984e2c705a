import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { SchemeSource } from './origin-source.ts'

// What can be opened near a folder that cannot be. `marks` are files by one of which a folder is known that can.

/** This many folders in a folder are looked into, and this many are named: a hint is worth no more time or words. */
const FOLDERS_LOOKED_INTO = 200
const FOLDERS_NAMED = 3

/** On disk: the folder above or those in it, as a sentence; undefined where there is nothing to say. */
export async function nearbyOnDisk(folder: string, marks: readonly string[]): Promise<string | undefined> {
  const above = dirname(folder)
  if (above !== folder && (await isOpenable(above, marks))) return openAbove(above)
  const below = await openableBelow(folder, marks)
  return below.length > 0 ? `What can be opened lies in it: ${listed(below)}. Open one of these` : undefined
}

/** Elsewhere only the folder above can be asked for, which is shown as `above`. */
export async function nearbyAbove(
  source: SchemeSource,
  above: string,
  marks: readonly string[],
): Promise<string | undefined> {
  const reads = marks.map((mark) => source.get(`../${mark}`).catch(() => undefined))
  const found = await Promise.all(reads)
  return found.some((value) => value !== undefined) ? openAbove(above) : undefined
}

function openAbove(above: string): string {
  return `The folder above it can be opened: ${above}`
}

async function openableBelow(folder: string, marks: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).slice(0, FOLDERS_LOOKED_INTO)
  const names = folders.map(({ name }) => name).sort()
  const openable = await Promise.all(names.map((name) => isOpenable(join(folder, name), marks)))
  return names.filter((_, i) => openable[i])
}

function listed(names: readonly string[]): string {
  const more = names.length - FOLDERS_NAMED
  const named = names.slice(0, FOLDERS_NAMED).map((name) => basename(name))
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}

/** A description may lie there compressed. */
async function isOpenable(folder: string, marks: readonly string[]): Promise<boolean> {
  for (const mark of marks) {
    if ((await isFile(join(folder, mark))) || (await isFile(join(folder, `${mark}.gz`)))) return true
  }
  return false
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}
