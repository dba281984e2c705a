import { describe, expect, it } from 'vitest'
import { type Editing, whyGrey, whyNoEditing } from './live-proofreading.ts'

const problem = { kind: 'bad-chunk', message: 'Chunk 0 of /agg/ids cannot be decoded' } as const
const failed: Editing = { kind: 'failed', layerId: '/seg', problem, grouped: true, retries: true }

describe('editing', () => {
  it('[UI21] segments that are grey have their reason, and what helps', () => {
    expect(whyGrey(failed)).toMatch(
      /grey and cannot be edited.*Chunk 0 of .agg.ids cannot be decoded\. Skein tries again/,
    )
    expect(whyGrey({ ...failed, retries: false })).toContain('Mend the file, then open the dataset again.')
    const log = { edits: 3, pending: 0, readOnly: 'grey', unread: { reason: problem.message, retries: true } }
    expect(whyGrey({ kind: 'open', layerId: '/seg', log })).toContain('nothing is edited until they are: Chunk 0')
    expect(whyNoEditing({ kind: 'open', layerId: '/seg', log })).toBe('grey')
  })

  it('[UI21] without an agglomeration nothing is grey, whatever failed', () => {
    expect(whyGrey({ ...failed, grouped: false })).toBeUndefined()
    expect(whyNoEditing({ ...failed, grouped: false })).toBe(
      'Editing is not possible: Chunk 0 of /agg/ids cannot be decoded',
    )
    expect(whyGrey({ kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } })).toBeUndefined()
    expect(whyGrey({ kind: 'none' })).toBeUndefined()
  })
})
