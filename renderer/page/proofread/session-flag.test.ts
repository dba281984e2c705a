import { describe, expect, it } from 'vitest'
import { movedWord, raiseFlag, stoppedSentence, whenWords } from './session-flag.ts'

function storage() {
  const map = new Map<string, string>()
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  }
}

/** Local times, as the words are. */
const at = (day: number, hour: number, minute: number) => new Date(2026, 2, day, hour, minute).getTime()

describe('the flag of a session', () => {
  it('[TL14] a session that ended leaves no word; one that was killed left when it was last alive', () => {
    const store = storage()
    const first = raiseFlag(store, 'a', undefined, 1000)
    expect(first.stoppedAtMs).toBeUndefined()
    first.end(1500)
    const second = raiseFlag(store, 'a', 1000, 2000)
    expect(second.stoppedAtMs).toBeUndefined()
    second.alive(5000)
    expect(raiseFlag(store, 'a', 2000, 9000).stoppedAtMs).toBe(5000)
    expect(raiseFlag(store, 'b', undefined, 9000).stoppedAtMs).toBeUndefined()
  })

  it('[TL51] one that was killed before its flag was on the disk left when it began', () => {
    const first = storage()
    expect(raiseFlag(first, 'a', 1000, 9000).stoppedAtMs).toBe(1000)
    // What is on the disk is of the session before the one that was killed.
    const ended = storage()
    raiseFlag(ended, 'a', undefined, 1000).end(2000)
    expect(raiseFlag(ended, 'a', 3000, 9000).stoppedAtMs).toBe(3000)
    const killed = storage()
    raiseFlag(killed, 'a', undefined, 1000)
    expect(raiseFlag(killed, 'a', 3000, 9000).stoppedAtMs).toBe(3000)
  })

  it('[TL51] the flag of an older version is read: a time, or nothing for a session that ended', () => {
    const store = storage()
    store.setItem('skein.session.a', '4000')
    store.setItem('skein.session.b', '')
    expect(raiseFlag(store, 'a', undefined, 9000).stoppedAtMs).toBe(4000)
    expect(raiseFlag(store, 'b', undefined, 9000).stoppedAtMs).toBeUndefined()
  })

  it('[TL14] says when it stopped, what is here and what was last', () => {
    const stop = { stoppedAtMs: at(3, 14, 2), recovery: undefined, lastIs: undefined, now: at(3, 15, 0) }
    expect(stoppedSentence({ ...stop, edits: 37, last: 'merge of 461 and 9775' })).toBe(
      'Skein stopped at 14:02. All 37 edits are here; the last was the merge of 461 and 9775.',
    )
    expect(stoppedSentence({ ...stop, edits: 38, last: 'merge 461 + 9775', lastIs: movedWord('taken-back') })).toBe(
      'Skein stopped at 14:02. All 38 edits are here; the last was the merge 461 + 9775, taken back.',
    )
    expect([movedWord('holds'), movedWord('made-again')]).toEqual([undefined, 'made again'])
    expect(stoppedSentence({ ...stop, edits: 1, last: undefined, now: at(4, 9, 0) })).toBe(
      'Skein stopped on Tue 3 Mar at 14:02. The one edit is here.',
    )
    const recovery = 'The database was damaged; all 5 edits came back from the journal.'
    expect(stoppedSentence({ ...stop, stoppedAtMs: undefined, edits: 5, last: undefined, recovery })).toBe(recovery)
  })

  it('[TL14] the time of an edit is as short as it is clear', () => {
    expect(whenWords(at(3, 14, 2), at(3, 15, 0))).toBe('14:02')
    expect(whenWords(at(2, 9, 15), at(3, 15, 0))).toBe('Mon 2 Mar 09:15')
  })
})
