import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installedAs } from './installed-as.ts'
import { automaticUpdates, readFeedSource } from './update-settings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-update-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('how the app was installed', () => {
  const all = () => true
  it.each([
    ['linux', '/usr/lib/skein/skein', undefined, undefined],
    ['linux', '/opt/Skein/skein', undefined, undefined],
    ['linux', '/srv/apps/skein/skein', undefined, 'zip'],
    ['linux', '/mnt/x/skein', '/srv/apps/Skein.AppImage', 'appimage'],
    ['win32', 'C:/Program Files/Skein/Skein.exe', undefined, 'installer'],
    ['darwin', '/Applications/Skein.app/Contents/MacOS/Skein', undefined, 'installer'],
  ] as const)('[UP7] on %s at %s (AppImage %s): %s', (platform, executable, appImage, kind) => {
    expect(installedAs(platform, executable, appImage, all).kind).toBe(kind)
  })

  it('[UP7] what this user may not change is somebody else’s to update', () => {
    const none = () => false
    expect(installedAs('linux', '/srv/apps/skein/skein', undefined, none).kind).toBeUndefined()
    expect(installedAs('linux', '/mnt/x/skein', '/srv/apps/Skein.AppImage', none).kind).toBeUndefined()
  })
})

describe('the settings of updates', () => {
  const withField = (skeinUpdate: unknown) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'skein', skeinUpdate }))
    return readFeedSource(folder)
  }

  it('[UP8] the feed and its key are those that the package was made with', () => {
    expect(withField({ feed: 'https://skein.example/feed.json', publicKey: 'MCow' })).toEqual({
      address: 'https://skein.example/feed.json',
      publicKey: 'MCow',
    })
    expect(withField({ feed: 'http://127.0.0.1:8000/feed.json', publicKey: 'MCow' })).toBeDefined()
  })

  it('[UP8] without both, or with an address that anybody on the way can change, nothing asks for updates', () => {
    expect(readFeedSource(folder)).toBeUndefined()
    for (const field of [undefined, null, 'x', { feed: 'https://skein.example/feed.json' }, { publicKey: 'MCow' }]) {
      expect(withField(field)).toBeUndefined()
    }
    for (const feed of [
      'http://skein.example/feed.json',
      'file:///feed.json',
      'feed.json',
      `https://x/${'y'.repeat(500)}`,
    ]) {
      expect(withField({ feed, publicKey: 'MCow' })).toBeUndefined()
    }
  })

  it('[UP8] the check at every start is off where it is by default, until a person switches it', () => {
    const file = join(folder, 'update.json')
    for (const byDefault of [true, false]) {
      rmSync(file, { force: true })
      const automatic = automaticUpdates(file, byDefault)
      expect(automatic.isOn()).toBe(byDefault)
      automatic.set(!byDefault)
      expect(automaticUpdates(file, byDefault).isOn()).toBe(!byDefault)
      writeFileSync(file, '{')
      expect(automatic.isOn()).toBe(byDefault)
    }
  })
})
