import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ForgeConfig } from '@electron-forge/shared-types'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildKind } from './build-kind.ts'
import { isLeftOut, packagedDescription, withoutSourceMap } from './contents.ts'
import { controlFile, debianVersion, desktopEntry, MIME_TYPE, mimeFile } from './deb-files.ts'
import { forgeConfig, STAND_IN_FOLDER } from './forge-config.ts'
import { fuseConfig } from './fuses.ts'
import { FREE_BYTES_MIN, judgeSpace, MakeRefusal, withLock } from './guards.ts'
import { ICON_SIZES, icnsOf, iconFile, icoOf } from './icons.ts'
import { readMakeArguments } from './make-arguments.ts'
import { builderConfig } from './maker-electron-builder.ts'
import { sizeTable } from './sizes.ts'

const release = buildKind('1.2.3', undefined)
const trial = buildKind('1.2.3', '25.1.1')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'skein-packages-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a package holds the official Electron, or says that it is a test build', () => {
  it('[PK1] marks a test build in name, product name, version and package.json, and nothing else', () => {
    expect(trial).toEqual({
      name: 'skein-test',
      productName: 'Skein Test',
      version: '1.2.3-test.electron25',
      isTest: true,
    })
    expect(release).toEqual({ name: 'skein', productName: 'Skein', version: '1.2.3', isTest: false })
    expect(packagedDescription({}, trial, undefined)).toMatchObject({ skeinBuild: 'test' })
    expect(packagedDescription({}, release, undefined)).not.toHaveProperty('skeinBuild')
  })

  it('[PK1] gives Forge an Electron from a folder for a test build alone', () => {
    expect(forgeConfig({ version: '1.2.3', standIn: '25.1.1' }).packagerConfig?.electronZipDir).toBe(STAND_IN_FOLDER)
    expect(forgeConfig({ version: '1.2.3' }).packagerConfig).not.toHaveProperty('electronZipDir')
  })
})

describe('what is in a package', () => {
  it.each([
    ['', false],
    ['/package.json', false],
    ['/build', false],
    ['/build/main/main.cjs', false],
    ['/build/page/assets/inter.woff2', false],
    ['/assets/icon/256.png', false],
    ['/build/sources.sha256', true],
    ['/builds', true],
    ['/assets/screenshot.png', true],
    ['/node_modules', true],
    ['/sample', true],
    ['/.runtime', true],
    ['/scripts/runtime-loader/main.cjs', true],
    ['/electron/main/main.ts', true],
    ['/e2e/edits.test.ts', true],
    ['/out', true],
    ['/package-lock.json', true],
  ])('[PK2] the packager leaves %j out: %s', (file, isOut) => {
    expect(isLeftOut(file)).toBe(isOut)
  })

  it('[PK2] the packaged package.json has no scripts and no dependencies', () => {
    const own = { version: '0', main: 'm', type: 'module', scripts: { a: 'b' }, devDependencies: {}, dependencies: {} }
    expect(packagedDescription(own, release, undefined)).toEqual({
      name: 'skein',
      productName: 'Skein',
      version: '1.2.3',
      description: undefined,
      license: undefined,
      main: 'm',
      type: 'module',
      desktopName: 'skein.desktop',
    })
  })

  it('[PK2] a bundle loses its source map, and nothing else', () => {
    const code = 'const a = "//# sourceMappingURL=data:x"\n'
    expect(withoutSourceMap(`${code}//# sourceMappingURL=data:application/json;base64,e30=`)).toBe(code)
    expect(withoutSourceMap(code)).toBe(code)
  })

  it('[UP8] a package has a feed only when it is made with one', () => {
    const update = { feed: 'https://x.org/feed.json', publicKey: 'k' }
    expect(packagedDescription({}, release, update)).toMatchObject({ skeinUpdate: update })
    expect(packagedDescription({}, release, undefined)).not.toHaveProperty('skeinUpdate')
  })
})

