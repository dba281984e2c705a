import { join } from 'node:path'

/** Where the store of this machine keeps its data, what it writes for a second app, and its log. */
export interface StorePlace {
  readonly data: string
  readonly connectionFile: string
  readonly logFile: string
}

/**
 * Beside the app's data where the system keeps such data, and so with `--user-data` in that folder.
 * @param appName by which a test build has a store of its own
 */
export function placeOfStore(
  userData: string | undefined,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
  appName: string,
): StorePlace {
  const folder = userData ?? join(dataFolder(env, platform, home), appName.toLowerCase().replaceAll(' ', '-'))
  return {
    data: join(folder, 'store'),
    connectionFile: join(folder, 'store-connection.json'),
    logFile: join(folder, 'store.log'),
  }
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  return env['XDG_DATA_HOME'] || join(home, '.local', 'share')
}
