import { describe, expect, it } from 'vitest'
import { SetUpError } from './lib/process.mjs'
import { electronToPackage } from './make.mjs'

describe('what npm run make may package', () => {
  const absent = async () => ({ reason: 'no line' })
  const present = async () => ({ executable: 'official', reason: '' })
  const any = async () => ({ executable: 'any', kind: 'registry' as const })

  it('[PK1] the official Electron alone; where there is none it refuses and says why', async () => {
    expect(await electronToPackage(false, { official: present, any })).toBe('official')
    const refused = electronToPackage(false, { official: absent, any })
    await expect(refused).rejects.toThrow(SetUpError)
    await expect(refused).rejects.toThrow(/no Electron that may be packaged.*no line.*--test-build/s)
  })

  it('[PK1] any Electron in a test build', async () => {
    expect(await electronToPackage(true, { official: absent, any })).toBe('any')
  })
})
