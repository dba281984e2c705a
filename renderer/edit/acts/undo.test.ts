import { describe, expect, it } from 'vitest'
import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import { type App, machineOf, madeEdit, startApp, timeWords, toyEdges } from '../testing/session-fixture.ts'

/** Four segments: 1-2-3-4, 5-6-7, 8-9 and 10-11. */
const toy = () => machineOf(toyEdges('1-2 0.9, 2-3 0.8, 3-4 0.9, 5-6 0.9, 6-7 0.8, 8-9 0.9, 10-11 0.9'))

async function asked(answer: ReturnType<App['act']>) {
  const said = await answer
  return said.kind === 'asked'
    ? said.consequences.map((one) => `${one.kind}: ${consequenceInWords(one, timeWords)}`)
    : said.kind
}

/** Merges that others made at the same time, each on a machine of their own, come into the log. */
async function othersMerge(app: App, ...pairs: readonly (readonly [number, number])[]): Promise<void> {
  for (const [i, [a, b]] of pairs.entries()) {
    const other = await startApp(toy(), ['bob', 'carl'][i])
    await madeEdit(other.merge(a, b))
    const { text } = await other.ask('exported', (id) => ({ kind: 'export-log', id }))
    await app.ask('imported', (id) => ({ kind: 'import-log', id, text }))
  }
}

describe('undo where others built on', () => {
  it('[UN6] a split whose old cut does not separate any more is cut anew, and that is asked first', async () => {
    const machine = toy()
    const ann = await startApp(machine)
    await madeEdit(ann.merge(8, 5))
    const split = await madeEdit(ann.split([1], [4]))
    await madeEdit(ann.act({ kind: 'revert', target: split.key }))
    await othersMerge(ann, [1, 5], [4, 7])
    expect(await asked(ann.act({ kind: 'undo' }, false))).toEqual([
      'cuts-anew: The two sides are joined another way by now, so this cuts anew: 2 edges, into pieces of 6 and 3 supervoxels',
    ])
    expect(await ann.segments(1, 4)).toBe('1 1')
    const undo = await madeEdit(ann.act({ kind: 'undo' }))
    expect(undo.words).toBe('Made the split of 1 again')
    expect(undo.outcome).toEqual({ verdict: 'applied', changed: false })
    expect(await ann.segments(1, 2, 3, 4, 5, 7, 8)).toBe('1 1 3 3 1 3 1')
    // What lies below is reached, also by another start.
    const again = await startApp(machine)
    expect((await madeEdit(again.act({ kind: 'undo' }))).words).toBe('Took back the split of 1')
    expect((await madeEdit(again.act({ kind: 'undo' }))).words).toBe('Took back the merge of 8 + 5')
    expect(again.log().undo).toBeUndefined()
  })

  it('[UN6] the merges that the new cut takes are named', async () => {
    const ann = await startApp(toy())
    const split = await madeEdit(ann.split([1], [4]))
    await madeEdit(ann.act({ kind: 'revert', target: split.key }))
    await othersMerge(ann, [1, 5], [4, 5])
    expect(await asked(ann.act({ kind: 'undo' }, false))).toEqual([
      'cuts-anew: The two sides are joined another way by now, so this cuts anew: 2 edges, among them the merge of 1 + 5 by bob (t1), into pieces of 2 and 5 supervoxels',
    ])
    await madeEdit(ann.act({ kind: 'undo' }))
    expect(await ann.segments(1, 4, 5)).toBe('1 3 3')
  })

  /** Ann's last act is the revert of a split that cannot be made again: its seeds lie in two segments, and its cut is not enough. */
  const blocked = async () => {
    const machine = toy()
    const first = await startApp(machine)
    await madeEdit(first.merge(8, 10))
    const joined = await madeEdit(first.merge(4, 8))
    const split = await madeEdit(first.split([1], [4, 9]))
    await madeEdit(first.act({ kind: 'revert', target: split.key }))
    const bob = await startApp(machine, 'bob')
    await madeEdit(bob.act({ kind: 'revert', target: joined.key }))
    const ann = await startApp(machine)
    await othersMerge(ann, [1, 5], [4, 7])
    return { machine, ann }
  }

  it('[UN7] an act that cannot be undone is passed over with a sentence, and what lies below is undone', async () => {
    const { ann } = await blocked()
    expect(await asked(ann.act({ kind: 'undo' }, false))).toEqual([
      'passes-over: The split of 1 cannot be made again now. The seeds lie in different segments (1, 8); put all seeds of both sides into one segment. This takes back the merge of 8 + 10 instead',
    ])
    expect(await ann.segments(8, 10)).toBe('8 8')
    expect((await madeEdit(ann.act({ kind: 'undo' }))).words).toBe('Took back the merge of 8 + 10')
    expect(await ann.segments(8, 10)).toBe('8 10')
    // Redo makes it again, and what was passed over stays where it was.
    expect((await madeEdit(ann.act({ kind: 'redo' }))).words).toBe('Made the merge of 8 + 10 again')
    expect(ann.log().undo).toBe('merge of 8 + 10')
  })

  it('[UN7] with nothing below that can be undone the refusal says why, and nothing is written', async () => {
    const { machine, ann } = await blocked()
    await madeEdit(ann.act({ kind: 'undo' }))
    const before = machine.disk.rows.length
    expect(await ann.act({ kind: 'undo' })).toMatchObject({
      kind: 'refused',
      sentence:
        'The split of 1 cannot be made again now. The seeds lie in different segments (1, 8); put all seeds of both sides into one segment',
      place: [5, 0, 0],
    })
    expect(machine.disk.rows.length).toBe(before)
  })

  it('[UN6] so is a split that is redone', async () => {
    const ann = await startApp(toy())
    await madeEdit(ann.merge(8, 10))
    await madeEdit(ann.split([1], [4]))
    await madeEdit(ann.act({ kind: 'undo' }))
    await madeEdit(ann.act({ kind: 'undo' }))
    await othersMerge(ann, [1, 5], [4, 7])
    expect((await madeEdit(ann.act({ kind: 'redo' }))).words).toBe('Made the merge of 8 + 10 again')
    expect(await asked(ann.act({ kind: 'redo' }, false))).toEqual([
      'cuts-anew: The two sides are joined another way by now, so this cuts anew: 2 edges, into pieces of 4 and 3 supervoxels',
    ])
  })
})
