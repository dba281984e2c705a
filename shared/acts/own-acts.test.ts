import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EDIT_SCHEMA,
  type EditKey,
  type EditPoint,
  editKey,
  type Merge,
  type Revert,
  type Split,
} from '../edits/edit.ts'
import { runs } from '../edits/testing/test-runs.ts'
import { draftAgain, makeEdit, NO_FINDINGS } from './make-edit.ts'
import { createOwnActs, type NextAct, type OwnActs } from './own-acts.ts'

type GraphEdit = Merge | Split | Revert

/** A log whose edits always succeed: what is in force is all there is to know. */
function createLog() {
  const edits: GraphEdit[] = []
  const inForce = new Set<EditKey>()
  const point: EditPoint = { supervoxel: 1n, base: 1n, position: [0, 0, 0] }
  const sign = (author: string) => ({
    ...{ client: author, session: 's', counter: edits.length + 1 },
    ...{ author, madeAtMs: 0, basis: 0, dataset: 'd' },
  })
  return {
    edits,
    inForce,
    point,
    sign,
    append(edit: GraphEdit) {
      expect(edit.schema).toBe(EDIT_SCHEMA)
      edits.push(edit)
      if (edit.kind !== 'revert') inForce.add(editKey(edit.id))
      // A revert names what is in force: the app refuses others.
      else expect(inForce.delete(edit.target)).toBe(true)
    },
    isInForce: (key: EditKey) => inForce.has(key),
  }
}

type Log = ReturnType<typeof createLog>

/** As after a restart: from the log alone. */
function derive(log: Log, author: string): OwnActs {
  const acts = createOwnActs((edit) => edit.author === author, log.isInForce)
  for (const edit of log.edits) acts.add(edit, true)
  return acts
}

function editOf(log: Log, { how, origin }: NextAct, author: string): GraphEdit {
  const draft =
    how.kind === 'revert' ? ({ kind: 'revert', target: how.target, origin } as const) : draftAgain(how.content, origin)
  return makeEdit(draft, log.sign(author), NO_FINDINGS)
}

/** The model: a content is a name; an act puts it in force or takes it out; two stacks. */
interface ModelAct {
  readonly content: number
  readonly puts: boolean
}

describe('own acts', () => {
  it('[UN1 to UN3] undo and redo are those of two stacks, also after a restart at any moment', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'merge' as const }),
      fc.record({ kind: fc.constant('revert' as const), pick: fc.nat(1000) }),
      fc.constant({ kind: 'undo' as const }),
      fc.constant({ kind: 'undo' as const }),
      fc.constant({ kind: 'redo' as const }),
      fc.constant({ kind: 'restart' as const }),
    )
    let undone = 0
    let redone = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const log = createLog()
        let acts = derive(log, 'ann')
        const done: ModelAct[] = []
        const undoneActs: ModelAct[] = []
        const state: boolean[] = []
        /** The content of each edit of the log that is a merge. */
        const contentOf = new Map<EditKey, number>()
        const write = (edit: GraphEdit) => {
          log.append(edit)
          acts.add(edit, true)
        }
        const act = (one: ModelAct, edit: GraphEdit) => {
          if (one.puts) contentOf.set(editKey(edit.id), one.content)
          write(edit)
          state[one.content] = one.puts
        }
        for (const one of steps) {
          if (one.kind === 'restart') acts = derive(log, 'ann')
          if (one.kind === 'merge') {
            const made = { content: state.length, puts: true }
            const { point } = log
            act(made, makeEdit({ kind: 'merge', a: point, b: point }, log.sign('ann'), NO_FINDINGS))
            done.push(made)
            undoneActs.length = 0
          }
          if (one.kind === 'revert') {
            const open = [...log.inForce]
            if (open.length === 0) continue
            const key = open[one.pick % open.length]!
            const target = log.edits.find((edit) => editKey(edit.id) === key)
            if (target?.kind !== 'merge') throw new Error('only merges come in force here')
            const made = { content: contentOf.get(key)!, puts: false }
            act(made, makeEdit({ kind: 'revert', target }, log.sign('ann'), NO_FINDINGS))
            done.push(made)
            undoneActs.length = 0
          }
          if (one.kind === 'undo' || one.kind === 'redo') {
            const isUndo = one.kind === 'undo'
            const next = isUndo ? acts.undo() : acts.redo()
            const expected = isUndo ? done.pop() : undoneActs.pop()
            expect(next === undefined).toBe(expected === undefined)
            if (next === undefined || expected === undefined) continue
            act({ content: expected.content, puts: expected.puts !== isUndo }, editOf(log, next, 'ann'))
            if (isUndo) undone++
            else redone++
            ;(isUndo ? undoneActs : done).push(expected)
          }
          const now = new Set([...log.inForce].map((key) => contentOf.get(key)))
          expect(now).toEqual(new Set(state.flatMap((is, content) => (is ? [content] : []))))
        }
      }),
      { numRuns: runs(500) },
    )
    expect(undone).toBeGreaterThan(500)
    expect(redone).toBeGreaterThan(50)
  })

  it('[UN4] what others took back is passed over, and their edits are not undone', () => {
    const log = createLog()
    const { point } = log
    const merge = (author: string) => {
      const edit = makeEdit({ kind: 'merge', a: point, b: point }, log.sign(author), NO_FINDINGS)
      log.append(edit)
      if (edit.kind !== 'merge') throw new Error('a merge was made')
      return edit
    }
    const first = merge('ann')
    const second = merge('ann')
    merge('bob')
    log.append(makeEdit({ kind: 'revert', target: second }, log.sign('bob'), NO_FINDINGS))
    const next = derive(log, 'ann').undo()
    expect(next?.origin).toEqual({ kind: 'undo', of: editKey(first.id) })
    expect(derive(log, 'carl').undo()).toBeUndefined()
    // Bob's revert can be taken back by bob alone.
    expect(derive(log, 'bob').undo()?.how).toEqual({ kind: 'make-again', content: second })
  })

  it('[UN7] an act that is passed over stays, and one below it moves to what can be redone', () => {
    const log = createLog()
    const { point } = log
    const merge = () => {
      const edit = makeEdit({ kind: 'merge', a: point, b: point }, log.sign('ann'), NO_FINDINGS)
      log.append(edit)
      return editKey(edit.id)
    }
    const [first, second, third] = [merge(), merge(), merge()]
    const named = (kind: 'undo' | 'redo') => Array.from(derive(log, 'ann').nexts(kind), ({ origin }) => origin.of)
    expect(named('undo')).toEqual([third, second, first])
    const [, below] = derive(log, 'ann').nexts('undo')
    if (below === undefined) throw new Error('two acts can be undone')
    log.append(editOf(log, below, 'ann'))
    expect([named('undo'), named('redo')]).toEqual([[third, first], [second]])
    const redo = derive(log, 'ann').redo()
    if (redo === undefined) throw new Error('an act can be redone')
    log.append(editOf(log, redo, 'ann'))
    expect([named('undo'), named('redo')]).toEqual([[second, third, first], []])
  })

  it('[UN4] an edit that did nothing is not undone', () => {
    const log = createLog()
    const { point } = log
    const edit = makeEdit({ kind: 'merge', a: point, b: point }, log.sign('ann'), NO_FINDINGS)
    const acts = createOwnActs(
      (edit) => edit.author === 'ann',
      () => false,
    )
    acts.add(edit, false)
    expect([acts.undo(), acts.redo()]).toEqual([undefined, undefined])
  })
})