describe('the configuration of Forge', () => {
  it('[PK3] sets every fuse of a build that people get, and breaks on one that it does not know', () => {
    expect(fuseConfig(false)).toEqual({
      version: '1',
      strictlyRequireAllFuses: true,
      0: false,
      1: true,
      2: false,
      3: false,
      4: true,
      5: true,
      6: false,
      7: false,
      8: true,
    })
    expect(fuseConfig(true)).toEqual({
      version: '1',
      0: false,
      1: true,
      2: false,
      3: false,
      4: true,
      5: true,
      6: false,
    })
  })

  it('[PK4] forge.config.ts loads, packs an archive, sets fuses, and has a maker for each package of each system', async () => {
    const file = path.join(import.meta.dirname, '..', 'forge.config.ts')
    const { default: config }: { default: ForgeConfig } = await import(pathToFileURL(file).href)
    expect(config.packagerConfig).toMatchObject({ asar: true, prune: false, executableName: 'skein', name: 'Skein' })
    expect(config.plugins).toMatchObject([{ name: 'fuses' }])
    const makers = config.makers?.map((maker) => ('name' in maker ? [maker.name, maker.platforms] : undefined))
    expect(makers).toEqual([
      ['zip', ['linux', 'darwin', 'win32']],
      ['deb', ['linux']],
      ['AppImage', ['linux']],
      ['rpm', ['linux']],
      ['dmg', ['darwin']],
      ['nsis', ['win32']],
      ['dir', ['linux', 'darwin', 'win32']],
    ])
  })

  it("[PK4] electron-builder is told the build's names, and to keep a person's data", () => {
    const config = builderConfig(trial, 'to')
    expect(config).toMatchObject({
      productName: 'Skein Test',
      directories: { output: 'to' },
      extraMetadata: { name: 'skein-test', version: '1.2.3-test.electron25', desktopName: 'skein-test.desktop' },
      nsis: { deleteAppDataOnUninstall: false },
    })
  })

  it.each([
    [[], 'linux', { targets: ['zip', 'deb'], isTest: false }],
    [[], 'darwin', { targets: ['zip', 'dmg'], isTest: false }],
    [[], 'win32', { targets: ['zip', 'nsis'], isTest: false }],
    [['--test-build', 'deb'], 'linux', { targets: ['deb'], isTest: true }],
    [['folder'], 'linux', { targets: [], isTest: false }],
    [['AppImage', 'rpm'], 'linux', { targets: ['AppImage', 'rpm'], isTest: false }],
  ])('[PK4] npm run make reads %j on %s', (args, platform, wanted) => {
    expect(readMakeArguments(args, platform)).toEqual(wanted)
  })

  it.each([
    [['dmg'], 'linux'],
    [['--test'], 'linux'],
    [['deb'], 'darwin'],
  ])('[PK4] npm run make refuses %j on %s, and names what there is', (args, platform) => {
    expect(() => readMakeArguments(args, platform)).toThrow(MakeRefusal)
    expect(() => readMakeArguments(args, platform)).toThrow(/say --test-build, folder, zip/)
  })
})

describe('npm run make where it cannot', () => {
  it('[PK5] refuses without room, and says how much is missing', () => {
    expect(judgeSpace(FREE_BYTES_MIN, 'here')).toBeUndefined()
    expect(judgeSpace(FREE_BYTES_MIN / 2, 'here')).toBe(
      'here has 1.0 GB free, and 2.0 GB are needed: make room, and run it again.',
    )
  })

  it('[PK5] refuses while another one is at work, and goes on after it', async () => {
    let ran = 0
    const second = withLock(folder, async () => {
      await expect(withLock(folder, async () => ran++)).rejects.toThrow(
        new RegExp(`another one is at work \\(process ${process.pid}\\).*make.lock`),
      )
      ran++
    })
    await second
    expect(ran).toBe(1)
    await withLock(folder, async () => ran++)
    expect(ran).toBe(2)
  })

  it('[PK5] lets go after a failure, and takes over from a process that is gone', async () => {
    const failing = withLock(folder, async () => {
      throw new Error('it failed')
    })
    await expect(failing).rejects.toThrow('it failed')
    // Beyond the largest process id of any system.
    await writeFile(path.join(folder, 'make.lock'), '2147483646')
    expect(await withLock(folder, async () => 'done')).toBe('done')
  })
})

