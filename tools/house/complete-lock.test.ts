import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { findAbsentPackages } from './complete-lock.ts'

describe('the lock file', () => {
  it('[HO4] names the packages of all platforms (if not: node tools/house/complete-lock.ts)', async () => {
    const lock: { packages: Record<string, object> } = JSON.parse(await readFile('package-lock.json', 'utf8'))
    expect(Object.keys(lock.packages).length).toBeGreaterThan(50)
    expect(Object.keys(findAbsentPackages(lock.packages))).toEqual([])
  })

  it('[HO4] is completed with what an optional package of another platform says by its name', () => {
    const packages = {
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: {
          '@tool/linux-x64': '2.0.0',
          '@tool/linux-arm64-musl': '2.0.0',
          '@tool/win32-ia32': '2.0.0',
        },
      },
      'node_modules/@tool/linux-x64': { version: '2.0.0' },
    }
    expect(findAbsentPackages(packages)).toEqual({
      'node_modules/@tool/linux-arm64-musl': {
        version: '2.0.0',
        dev: true,
        optional: true,
        os: ['linux'],
        cpu: ['arm64'],
        libc: ['musl'],
      },
      'node_modules/@tool/win32-ia32': { version: '2.0.0', dev: true, optional: true, os: ['win32'], cpu: ['ia32'] },
    })
  })

  it('[HO4] is not completed by guessing a platform', () => {
    const packages = { 'node_modules/tool': { optionalDependencies: { 'tool-of-something': '1.0.0' } } }
    expect(() => findAbsentPackages(packages)).toThrow('tool-of-something')
  })
})
