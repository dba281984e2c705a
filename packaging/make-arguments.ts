import { USUAL_TARGETS } from './forge-config.ts'
import { MakeRefusal } from './guards.ts'

export interface MakeArguments {
  /** By their makers' names; none of them packages into a folder and stops. */
  readonly targets: readonly string[]
  readonly isTest: boolean
}

/** What each system's makers make, `folder` (which is packaged in any case) aside. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  linux: ['zip', 'deb', 'AppImage', 'rpm', 'dir'],
  darwin: ['zip', 'dmg', 'dir'],
  win32: ['zip', 'nsis', 'dir'],
}

/** @throws {MakeRefusal} on a flag or a target that there is not */
export function readMakeArguments(args: readonly string[], platform: string): MakeArguments {
  const isTest = args.includes('--test-build')
  const named = args.filter((arg) => arg !== '--test-build')
  const known = ['folder', ...(TARGETS[platform] ?? [])]
  const unknown = named.find((target) => !known.includes(target))
  if (unknown !== undefined) {
    throw new MakeRefusal(`there is no ${unknown} here; say --test-build, ${known.join(', ')}.`)
  }
  const targets = named.length === 0 ? (USUAL_TARGETS[platform] ?? []) : named.filter((target) => target !== 'folder')
  return { targets, isTest }
}
