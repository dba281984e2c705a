import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../shared/problem.ts'
import { consequenceInWords } from '../../../shared/words/consequence-words.ts'
import { plainWords } from '../../../shared/words/ids-in-words.ts'
import { todayInWords } from '../../../shared/words/today-words.ts'
import type { Act } from '../messages.ts'
import { type App, machineOf, madeEdit, startApp, TOY_EDGES, timeWords, toyEdges } from '../testing/session-fixture.ts'

const toy = () => machineOf(TOY_EDGES)

describe('consequences', () => {
  const asked = async (answer: ReturnType<App['act']>) => {
    const said = await answer
    return said.kind === 'asked'
      ? said.consequences.map((one) => `${one.kind}: ${plainWords(consequenceInWords(one, timeWords))}`)
      : said.kind
  }

  it('[SS7] overriding a split is asked about by whose and when; harmless edits are not', async () => {
    const machine = toy()
    const app = await startApp(machine)
    expect(await asked(app.merge(7, 8, false))).toBe('made')
    expect(await asked(app.split([1], [4], false))).toBe('made')
    expect(await asked(app.merge(2, 3, false))).toEqual([
      'overrides: This overrides your split of 1 (t1), which keeps these apart',
    ])
    expect(await app.segments(2, 3)).toBe('1 3')
    const other = await startApp(machine, 'bob')
    const both = await asked(other.merge(2, 3, false))
    expect(both).toEqual(['overrides: This overrides the split of 1 by ann (t1), which keeps these apart'])
    expect((await madeEdit(other.merge(2, 3, true))).outcome.verdict).toBe('applied')
    expect(await other.segments(2, 3)).toBe('1 1')
    // Overridden once, it keeps nothing apart any more, and is not asked about again.
    expect(await asked(other.merge(4, 5, false))).toBe('made')
  })

  it('[SS7, SS8] an own split of which only ends of the cut meet is not asked about; History tells', async () => {
    const machine = toy()
    const app = await startApp(machine)
    // The first cuts 2-3; the others leave its seeds 1 and 4 each alone.
    const first = await madeEdit(app.split([1], [4]))
    await madeEdit(app.split([1], [2]))
    await madeEdit(app.split([3], [4]))
    const other = await startApp(machine, 'bob')
    expect(await asked(other.merge(2, 3, false))).toEqual([
      'overrides: This overrides the split of 1 by ann (t1), which keeps these apart',
    ])
    expect(await asked(app.merge(2, 3, false))).toBe('made')
    const [line] = (await app.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 1 }))).lines
    expect(line && todayInWords(line.today, timeWords)).toBe(
      'holds; also joins ends of the cut of your split of 1 (t1)',
    )
    expect(machine.disk.rows.at(-1)?.text).toContain(`"overrides":["${first.key}"]`)
    // Now the seeds of the first would meet as well.
    expect(await asked(app.merge(1, 2, false))).toEqual([
      'overrides: This overrides your split of 1 (t1), which keeps these apart',
    ])
  })

  it('[SS7] joining two cell bodies, by a merge or by taking a split back', async () => {
    const neurons = JSON.stringify([
      { id: '7', kind: 'soma', somaSupervoxel: '1' },
      { id: '8', kind: 'soma', somaSupervoxel: '6' },
      { id: '9', kind: 'axon' },
    ])
    const app = await startApp(machineOf(TOY_EDGES, 0.5, new Map([['neurons.json', neurons]])))
    expect(await asked(app.merge(4, 5, false))).toEqual([
      'joins-somata: This joins 1 and 5, which both have a cell body',
    ])
    expect(await asked(app.merge(4, 8, false))).toBe('made')
    await madeEdit(app.merge(4, 5, true))
    const split = await madeEdit(app.split([4], [5], true))
    expect(await asked(app.act({ kind: 'revert', target: split.key }, false))).toEqual([
      'joins-somata: This joins 1 and 5, which both have a cell body',
    ])
  })

  it('[SS7] a cell body that would go with the smaller side', async () => {
    const neurons = JSON.stringify([{ id: '7', kind: 'soma', somaSupervoxel: '4' }])
    const app = await startApp(
      machineOf(toyEdges('1-2 0.9, 2-3 0.9, 3-4 0.6'), 0.5, new Map([['neurons.json', neurons]])),
    )
    expect(await asked(app.split([4], [3], false))).toEqual([
      'moves-nucleus: The cell body goes with the smaller side, 1 of 4 supervoxels',
    ])
    const split = await madeEdit(app.act({ kind: 'split' }, true))
    const merge = await madeEdit(app.merge(4, 1, true))
    expect(await asked(app.act({ kind: 'revert', target: merge.key }, false))).toEqual([
      'moves-nucleus: The cell body goes with the smaller side, 1 of 4 supervoxels',
    ])
    expect(split.outcome.verdict).toBe('applied')
  })

  /** A merge of two supervoxels that were clicked this many nm apart. */
  const mergeApart = (a: number, b: number, nm: number): Act => ({
    kind: 'merge',
    a: { supervoxel: BigInt(a), position: [0, 0, 40] },
    b: { supervoxel: BigInt(b), position: [0, nm, 40] },
  })

  it('[SS7] two points far apart in segments that do not touch', async () => {
    const app = await startApp(toy())
    const far = 'joins-apart: The two points are 2.8 µm apart, and the two segments do not touch'
    expect(await asked(app.act(mergeApart(1, 13, 2803), false))).toEqual([far])
    expect(await asked(app.act(mergeApart(13, 1, 2803), false))).toEqual([far])
    // 4-5 is a doubt: the segments touch, however far apart they were clicked.
    expect(await asked(app.act(mergeApart(1, 7, 2803), false))).toBe('made')
    // By 7-8 the whole touches the next.
    expect(await asked(app.act(mergeApart(2, 9, 2803), false))).toBe('made')
    // A small gap may be a lost section.
    expect(await asked(app.act(mergeApart(1, 13, 1000), false))).toBe('made')
  })

  it('[SS7] whether segments touch is told of the pieces that there are now', async () => {
    const app = await startApp(toy())
    await madeEdit(app.split([1], [4]))
    // 4-5 joins the half with 3 and 4 alone.
    expect(await asked(app.act(mergeApart(1, 6, 2803), false))).toEqual([
      'joins-apart: The two points are 2.8 µm apart, and the two segments do not touch',
    ])
    // Where the cut was they touch, so only the split is asked about.
    expect(await asked(app.act(mergeApart(1, 4, 2803), false))).toEqual([
      'overrides: This overrides your split of 1 (t1), which keeps these apart',
    ])
    expect(await asked(app.act(mergeApart(3, 6, 2803), false))).toBe('made')
  })

  it('[SS7] where no edge tells what touches, that is said', async () => {
    const unknown = 'joins-apart: The two points are 2.8 µm apart, and it is not known whether the two segments touch'
    const without = await startApp(machineOf(toyEdges('1-2 0.9, 3-4 0.9')))
    expect(await asked(without.act(mergeApart(1, 3, 2803), false))).toEqual([unknown])
    const machine = toy()
    const { source } = machine
    let readable = false
    const broken = {
      ...source,
      async doubtEdges() {
        if (readable) return source.doubtEdges()
        throw new ProblemError({ kind: 'disk', message: 'doubt_edges cannot be read' })
      },
    }
    const app = await startApp({ ...machine, source: broken })
    expect(await asked(app.act(mergeApart(1, 7, 2803), false))).toEqual([unknown])
    expect(app.reported).toEqual([])
    readable = true
    expect(await asked(app.act(mergeApart(1, 7, 2803), false))).toBe('made')
  })

  it('[SS7] two large parts', async () => {
    const chain = (from: number) => Array.from({ length: 119 }, (_, i) => `${from + i}-${from + i + 1} 0.9`)
    const app = await startApp(machineOf(toyEdges([...chain(1), ...chain(1001)].join(','))))
    expect(await asked(app.merge(120, 1001, false))).toEqual([
      'joins-large: This joins two large segments, of 120 and 120 supervoxels',
    ])
    await madeEdit(app.merge(120, 1001))
    expect(await asked(app.split([120], [1001], false))).toEqual([
      'parts-large: This takes 120 of 240 supervoxels off the segment',
    ])
    expect(await asked(app.split([1, 2, 3], [4], false))).toBe('made')
  })
})
