import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Every file of the project that git tracks, or that is new and not ignored. To be called from the checkout's folder.
 * @returns paths from there with forward slashes
 */
export function listProjectFiles(): readonly string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  const names = new Set(listing.split('\0').filter((name) => name !== ''))
  return [...names].filter((name) => existsSync(name)).sort()
}
