import { dirname } from 'node:path'
import type { PackageKind } from '../../../shared/update/feed.ts'

/** How this app was installed, and what an update takes the place of. */
export interface InstalledAs {
  /** Undefined where something else keeps it up to date. */
  readonly kind: PackageKind | undefined
  /** The AppImage, or the app's folder. */
  readonly place: string
}

/**
 * Packages of a distribution are the system's to update, and so is a folder that this user may not change. A folder on
 * Windows cannot be moved while its program runs.
 */
export function installedAs(
  platform: NodeJS.Platform,
  executable: string,
  appImage: string | undefined,
  mayChange: (folder: string) => boolean,
): InstalledAs {
  const place = dirname(executable)
  if (platform === 'darwin') return { kind: 'installer', place }
  if (platform === 'win32') return { kind: 'installer', place }
  if (appImage !== undefined && appImage !== '') {
    return { kind: mayChange(dirname(appImage)) ? 'appimage' : undefined, place: appImage }
  }
  const isSystems = /^\/(usr|opt|nix|snap|app)\//.test(place)
  return { kind: !isSystems && mayChange(place) && mayChange(dirname(place)) ? 'zip' : undefined, place }
}
