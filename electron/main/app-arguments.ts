import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppOptions } from '../../shared/command-line.ts'

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

/** `http://`, `precomputed://`, `gs://`; two letters at least, so that `C:\` stays a path. */
const URL_START = /^[a-z][a-z0-9+.-]+:\/\//i

/** As file managers hand over a file, by its address. */
const FILE_START = /^file:\/\//i

function resolveLocation(location: string, workingFolder: string): string {
  if (FILE_START.test(location)) return pathOf(location)
  return URL_START.test(location) ? location : resolve(workingFolder, location)
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