describe('sizes', () => {
  it('[PK6] are a table with the sum at its end', () => {
    const table = sizeTable([
      { name: 'Electron', bytes: 200_000_000 },
      { name: 'app', bytes: 1_500_000 },
    ])
    expect(table).toBe('  Electron    200.00 MB\n  app           1.50 MB\n  total       201.50 MB')
  })
})

describe('a Debian package', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['1.2.3-test.electron25', '1.2.3~test.electron25'],
    ['1.2.3-rc-1', '1.2.3~rc.1'],
  ])('[PK7] calls %s %s, so that a release replaces its pre-releases', (version, debian) => {
    expect(debianVersion(version)).toBe(debian)
  })

  it('[PK7] says what it is, what it needs, and whether it is a test build', () => {
    const control = controlFile(release, 'amd64', 1000)
    for (const line of ['Package: skein', 'Version: 1.2.3', 'Architecture: amd64', 'Installed-Size: 1000']) {
      expect(control.split('\n')).toContain(line)
    }
    expect(control).toContain('libgtk-3-0 | libgtk-3-0t64')
    expect(control).not.toContain('test build')
    expect(controlFile(trial, 'amd64', 1000)).toContain('test build')
    // A line of a description begins with a space, and a file ends with a line's end.
    expect(control).toMatch(/^Description: .+\n( .+\n)+$/m)
  })

  it('[PK7] has a desktop entry for its datasets and links', () => {
    const entry = desktopEntry(trial).split('\n')
    for (const line of ['Name=Skein Test', 'Exec=skein-test %U', 'Icon=skein-test', 'Terminal=false']) {
      expect(entry).toContain(line)
    }
    expect(entry).toContain(`MimeType=${MIME_TYPE};x-scheme-handler/skein;`)
    expect(entry.find((line) => line.startsWith('Categories='))).toMatch(/^Categories=Science;Biology;/)
    expect(mimeFile()).toContain(`<mime-type type="${MIME_TYPE}">`)
    expect(mimeFile()).toContain('<glob pattern="skein.json"')
  })
})

describe('icons', () => {
  it.each([...ICON_SIZES])('[PK8] the icon of %d pixels is square, has clear corners and a drawing', async (size) => {
    const { width, height, channels, data } = decode(await readFile(iconFile(size)))
    expect([width, height, channels]).toEqual([size, size, 4])
    expect(data[3]).toBeLessThan(16)
    const colours = new Set<number>()
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) colours.add(data[at]! * 256 + data[at + 2]!)
    // Blue and amber threads on dark grey, the edges smooth.
    expect(colours.size).toBeGreaterThan(8)
  })

  it("[PK8] Windows' and Apple's files hold the same pictures", () => {
    const drawings = [16, 256].map((size) => ({ size: size as 16 | 256, png: Buffer.from(`png of ${size}`) }))
    const ico = icoOf(drawings)
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4), ico[6], ico[22]]).toEqual([1, 2, 16, 0])
    expect(ico.subarray(ico.readUInt32LE(34), ico.readUInt32LE(34) + ico.readUInt32LE(30)).toString()).toBe(
      'png of 256',
    )
    const icns = icnsOf(drawings)
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    expect(icns.toString('latin1')).toBe(
      `icns\0\0\0${String.fromCharCode(icns.length)}icp4\0\0\0\x11png of 16ic08\0\0\0\x12png of 256`,
    )
  })
})
