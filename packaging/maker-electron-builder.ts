import path from 'node:path'
import { MakerBase, type MakerOptions } from '@electron-forge/maker-base'
import type { ForgePlatform } from '@electron-forge/shared-types'
import { build, type Configuration } from 'electron-builder'
import type { BuildKind } from './build-kind.ts'
import { MakeRefusal } from './guards.ts'

export interface ElectronBuilderTarget {
  /** As electron-builder calls it. `dir` makes nothing, and shows that the rest is wired. */
  readonly target: 'AppImage' | 'rpm' | 'dmg' | 'nsis' | 'dir'
  readonly kind: BuildKind
}

/** One id for all systems that want one. */
export const APP_ID = 'org.skein.Skein'

/** Wraps the folder that Forge has packaged (fuses set) into what Forge 8 has no maker of, by electron-builder. */
export class MakerElectronBuilder extends MakerBase<ElectronBuilderTarget> {
  name: string
  defaultPlatforms: ForgePlatform[] = ['linux', 'darwin', 'win32']

  constructor(target: ElectronBuilderTarget, platforms?: ForgePlatform[]) {
    super(target, platforms)
    this.name = target.target
  }

  override isSupportedOnCurrentPlatform(): boolean {
    return true
  }

  override async make({ dir, makeDir, targetArch, targetPlatform }: MakerOptions): Promise<string[]> {
    const { target, kind } = this.config
    const wanted = [`${target}:${targetArch}`]
    const made = build({
      prepackaged: dir,
      publish: 'never',
      config: builderConfig(kind, path.join(makeDir, target)),
      ...(targetPlatform === 'win32'
        ? { win: wanted }
        : targetPlatform === 'darwin'
          ? { mac: wanted }
          : { linux: wanted }),
    })
    return made.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      throw new MakeRefusal(`electron-builder made no ${target} (${reason}); it fetches tools from GitHub.`)
    })
  }
}

/** What electron-builder is told; the app itself is finished. */
export function builderConfig(kind: BuildKind, output: string): Configuration {
  return {
    appId: APP_ID,
    productName: kind.productName,
    directories: { output },
    extraMetadata: { name: kind.name, version: kind.version, desktopName: `${kind.name}.desktop` },
    // Signing and publishing are nobody's yet; nothing is asked of the network beyond electron-builder's own tools.
    forceCodeSigning: false,
    protocols: [{ name: 'Skein link', schemes: ['skein'] }],
    linux: {
      category: 'Science',
      syncDesktopName: true,
      executableName: kind.name,
      icon: path.resolve('assets', 'icon'),
      maintainer: MAINTAINER,
    },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      deleteAppDataOnUninstall: false,
    },
  }
}

/** As packages name who makes them. */
export const MAINTAINER = 'The Skein authors <skein@localhost>'
