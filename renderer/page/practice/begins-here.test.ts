import { describe, expect, it } from 'vitest'
import type { PracticeScore } from '../../edit/messages.ts'
import type { Editing } from '../proofread/live-proofreading.ts'
import { beginsHere } from './begins-here.ts'

const parts = { split: 0, merge: 0 }
const counts = { falseSplits: 1, falseMerges: 0, falseSplitsLeft: 1, falseMergesLeft: 0 }
const end = { supervoxel: 1n, segment: 1n }
const practice: PracticeScore = {
  edits: 0,
  before: parts,
  now: parts,
  ...counts,
  planted: true,
  begin: { position: [0, 0, 0], ends: [end, end] },
}

const editing: Editing = { kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } }

describe('a practice volume', () => {
  it('[PR5, PR6] says where to begin until its first edit is counted, and from then on how well one does', () => {
    expect(beginsHere({ practice, editing })).toBe(true)
    expect(beginsHere({ practice: { ...practice, edits: 1 }, editing })).toBe(false)
  })

  it('[PR6] of which no planted error can be shown says how well one does at once', () => {
    expect(beginsHere({ practice: { ...practice, planted: false }, editing })).toBe(false)
    expect(beginsHere({ practice: { ...practice, begin: undefined }, editing })).toBe(false)
    expect(beginsHere({ practice: null, editing })).toBe(false)
  })

  it('[PR6] tells who may only look of the score, and offers no merge', () => {
    const log = { edits: 0, pending: 0, readOnly: 'cleo may look at this dataset' }
    expect(beginsHere({ practice, editing: { ...editing, log } })).toBe(false)
    expect(beginsHere({ practice, editing: { kind: 'opening', layerId: '/seg' } })).toBe(false)
  })
})
