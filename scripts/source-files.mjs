import { existsSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './process.mjs'

/**
 * Every file of the project that git has or would take: tracked ones and new ones that are not ignored.
 * @returns {Promise<string[]>} paths from the checkout's folder with forward slashes
 */
export async function listProjectFiles() {
  const listing = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { capture: true })
  if (listing.code !== 0) throw new Error(`git ls-files failed: ${listing.output}`)
  const names = [...new Set(listing.output.split('\0').filter((name) => name !== ''))]
  return names.filter((name) => existsSync(path.join(root, name))).sort()
}
