import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Every file of the project that git has or would take: tracked ones and new ones that are not ignored. Read from the
 * checkout's folder.
 * @returns paths from there with forward slashes
 */
export function listProjectFiles(): readonly string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  const names = new Set(listing.split('\0').filter((name) => name !== ''))
  return [...names].filter((name) => existsSync(name)).sort()
}
