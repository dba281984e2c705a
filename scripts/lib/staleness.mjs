import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** Everything that a build is made of, relative to the checkout's folder. */
const sources = [
  'assets',
  'electron',
  'renderer',
  'server',
  'shared',
  'tools',
  'package-lock.json',
  'package.json',
  'scripts/build.mjs',
  'vite.electron.config.ts',
  'vite.page.config.ts',
]

/** @param {string} name */
function isSource(name) {
  return !/\.test\.tsx?$/.test(name) && !name.startsWith('.')
}

/**
 * A hash of the names and contents of all sources. It depends on nothing else: a checkout that only touches
 * times asks for no new build, and a source that was deleted does.
 * @param {string} root
 * @param {readonly string[]} [entries] files or folders relative to `root`; absent ones count as empty
 * @returns {Promise<string>} 64 hexadecimal digits
 */
export async function hashSources(root, entries = sources) {
  const files = (await Promise.all(entries.map((entry) => listFiles(path.join(root, entry))))).flat().sort()
  const contents = await Promise.all(files.map((file) => readFile(file)))
  const hash = createHash('sha256')
  for (const [index, content] of contents.entries()) {
    hash.update(`${path.relative(root, files[index] ?? '')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/**
 * @param {string} entry
 * @returns {Promise<string[]>}
 */
async function listFiles(entry) {
  try {
    const children = await readdir(entry, { withFileTypes: true })
    const nested = children
      .filter((child) => isSource(child.name))
      .map((child) => (child.isDirectory() ? listFiles(path.join(entry, child.name)) : [path.join(entry, child.name)]))
    return (await Promise.all(nested)).flat()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTDIR') return [entry]
    if (code === 'ENOENT') return []
    throw error
  }
}
