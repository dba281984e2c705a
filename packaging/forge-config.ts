import { chmod } from 'node:fs/promises'
import path from 'node:path'
import { MakerZIP } from '@electron-forge/maker-zip'
import { FusesPlugin } from '@electron-forge/plugin-fuses'
import type { ForgeConfig } from '@electron-forge/shared-types'
import { type BuildKind, buildKind } from './build-kind.ts'
import { isLeftOut, trimApp, trimLocales, type UpdateSource } from './contents.ts'
import { fuseConfig } from './fuses.ts'
import { MakerDeb } from './maker-deb.ts'
import { APP_ID, MakerElectronBuilder } from './maker-electron-builder.ts'

/** Everything that packaging leaves behind; git ignores it. */
export const OUT = 'out'
/** Written by `npm run make` before Forge runs. */
export const ICON_FOLDER = path.join(OUT, 'icons')
export const LICENCE_FILE = path.join(OUT, 'licences', 'LICENCES.skein.md')
export const STAND_IN_FOLDER = path.join(OUT, 'stand-in')
/** By which `npm run make` tells forge.config.ts of a test build: the version of the Electron that stands in. */
export const STAND_IN_VARIABLE = 'SKEIN_STAND_IN_ELECTRON'

export interface ForgeWish {
  /** Of package.json. */
  readonly version: string
  /**
   * For a test build the version of its Electron, which lies packed in STAND_IN_FOLDER. Without it Forge takes the
   * official Electron of the installed version, checked against the checksums of that release; it can come by no other.
   */
  readonly standIn?: string | undefined
  /** None: the package never asks for updates. */
  readonly update?: UpdateSource | undefined
}

/** The configuration of Electron Forge. */
export function forgeConfig({ version, standIn, update }: ForgeWish): ForgeConfig {
  const kind = buildKind(version, standIn)
  return {
    outDir: OUT,
    packagerConfig: {
      name: kind.productName,
      executableName: kind.name,
      appBundleId: APP_ID,
      appVersion: kind.version,
      icon: path.join(ICON_FOLDER, 'skein'),
      asar: true,
      // The bundles hold all that the app needs, so nothing of node_modules is copied.
      ignore: isLeftOut,
      prune: false,
      extraResource: ['LICENSE', LICENCE_FILE],
      protocols: [{ name: 'Skein link', schemes: ['skein'] }],
      ...(kind.isTest ? { electronZipDir: STAND_IN_FOLDER } : {}),
    },
    hooks: {
      readPackageJson: async (_config, own) => ({
        ...own,
        name: kind.name,
        productName: kind.productName,
        version: kind.version,
      }),
      packageAfterExtract: async (_config, folder) => {
        // The packager unpacks into a temporary folder, which is its maker's alone.
        await chmod(folder, 0o755)
        await trimLocales(folder)
      },
      packageAfterCopy: async (_config, folder) => trimApp(folder, kind, update),
    },
    plugins: [new FusesPlugin(fuseConfig(kind.isTest))],
    makers: makersOf(kind),
  }
}

function makersOf(kind: BuildKind) {
  return [
    new MakerZIP({}, ['linux', 'darwin', 'win32']),
    new MakerDeb(kind, ['linux']),
    new MakerElectronBuilder({ target: 'AppImage', kind }, ['linux']),
    new MakerElectronBuilder({ target: 'rpm', kind }, ['linux']),
    new MakerElectronBuilder({ target: 'dmg', kind }, ['darwin']),
    new MakerElectronBuilder({ target: 'nsis', kind }, ['win32']),
    new MakerElectronBuilder({ target: 'dir', kind }, ['linux', 'darwin', 'win32']),
  ]
}

/** What `npm run make` makes when it is not told: what needs no tools from elsewhere. */
export const USUAL_TARGETS: Readonly<Record<string, readonly string[]>> = {
  linux: ['zip', 'deb'],
  darwin: ['zip', 'dmg'],
  win32: ['zip', 'nsis'],
}
