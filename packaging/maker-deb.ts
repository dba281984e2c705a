import { execFile } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { MakerBase, type MakerOptions } from '@electron-forge/maker-base'
import type { ForgePlatform } from '@electron-forge/shared-types'
import type { BuildKind } from './build-kind.ts'
import { controlFile, debianVersion, desktopEntry, mimeFile } from './deb-files.ts'
import { ICON_SIZES, iconFile } from './icons.ts'

const run = promisify(execFile)

/** Debian's names of Electron's architectures. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', armv7l: 'armhf' }
/** Set-user-id root: Chromium's sandbox needs it where ordinary users may make no namespaces. */
const SANDBOX_MODE = 0o4755

/**
 * A Debian package by dpkg-deb. Forge's own maker is not taken: npm leaves its installer out under Node 20, which `npm
 * start` allows, and it places neither a type of files nor icons of several sizes. No script runs at installation:
 * desktop entries, types and icons are registered by the triggers of the packages that care for them.
 */
export class MakerDeb extends MakerBase<BuildKind> {
  override name = 'deb'
  override defaultPlatforms: ForgePlatform[] = ['linux']
  override requiredExternalBinaries = ['dpkg-deb']

  override isSupportedOnCurrentPlatform(): boolean {
    return process.platform === 'linux'
  }

  override async make({ dir, makeDir, targetArch }: MakerOptions): Promise<string[]> {
    const kind = this.config
    const arch = ARCHITECTURES[targetArch]
    if (arch === undefined) throw new Error(`Debian has no name here for the architecture ${targetArch}`)
    const folder = path.join(makeDir, 'deb', targetArch)
    const tree = path.join(folder, 'tree')
    const deb = path.join(folder, `${kind.name}_${debianVersion(kind.version)}_${arch}.deb`)
    await rm(folder, { recursive: true, force: true })
    try {
      await layOut(tree, dir, kind)
      const control = controlFile(kind, arch, Math.ceil((await sizeOf(tree)) / 1024))
      await mkdir(path.join(tree, 'DEBIAN'))
      await writeFile(path.join(tree, 'DEBIAN', 'control'), control)
      // xz makes the smallest package in a minute; a test build is not sent anywhere.
      const compression = kind.isTest ? ['-Zgzip', '-z1'] : ['-Zxz']
      await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, deb])
    } finally {
      await rm(tree, { recursive: true, force: true })
    }
    return [deb]
  }
}

/** The files of the package, as they will lie under the root. */
async function layOut(tree: string, app: string, kind: BuildKind): Promise<void> {
  const { name } = kind
  const share = path.join(tree, 'usr', 'share')
  const lib = path.join(tree, 'usr', 'lib', name)
  await mkdir(path.dirname(lib), { recursive: true })
  await cp(app, lib, { recursive: true, verbatimSymlinks: true })
  await chmod(path.join(lib, 'chrome-sandbox'), SANDBOX_MODE)
  await mkdir(path.join(tree, 'usr', 'bin'))
  await symlink(path.join('..', 'lib', name, name), path.join(tree, 'usr', 'bin', name))
  await place(path.join(share, 'applications', `${name}.desktop`), desktopEntry(kind))
  await place(path.join(share, 'mime', 'packages', `${name}.xml`), mimeFile())
  await mkdir(path.join(share, 'doc', name), { recursive: true })
  await copyFile('LICENSE', path.join(share, 'doc', name, 'copyright'))
  for (const size of ICON_SIZES) {
    const folder = path.join(share, 'icons', 'hicolor', `${size}x${size}`, 'apps')
    await mkdir(folder, { recursive: true })
    await copyFile(iconFile(size), path.join(folder, `${name}.png`))
  }
}

async function place(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

/** Bytes of all files of a folder. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
