import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimProfile, PROFILE_VERSION } from './profile.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-profile-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function written(text: string): string {
  writeFileSync(join(folder, 'profile.json'), text)
  return text
}

const kept = () => [readdirSync(folder), readFileSync(join(folder, 'profile.json'), 'utf8')]

describe('a profile', () => {
  it('[PF1] is marked with its form at the first start, and stays so', () => {
    const fresh = join(folder, 'new', 'profile')
    expect(claimProfile(fresh)).toBeUndefined()
    expect(readdirSync(fresh)).toEqual(['profile.json'])
    expect(JSON.parse(readFileSync(join(fresh, 'profile.json'), 'utf8'))).toEqual({ version: PROFILE_VERSION })
    expect(claimProfile(fresh)).toBeUndefined()
    mkdirSync(join(folder, 'journal'))
    expect(claimProfile(folder)).toBeUndefined()
  })

  it('[PF2] of a newer Skein is refused with a sentence, and not changed', () => {
    const text = written('{"version": 2, "more": true}')
    expect(claimProfile(folder)).toBe(
      `The profile in ${folder} is of a newer Skein (form 2; this one knows up to 1). Nothing was changed: start the newer Skein, or name another folder with --user-data`,
    )
    expect(kept()).toEqual([['profile.json'], text])
  })

  it.each(['', '{', 'null', '[]', '{}', '{"version":"1"}', '{"version":0}', '{"version":1.5}'])(
    '[PF2] that says %j is refused, and not changed',
    (text) => {
      written(text)
      expect(claimProfile(folder)).toContain('does not say which Skein the profile is of. Nothing was changed')
      expect(kept()).toEqual([['profile.json'], text])
    },
  )

  it('[PF2] whose file cannot be read is not taken for a new one', () => {
    mkdirSync(join(folder, 'profile.json'))
    expect(() => claimProfile(folder)).toThrow('EISDIR')
    expect(readdirSync(folder)).toEqual(['profile.json'])
  })
})
