import { describe, expect, it } from 'vitest'
import { isChatter } from './lib/app-process.mjs'
import { matchesLock } from './lib/dependencies.mjs'
import { explainFailure } from './lib/electron-runtime.mjs'
import { isSampleOf } from './lib/sample.mjs'
import { readStartArguments } from './lib/start-arguments.mjs'
import { findMissing } from './lib/system-packages.mjs'
import { electronFlags } from './setup.mjs'

describe('starting', () => {
  it.each([
    [[], true, true],
    [['--layout', 'xy'], true, true],
    [['a/skein.json'], false, true],
    [['--layout', 'xy', 'skein://open?source=https://h/em'], false, true],
    [['--layout=xy', '--', 'a'], false, true],
    [['--open', 'a'], false, true],
    [['--open=a', '--screenshot', 'b.png'], false, true],
    [['--screenshot=b.png'], true, true],
    [['--opens'], true, true],
    [['--help'], false, false],
    [['--open', 'a', '--version'], false, false],
  ])('[NS1] reads %j: sample %s, display %s', (args, opensSample, needsDisplay) => {
    expect(readStartArguments(args)).toEqual({ opensSample, needsDisplay })
  })

  it('[NS2] switches the sandbox off for root alone', () => {
    expect(electronFlags(0)).toEqual(['--no-sandbox'])
    expect(electronFlags(1000)).toEqual([])
    expect(electronFlags(undefined)).toEqual([])
  })

  it('[NS2] keeps back what Chromium says of the machine, and nothing else', () => {
    expect(isChatter('[110:1122/235258.717042:ERROR:bus.cc(399)] Failed to connect to the bus')).toBe(true)
    expect(isChatter('[7:1/2.3:ERROR:gl_utils.cc(402)] [.WebGL]GL Driver Message (OpenGL, Performance, GL')).toBe(true)
    expect(isChatter('[7:1/2.3:ERROR:gl_utils.cc(402)] [.WebGL]GL_INVALID_OPERATION: no')).toBe(false)
    expect(isChatter('[110:1122/235258.717042:FATAL:main.cc(1)] no')).toBe(false)
    expect(isChatter('The folder a/bus.cc does not exist')).toBe(false)
  })
})

describe('setting up', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.2.3' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    },
  }

  it('[NS3] takes an install for complete when every package that is not optional is there in its version', () => {
    expect(matchesLock(lock, { packages: { 'node_modules/a': { version: '1.2.3' } } })).toBe(true)
  })

  it.each([
    ['absent', {}],
    ['of another version', { 'node_modules/a': { version: '1.2.4' } }],
    [
      'there, with an optional one of another version',
      { 'node_modules/a': { version: '1.2.3' }, 'node_modules/other-platform': { version: '0.9.0' } },
    ],
  ])('[NS3] installs anew when a package is %s', (_name, packages) => {
    expect(matchesLock(lock, { packages })).toBe(false)
  })

  it('[NS4] makes the sample anew when it is of another version, damaged or absent', () => {
    const wanted = '{ "version": 2 }'
    expect(isSampleOf('{ "name": "Sample", "sample": { "version": 2 } }', wanted)).toBe(true)
    for (const made of ['', '{', '{}', '{ "sample": { "seed": 1 } }', '{ "sample": { "version": 1 } }', 'null']) {
      expect(isSampleOf(made, wanted), made).toBe(false)
    }
    expect(isSampleOf('{ "sample": {} }', '{}')).toBe(false)
  })

  it('[NS5] finds the Debian packages that are missing, under their old and their new names', () => {
    const listing = 'libnss3 installed\nlibgtk-3-0t64 installed\nxvfb config-files\ndpkg-query: no package found'
    expect(findMissing(['libnss3', 'libgtk-3-0', 'xvfb', 'libxss1'], listing)).toEqual(['xvfb', 'libxss1'])
  })

  it('[NS5] names all three ways to an Electron when none works, each with its reason', () => {
    const text = explainFailure('no network', 'this is a mainframe')
    for (const part of ['ELECTRON_OVERRIDE_DIST_PATH', 'GitHub', 'npm registry', 'no network', 'this is a mainframe']) {
      expect(text).toContain(part)
    }
  })
})
