import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecrets, type SafeBox } from './secrets.ts'

const TOKEN = 'skein_Zq3v0Nf4lQ9w7Yb2'
const STORE = 'https://store.example.org'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Turns bytes about, as a keychain would with a better cipher; `key` stands for the person. */
function box(isSafe = true, key = 7): SafeBox {
  return {
    isSafe: () => isSafe,
    seal: (secret) => Uint8Array.of(key, ...new TextEncoder().encode(secret).map((byte) => byte ^ 0x5a)),
    open: (sealed) => {
      if (sealed[0] !== key) throw new Error('sealed by somebody else')
      return new TextDecoder().decode(sealed.slice(1).map((byte) => byte ^ 0x5a))
    },
  }
}

function secrets(safe: SafeBox = box()) {
  const told: string[] = []
  const file = join(folder, 'stores.json')
  return { file, told, ...createSecrets({ file, box: safe, stamp: () => '1', onTrouble: (line) => told.push(line) }) }
}

describe('tokens of central stores', () => {
  it('[TK1] are kept over restarts, sealed, in a file that only its owner may read', async () => {
    const first = secrets()
    expect(await first.keep(STORE, TOKEN)).toBe('kept')
    expect(await first.keep('https://other', 'another')).toBe('kept')
    expect(readFileSync(first.file, 'utf8')).not.toContain(TOKEN)
    expect(statSync(first.file).mode & 0o777).toBe(0o600)
    const next = secrets()
    expect([await next.tokenOf(STORE), next.howKept(STORE)]).toEqual([TOKEN, 'kept'])
    await next.forget(STORE)
    expect(await secrets().tokenOf(STORE)).toBeUndefined()
    expect(await secrets().tokenOf('https://other')).toBe('another')
  })

  it('[TK2] without a safe place they last for this run and are written nowhere', async () => {
    const first = secrets(box(false))
    expect(await first.keep(STORE, TOKEN)).toBe('for-this-run')
    expect([await first.tokenOf(STORE), first.howKept(STORE)]).toEqual([TOKEN, 'for-this-run'])
    expect(readdirSync(folder)).toEqual([])
    expect(await secrets(box(false)).tokenOf(STORE)).toBeUndefined()
  })

  it('[TK3] one that is lent is never written, and stands before one that is kept', async () => {
    const lent = secrets()
    await lent.keep(STORE, TOKEN)
    lent.lend(STORE, 'for now')
    expect([await lent.tokenOf(STORE), lent.howKept(STORE)]).toEqual(['for now', 'kept'])
    expect(await secrets().tokenOf(STORE)).toBe(TOKEN)
  })

  it('[TK4] what cannot be opened counts as none; a damaged file is set aside; both are told without the token', async () => {
    await secrets().keep(STORE, TOKEN)
    const other = secrets(box(true, 8))
    expect(await other.tokenOf(STORE)).toBeUndefined()
    expect(other.told).toEqual([`The token that is kept for ${STORE} cannot be read; sign in to it again`])
    for (const damage of ['{', '[]', '{"version":1,"sealed":{"a":5}}', '']) {
      writeFileSync(other.file, damage)
      const found = secrets()
      expect(await found.tokenOf(STORE)).toBeUndefined()
      expect(found.told[0]).toMatch(/was damaged and is now .*damaged-1; sign in to your stores again$/)
      expect(await found.keep(STORE, TOKEN)).toBe('kept')
    }
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    const nowhere = secrets()
    expect(await nowhere.keep(STORE, TOKEN)).toBe('for-this-run')
    expect(nowhere.told.join()).not.toContain(TOKEN)
    expect(await nowhere.tokenOf(STORE)).toBe(TOKEN)
  })
})
