import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EditKey, editKey, type LogEntry } from '../../edits/edit.ts'
import { guardPairs, type NaiveResult, naiveFold } from '../../edits/testing/naive-fold.ts'
import { randomLog } from '../../edits/testing/random-log.ts'
import { runs } from '../../edits/testing/test-runs.ts'
import { toyBases } from '../../edits/testing/toy-bases.ts'
import { keyOfName, toyLog } from '../../edits/testing/toy-log.ts'
import { applyWith, foldOfBases } from '../testing/fold-fixture.ts'
import type { Today } from './holds-today.ts'

/** By looking at every state that the log went through; `past[k]` is the state after k entries. */
function todayByHand(log: readonly LogEntry[], past: readonly NaiveResult[], at: number): Today | undefined {
  const entry = log[at]!
  const key = editKey(entry.edit.id)
  const now = past.at(-1)!
  const wasInForce = past[at + 1]?.inForce.has(key) === true && past[at]?.inForce.has(key) === false
  if (!wasInForce) return undefined
  if (!now.inForce.has(key)) {
    const undone = past.findIndex((state, k) => k > at && !state.inForce.has(key))
    return { kind: 'undone', by: editKey(log[undone - 1]!.edit.id) }
  }
  const by = entry.edit.kind === 'merge' ? cutterNow(entry, now) : overriderNow(key, at, log, past)
  return by === undefined ? { kind: 'holds' } : { kind: 'overridden', by }
}

function cutterNow({ edit }: LogEntry, now: NaiveResult): EditKey | undefined {
  const cutter = now.splits.find(({ effectiveCut }) => effectiveCut.find(({ name }) => name === editKey(edit.id)))
  const edge = cutter?.effectiveCut.find(({ name }) => name === editKey(edit.id))
  return edge === undefined || isTogether(now, edge.u, edge.v) ? undefined : cutter?.key
}

function overriderNow(
  key: EditKey,
  at: number,
  log: readonly LogEntry[],
  past: readonly NaiveResult[],
): EditKey | undefined {
  const now = past.at(-1)!
  const pairs = guardPairs(now.splits.find((split) => split.key === key)!)
  const since = past.slice(at + 1)
  const broken = pairs.some(([u, v]) => isTogether(now, u, v) && since.some((state) => !isTogether(state, u, v)))
  if (!broken) return undefined
  const overriders = log.filter(({ edit }, k) => {
    const before = past[k]
    const after = past[k + 1]
    if (k <= at || edit.kind === 'split' || edit.kind === 'annotate' || !edit.overrides.includes(key)) return false
    if (before === undefined || after?.outcomes[k]?.verdict !== 'applied') return false
    return pairs.some(([u, v]) => !isTogether(before, u, v) && isTogether(after, u, v))
  })
  const standing = overriders.filter(({ edit }) => edit.kind !== 'merge' || now.inForce.has(editKey(edit.id)))
  const latest = standing.at(-1) ?? overriders.at(-1)
  return latest && editKey(latest.edit.id)
}

function isTogether({ segmentOf }: NaiveResult, u: bigint, v: bigint): boolean {
  return segmentOf.get(u) === segmentOf.get(v)
}

describe('what holds today', () => {
  it('[E12] agrees with the states after each edit of the log', () => {
    let overridden = 0
    fc.assert(
      fc.property(randomLog({ maxEdits: 20, maxBases: 4, maxSupervoxels: 6 }), ({ bases, log }) => {
        const past = Array.from({ length: log.length + 1 }, (_, k) => naiveFold(bases, log.slice(0, k)))
        const fold = foldOfBases(bases)
        for (const entry of log) applyWith(fold, bases, entry)
        for (const [at, { edit }] of log.entries()) {
          if (log.findIndex((other) => editKey(other.edit.id) === editKey(edit.id)) < at) continue
          const expected = todayByHand(log, past, at)
          if (expected?.kind === 'overridden') overridden++
          expect(fold.holdsToday(editKey(edit.id)), `edit ${at + 1}`).toEqual(expected)
        }
      }),
      { numRuns: runs(150) },
    )
    expect(overridden).toBeGreaterThan(0)
  })

  it.each([
    ['A1@0 m 4-5', 'A1', { kind: 'holds' }],
    ['A1@0 m 4-5; B1@1 r A1', 'A1', { kind: 'undone', by: 'B1' }],
    ['A1@0 m 4-5; B1@1 s 4|5 x=A1', 'A1', { kind: 'overridden', by: 'B1' }],
    ['A1@0 m 4-5; B1@1 s 4|5 x=A1; B2@2 r B1', 'A1', { kind: 'holds' }],
    ['A1@0 s 1|4 x=2-3; B1@1 m 2-3 !A1', 'A1', { kind: 'overridden', by: 'B1' }],
    ['A1@0 s 1|4 x=2-3; B1@1 m 2-3 !A1; B2@2 r B1', 'A1', { kind: 'holds' }],
    ['A1@0 m 2-3; B1@1 s 1|4 x=1-2,2-3; C1@2 m 1-4 !B1', 'B1', { kind: 'overridden', by: 'C1' }],
    // 2 and 3 were together at the split and still are, by the merge: that overrides nothing.
    ['A1@0 m 2-3; B1@1 s 1|4 x=1-2,2-3; C1@2 m 1-4 !B1; C2@3 r C1', 'B1', { kind: 'holds' }],
    ['A1@0 s 1|4 x=2-3; B1@1 r A1', 'A1', { kind: 'undone', by: 'B1' }],
    ['A1@0 s 1|4 x=2-3; B1@0 m 1-4', 'B1', undefined],
    ['A1@0 s 1|4 x=2-3; B1@1 r A1', 'B1', undefined],
  ])('[E12] after "%s" %s', (text, name, expected) => {
    const bases = toyBases()
    const fold = foldOfBases(bases)
    for (const entry of toyLog(text, bases)) applyWith(fold, bases, entry)
    const by = expected !== undefined && 'by' in expected ? { by: keyOfName(expected.by) } : {}
    expect(fold.holdsToday(keyOfName(name))).toEqual(expected && { ...expected, ...by })
  })
})
