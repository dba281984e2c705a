import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aboutLines, aboutOptions, isTestBuild } from './about.ts'

it('[AB1] the About box says name, version, runtime and licence, and that a test build is one', () => {
  const build = { name: 'Skein', version: '1.2.3', electron: '45.4.1', isTest: false }
  expect(aboutOptions(build)).toEqual({
    applicationName: 'Skein',
    applicationVersion: '1.2.3',
    copyright: 'Electron 45.4.1\nLicence: Apache-2.0',
  })
  expect(aboutOptions({ ...build, isTest: true }).copyright).toBe(
    'Test build: not for work\nElectron 45.4.1\nLicence: Apache-2.0',
  )
  expect(aboutLines({ ...build, isTest: true })).toEqual([
    'Skein 1.2.3',
    'Test build: not for work',
    'Electron 45.4.1',
    'Licence: Apache-2.0',
  ])
})

it('[AB1] a test build is known by its package.json alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skein-about-'))
  const says = (json: object) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(json))
    return isTestBuild(folder)
  }
  expect(says({ name: 'skein-test', skeinBuild: 'test' })).toBe(true)
  expect(says({ name: 'skein' })).toBe(false)
  expect(says({ skeinBuild: 'normal' })).toBe(false)
  rmSync(folder, { recursive: true })
})
