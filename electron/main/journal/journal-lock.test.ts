import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLockKeeper, type LockOwner, type ProcessFacts } from './journal-lock.ts'
import { PROCESS_FACTS } from './journal-process.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-test-'))
  file = join(folder, 'a.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

let tokens = 0
/** A process among others: those below 100 live, and each was born at its own time. */
function processFacts(pid: number): ProcessFacts {
  return {
    pid,
    host: 'here',
    bornOf: async (other) => (other < 100 ? `born-${other}` : ''),
    isAlive: (other) => other < 100,
    newToken: () => `token-${tokens++}`,
  }
}

async function take(pid: number) {
  return createLockKeeper(processFacts(pid)).take(file)
}

function leave(owner: Partial<LockOwner>): void {
  writeFileSync(file, JSON.stringify({ pid: 5, host: 'here', born: 'born-5', token: 'left', ...owner }))
}

describe('the lock of a journal', () => {
  it('[LG3] has one holder, until it gives it back', async () => {
    const first = await take(1)
    expect(await take(2)).toMatchObject({ kind: 'held', sentence: expect.stringMatching(/process 1/) })
    if (first.kind === 'taken') await first.lock.release()
    expect(await take(2)).toMatchObject({ kind: 'taken' })
  })

  it.each([
    ['a dead process', { pid: 4000 }],
    ['a process whose number another one has now', { born: 'long ago' }],
    ['an earlier process of the same number', { pid: 1, born: 'long ago' }],
  ])('[LG3] is taken over from %s', async (_who, owner) => {
    leave(owner)
    expect(await take(1)).toMatchObject({ kind: 'taken' })
    expect(readdirSync(folder)).toEqual(['a.lock'])
  })

  it.each(['', '{"pid":', '{"pid":-1}', 'null'])(
    '[LG3] is taken over when it was left half written: %s',
    async (text) => {
      writeFileSync(file, text)
      expect(await take(1)).toMatchObject({ kind: 'taken' })
    },
  )

  it.each([
    ['a living process', {}],
    ['a living process where birth is not told', { born: '' }],
    ['another computer', { pid: 4000, host: 'there' }],
  ])('[LG3] is left to %s', async (_who, owner) => {
    leave(owner)
    expect(await take(1)).toMatchObject({ kind: 'held' })
    expect(readFileSync(file, 'utf8')).toContain('"left"')
  })

  it('[LG3] of many who take over a stale one at once, only one has it', async () => {
    for (let round = 0; round < 20; round++) {
      leave({ pid: 4000 })
      const taken = await Promise.all(Array.from({ length: 8 }, (_, at) => take(at + 1)))
      const holders = await Promise.all(taken.map((one) => (one.kind === 'taken' ? one.lock.isOurs() : false)))
      expect(holders.filter(Boolean).length).toBeLessThanOrEqual(1)
      rmSync(file, { force: true })
    }
  })

  it('[LG3] is not ours any more once another has it, and then is not released', async () => {
    const first = await take(1)
    leave({ pid: 2 })
    expect(first.kind === 'taken' && (await first.lock.isOurs())).toBe(false)
    if (first.kind === 'taken') await first.lock.release()
    expect(readFileSync(file, 'utf8')).toContain('"left"')
  })

  it('[LG3] the system tells the living from the dead', async () => {
    expect(PROCESS_FACTS.isAlive(process.pid)).toBe(true)
    // Beyond the highest number that Linux, macOS or Windows gives to a process.
    expect(PROCESS_FACTS.isAlive(2 ** 30)).toBe(false)
    expect(await PROCESS_FACTS.bornOf(2 ** 30)).toBe('')
    expect(await PROCESS_FACTS.bornOf(process.pid)).toBe(await PROCESS_FACTS.bornOf(process.pid))
  })
})
