import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { getRawHeader } from '@electron/asar'

/** A part of an installed app. */
export interface Part {
  readonly name: string
  readonly bytes: number
}

interface Packed {
  readonly path: string
  readonly bytes: number
}

/** The files inside an archive of Electron, by their paths with forward slashes. */
export function packedFiles(archive: string): readonly Packed[] {
  const { header } = getRawHeader(archive)
  const walk = (entry: unknown, at: string): readonly Packed[] => {
    if (typeof entry !== 'object' || entry === null) return []
    if ('files' in entry && typeof entry.files === 'object' && entry.files !== null) {
      return Object.entries(entry.files).flatMap(([name, child]) => walk(child, at === '' ? name : `${at}/${name}`))
    }
    return [{ path: at, bytes: 'size' in entry && typeof entry.size === 'number' ? entry.size : 0 }]
  }
  return walk(header, '')
}

/** Where a packaged app has its archive: macOS has a folder more. */
export async function archiveOf(packaged: string): Promise<string> {
  const entries = await readdir(packaged, { recursive: true })
  const archive = entries.find((entry) => path.basename(entry) === 'app.asar')
  if (archive === undefined) throw new Error(`${packaged} holds no app.asar`)
  return path.join(packaged, archive)
}

/** Of which part a file of the archive is: each bundle by its name, what is WebAssembly, and the rest. */
function partOfApp(file: string): string {
  if (file.endsWith('.wasm')) return 'app: wasm'
  const [, part] = /^build\/(main|page|store|sample|import)\//.exec(file) ?? []
  if (part === undefined) return 'app: other'
  if (!/\.[cm]?js$/.test(file)) return `app: ${part}, other files`
  // A hash in a name changes with every build.
  return `app: ${part}/${path.basename(file).replace(/-[\w-]{8}(?=\.)/, '')}`
}

/** The parts of a packaged app, the largest first. */
export async function partsOf(packaged: string): Promise<readonly Part[]> {
  const archive = await archiveOf(packaged)
  const sums = new Map<string, number>()
  const add = (name: string, bytes: number) => sums.set(name, (sums.get(name) ?? 0) + bytes)
  for (const file of packedFiles(archive)) add(partOfApp(file.path), file.bytes)
  const resources = path.dirname(archive)
  for (const entry of await readdir(packaged, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || file === archive) continue
    const isOurs = path.dirname(file) === resources
    const isLocale = path.basename(path.dirname(file)) === 'locales'
    add(isOurs ? 'licences' : isLocale ? 'Electron: locales' : 'Electron', (await stat(file)).size)
  }
  return [...sums].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes)
}

/** A table for a person: megabytes of 10^6 bytes, and the sum. */
export function sizeTable(parts: readonly Part[]): string {
  const total = { name: 'total', bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) }
  const rows = [...parts, total]
  const width = Math.max(...rows.map(({ name }) => name.length))
  return rows.map(({ name, bytes }) => `  ${name.padEnd(width)}  ${(bytes / 1e6).toFixed(2).padStart(8)} MB`).join('\n')
}
