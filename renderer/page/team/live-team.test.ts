import { describe, expect, it } from 'vitest'
import { badgeOf } from './live-team.ts'

describe('the badge', () => {
  it('[SD14] tells how much of the team’s edits is here while they are fetched', () => {
    const wordsOf = (fetched: { got: number; of: number | undefined } | undefined) =>
      badgeOf({
        kind: 'sync-status',
        status: { kind: 'connecting', pending: 0, head: 0, fetched },
        store: 'http://store.test',
        attention: 0,
        quiet: 0,
      })?.words
    expect(wordsOf(undefined)).toBe('Connecting')
    expect(wordsOf({ got: 5_000_000, of: undefined })).toBe('Fetching edits')
    expect(wordsOf({ got: 5_000_000, of: 40_000_000 })).toBe('Fetching edits 12 %')
  })
})
