import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { placeKind, splitAddress } from '../../shared/bytes/address.ts'
import type { AppOptions } from '../../shared/command-line.ts'
import { isNeuroglancerLink } from '../../shared/link/neuroglancer/read-link.ts'

/**
 * The app's own arguments out of `process.argv`. A packaged app is `skein [args]`; an unpackaged one is
 * `electron [switches] <app folder> [args]`, where the folder may be written in any way.
 */
export function appArguments(argv: readonly string[], appFolder: string, isPackaged: boolean): readonly string[] {
  const args = argv.slice(1)
  if (isPackaged) return args
  const folder = realPath(appFolder)
  const at = args.findIndex((arg) => !arg.startsWith('-') && realPath(resolve(arg)) === folder)
  return args.slice(at + 1)
}

/** Makes every path in the options absolute, from the folder in which the person gave the command. */
export function resolvePaths(options: AppOptions, workingFolder: string): AppOptions {
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(workingFolder, path))
  return {
    ...options,
    open: options.open.map((location) => resolveLocation(location, workingFolder)),
    userData: absolute(options.userData),
    screenshot: absolute(options.screenshot),
  }
}

/** A `file://` address alone, as file managers hand it over, becomes a path. What names a format stays as it is. */
function resolveLocation(location: string, workingFolder: string): string {
  if (isNeuroglancerLink(location)) return location
  const { prefixes, scheme, stages } = splitAddress(location)
  if (scheme === 'file' && prefixes.length + stages.length === 0) return pathOf(location)
  const isPlain = prefixes.length === 0 && placeKind(location) !== 'address' && scheme === undefined
  return isPlain ? resolve(workingFolder, location) : location
}

/** An address that names no file of this machine stays, and is refused where it is opened. */
function pathOf(address: string): string {
  try {
    return fileURLToPath(address)
  } catch {
    return address
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
