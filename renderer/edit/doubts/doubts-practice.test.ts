import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../fixtures/fixture.ts'
import { type EdgeRow, parseEdgeRows } from '../../../shared/agglomeration/edge-rows.ts'
import type { DoubtWish } from '../../../shared/doubts/doubt-wish.ts'
import { parseDoubtModel } from '../../../shared/doubts/model/parse-doubt-model.ts'
import type { PracticeScore } from '../messages.ts'
import { type App, machineOf, madeEdit, startApp, toyEdges } from '../testing/session-fixture.ts'

const readTable = (name: string) => new TextDecoder().decode(readFixture(`fib25/tables/${name}`))

const practice = async (app: App): Promise<PracticeScore> => {
  const { score } = await app.ask('practice', (id) => ({ kind: 'practice', id }))
  if (score === null) throw new Error('this dataset has a truth')
  return score
}

const doubts = async (app: App, take = 10) => {
  const answer = await app.ask('doubts', (id) => ({ kind: 'doubts', id, take }))
  return { left: answer.left, doubts: answer.doubts, ids: answer.doubts.map(({ id }) => id) }
}

describe('doubts', () => {
  /** 1-4 is one segment with a weak waist, 5-6 another that nearly joined it. */
  const machine = () => machineOf(toyEdges('1-2 0.95, 2-3 0.6, 3-4 0.95, 4-5 0.45, 5-6 0.95, 6-7 0.1, 1-3 0.2'))

  it('[DO1] the most is at stake first, each with both parties and its place', async () => {
    const app = await startApp(machine())
    const found = await doubts(app)
    expect(found.ids.slice(0, 2)).toEqual(['merge 4 5', 'split 2 3'])
    expect(found.doubts[0]).toEqual({
      id: 'merge 4 5',
      kind: 'missed-merge',
      a: { supervoxel: 4n, position: [4, 5, 0] },
      b: { supervoxel: 5n, position: [4, 5, 0] },
      position: [4, 5, 0],
      affinity: Math.fround(0.45),
      effect: 2,
      segments: [1n, 5n],
    })
    // Weak edges inside a segment are no missed merges.
    expect(found.ids).not.toContain('merge 1 3')
    expect(found.left).toBe(found.ids.length)
  })

  it('[DO2] what is mended or answered does not come again, also after a restart', async () => {
    const one = machine()
    const app = await startApp(one)
    await madeEdit(app.merge(4, 5))
    expect((await doubts(app)).ids[0]).toBe('split 2 3')
    await madeEdit(app.split([2], [3]))
    expect((await doubts(app)).ids).not.toContain('split 2 3')
    await madeEdit(app.act({ kind: 'undo' }))
    expect((await doubts(app)).ids[0]).toBe('split 2 3')
    await app.ask('dismissed', (id) => ({ kind: 'dismiss-doubt', id, doubt: 'split 2 3' }))
    expect((await doubts(app)).ids).not.toContain('split 2 3')
    const again = await startApp(one)
    expect((await doubts(again)).ids).not.toContain('split 2 3')
    expect((await doubts(again)).ids).not.toContain('merge 4 5')
    expect(again.log().edits).toBe(3)
  })

  it('[DO6] the queue goes on from any doubt, open or not, and says how many open ones come before', async () => {
    const app = await startApp(machine())
    const { ids, left } = await doubts(app)
    const from = (doubt: string | undefined, take = 2) =>
      app.ask('doubts', (id) => ({ kind: 'doubts', id, take, from: doubt }))
    const seen: string[] = []
    for (let at: string | undefined; seen.length < left; at = seen.at(-1)) {
      const page = await from(at)
      expect(page.before).toBe(Math.max(0, seen.length - 1))
      seen.push(...page.doubts.map(({ id }) => id).filter((id) => !seen.includes(id)))
    }
    expect(seen).toEqual(ids)
    // The second is answered: what follows it comes, and the first alone is before that.
    await app.ask('dismissed', (id) => ({ kind: 'dismiss-doubt', id, doubt: ids[1]! }))
    const after = await from(ids[1])
    expect([after.before, after.doubts[0]?.id, after.left]).toEqual([1, ids[2], left - 1])
    expect((await from('of another dataset')).doubts[0]?.id).toBe(ids[0])
  })

  it('[DO40] those of one kind, of a segment as it is now, near a place, or so large; what is unsure comes last', async () => {
    const app = await startApp(machine())
    const { ids } = await doubts(app)
    const wished = async (wish: DoubtWish) => {
      const page = await app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 10, wish }))
      expect([page.left, page.all]).toEqual([page.doubts.length, ids.length])
      return page.doubts
    }
    const idsOf = async (wish: DoubtWish) => (await wished(wish)).map(({ id }) => id)
    expect(await idsOf({})).toEqual(ids)
    expect(await idsOf({ kind: 'missed-merge' })).toEqual(ids.filter((id) => id.startsWith('merge')))
    expect(await idsOf({ atLeast: 2 })).toEqual(
      (await doubts(app)).doubts.filter((one) => one.effect >= 2).map(({ id }) => id),
    )
    expect(await idsOf({ near: { position: [4, 5, 0], radius: 1 } })).toEqual(['merge 4 5'])
    expect(await idsOf({ of: 1n, kind: 'missed-merge' })).toEqual(['merge 4 5'])
    expect(await idsOf({ of: 6n, kind: 'missed-merge' })).toEqual(['merge 4 5', 'merge 6 7'])
    expect(await idsOf({ of: 999n })).toEqual([])
    const [first = '', second = ''] = ids
    expect(await idsOf({ last: [first] })).toEqual([...ids.slice(1), first])
    const fromFirst = await app.ask('doubts', (id) => ({
      kind: 'doubts',
      id,
      take: 1,
      from: first,
      wish: { last: [first] },
    }))
    expect([fromFirst.before, fromFirst.doubts[0]?.id]).toEqual([ids.length - 1, first])
    // After a split supervoxel 1 is in another segment.
    await madeEdit(app.split([2], [3]))
    const after = await app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 10, wish: { of: 1n } }))
    expect([after.doubts.map(({ id }) => id).includes('merge 4 5'), second]).toEqual([false, 'split 2 3'])
  })

  it('[UN8] an answer is what undo takes back next, and no older edit; redo gives it again', async () => {
    const one = machine()
    const app = await startApp(one)
    await madeEdit(app.merge(4, 5))
    const dismiss = () => app.ask('dismissed', (id) => ({ kind: 'dismiss-doubt', id, doubt: 'split 2 3' }))
    expect((await dismiss()).log).toMatchObject({ undo: 'answer to a doubt', edits: 1 })
    expect(await app.act({ kind: 'undo' }, false)).toMatchObject({
      kind: 'answered',
      act: 'undo',
      doubt: { id: 'split 2 3' },
    })
    expect((await doubts(app)).ids[0]).toBe('split 2 3')
    expect(app.log()).toMatchObject({ edits: 1, undo: 'merge of 1 + 5', redo: 'answer to a doubt' })
    expect(await app.act({ kind: 'redo' }, false)).toMatchObject({ kind: 'answered', act: 'redo' })
    expect((await doubts(app)).ids).not.toContain('split 2 3')
    await app.act({ kind: 'undo' })
    expect((await madeEdit(app.act({ kind: 'undo' }))).words).toBe('Took back the merge of 1 + 5')
    // What was taken back is taken back after a restart as well.
    expect((await doubts(await startApp(one))).ids).toContain('split 2 3')
  })

  it('[DO9] each names its segments as the log has them: two for a missed merge, one for a false merge', async () => {
    const app = await startApp(machine())
    const segments = async () => new Map((await doubts(app)).doubts.map(({ id, segments }) => [id, segments]))
    const before = await segments()
    expect([before.get('merge 4 5'), before.get('split 2 3')]).toEqual([[1n, 5n], [1n]])
    await madeEdit(app.split([2], [3]))
    expect((await segments()).get('merge 4 5')).toEqual([3n, 5n])
  })

  it('[DO3] a table of scores ranks in place of the affinities', async () => {
    const scores = 'sv_a,sv_b,affinity,contact_area,x,y,z\n3,4,0.05,1,0,0,0\n6,7,0.99,1,1,2,3\n4,5,0.01,1,0,0,0\n'
    const app = await startApp(
      machineOf(
        toyEdges('1-2 0.95, 2-3 0.6, 3-4 0.95, 4-5 0.45, 5-6 0.95, 6-7 0.1'),
        0.5,
        new Map([['scores.csv', scores]]),
      ),
    )
    const found = await doubts(app)
    expect(found.ids.slice(0, 2).sort()).toEqual(['merge 6 7', 'split 3 4'])
    expect(found.doubts.find(({ id }) => id === 'merge 6 7')?.position).toEqual([1, 2, 3])
    const bad = await startApp(
      machineOf(toyEdges('1-2 0.95'), 0.5, new Map([['scores.csv', scores.replace('0.99', 'high')]])),
    )
    const failed = await bad.ask('failed', (id) => ({ kind: 'doubts', id, take: 1 }))
    expect(failed.problem).toMatchObject({ kind: 'bad-description', file: 'scores.csv', field: 'line 3' })
  })
})

describe('doubts by a model', () => {
  /** Errors are what the best edge is sure of, the less the likelier: a part for each kind in the text of a file. */
  const part = (low: number, high: number) => {
    return {
      ...{ base: 0, slope: 1, offset: 0, roots: [0], features: [0, -1, -1], thresholds: [0, 0, 0], lefts: [1, 0, 0] },
      ...{ missing: [0, 0, 0], values: [0, low, high] },
    }
  }
  const text = (merges: unknown, cuts: unknown) =>
    JSON.stringify({
      ...{ format: 'skein-doubts-model', version: 1, made: 'here', evidence: ['best-odds'] },
      'missed-merge': { usual: [0], edges: merges },
      'false-merge': { usual: [0], edges: cuts },
    })
  const edges = toyEdges('1-2 0.95, 2-3 0.6, 3-4 0.95, 4-5 0.45, 5-6 0.95')
  const page = (app: App) => app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 10 }))

  it('[DO15, DO16] ranks by the probability of an error, says it with its reasons, and leaves out what is unlikely', async () => {
    const file = text(part(1, -3), part(3, 2))
    const app = await startApp(machineOf(edges, 0.5, new Map([['doubtModel.json', file]])))
    const { doubts, left, leftOut, modelProblem } = await page(app)
    expect(doubts.map(({ kind }) => kind)).toContain('false-merge')
    expect(left).toBe(doubts.length)
    const missed = doubts.find(({ kind }) => kind === 'missed-merge')
    expect(missed?.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
    expect(missed?.why).toEqual(['weak best edge'])
    expect(doubts.at(-1)?.kind).toBe('missed-merge')
    expect([leftOut, modelProblem]).toEqual([{ count: 0, errors: 0 }, undefined])
    const sure = text(part(-3, -3), part(3, 2))
    const other = await page(await startApp(machineOf(edges, 0.5, new Map([['doubtModel.json', sure]]))))
    expect(other.doubts.map(({ kind }) => kind)).not.toContain('missed-merge')
    expect(other.leftOut).toEqual({ count: 1, errors: expect.closeTo(1 / (1 + Math.exp(3)), 6) })
  })

  it('[DO15] where nothing is likely an error, all places are there by what is at stake', async () => {
    const file = text(part(-3, -3), part(-3, -3))
    const found = await page(await startApp(machineOf(edges, 0.5, new Map([['doubtModel.json', file]]))))
    expect(found.doubts[0]?.id).toBe('merge 4 5')
    expect(found.leftOut.count).toBe(found.left)
  })

  it('[DO21] the record: of what the model was sure of, how much was mended, also after undo', async () => {
    const file = text(part(1, 1), part(-3, -3))
    const machine = machineOf(edges, 0.5, new Map([['doubtModel.json', file]]))
    const app = await startApp(machine)
    const record = async () => (await page(app)).record
    expect(await record()).toEqual({ answered: 0, mended: 0 })
    await madeEdit(app.merge(4, 5))
    expect(await record()).toEqual({ answered: 1, mended: 1 })
    await madeEdit(app.act({ kind: 'undo' }))
    expect(await record()).toEqual({ answered: 0, mended: 0 })
    await app.ask('dismissed', (id) => ({ kind: 'dismiss-doubt', id, doubt: 'merge 4 5' }))
    expect(await record()).toEqual({ answered: 1, mended: 0 })
    expect((await page(await startApp(machine))).record).toEqual({ answered: 1, mended: 0 })
  })

  it('[DO17] a model that is damaged, newer or absent is told of, and the app’s own ranks', async () => {
    const own = parseDoubtModel(JSON.parse(text(part(-3, -3), part(3, 2))), 'own')
    if (!own.ok) throw new Error(own.problem.message)
    const bad = [
      ['{', /is no JSON/],
      [text(part(1, 1), part(1, 1)).replace('"version":1', '"version":3'), /version is 3: a newer version/],
      [text({ ...part(1, 1), lefts: [0, 0, 0] }, part(1, 1)), /missed-merge\.edges\.lefts\[0\]/],
    ] as const
    for (const [file, words] of bad) {
      const machine = machineOf(edges, 0.5, new Map([['doubtModel.json', file]]))
      machine.doubtModel = own.value
      const { doubts, modelProblem } = await page(await startApp(machine))
      expect(modelProblem).toMatch(words)
      expect(doubts.map(({ kind }) => kind)).not.toContain('missed-merge')
    }
  })
})

describe('practice', () => {
  const truth = 'sv,voxels,neuron\n1,100,1\n2,100,1\n3,100,2\n4,100,2\n'
  const planted = JSON.stringify([
    { kind: 'false-merge', supervoxels: ['2', '3'] },
    { kind: 'false-split', supervoxels: ['1', '2'], position: [10, 20, 30] },
  ])
  const files = () =>
    new Map([
      ['truth.csv', truth],
      ['planted.json', planted],
    ])

  it('[PR1] variation of information of the base and of now, and the planted errors that are left', async () => {
    const app = await startApp(machineOf(toyEdges('1-2 0.1, 2-3 0.9, 3-4 0.9'), 0.5, files()))
    const before = await practice(app)
    expect([before.falseSplitsLeft, before.falseMergesLeft]).toEqual([1, 1])
    const ends = [
      { supervoxel: 1n, segment: 1n },
      { supervoxel: 2n, segment: 2n },
    ]
    expect(before.begin).toEqual({ position: [10, 20, 30], ends })
    // Neuron 1 is in two halves: 1 bit for half the volume. Segment 2,3,4 is a third one neuron, two thirds the other.
    const third = 0.75 * (Math.log2(3) - 2 / 3)
    expect(before.before).toEqual({ split: 0.5, merge: expect.closeTo(third, 9) })
    expect(before.now).toEqual(before.before)
    await madeEdit(app.split([2], [3]))
    await madeEdit(app.merge(1, 2))
    const after = await practice(app)
    expect([before.edits, after.edits]).toEqual([0, 2])
    expect(after).toEqual({
      edits: 2,
      before: before.before,
      now: { split: 0, merge: 0 },
      falseSplits: 1,
      falseMerges: 1,
      falseSplitsLeft: 0,
      falseMergesLeft: 0,
      planted: true,
    })
  })

  it('[CH7] the table says the sizes of segments in voxels, also after an edit', async () => {
    const app = await startApp(machineOf(toyEdges('1-2 0.1, 2-3 0.9, 3-4 0.9'), 0.5, files()))
    const sizes = async (...supervoxels: bigint[]) => {
      const { voxels } = await app.ask('sized', (id) => ({ kind: 'size', id, supervoxels }))
      return [...voxels]
    }
    expect(await sizes(1n, 3n, 4711n)).toEqual([
      [1n, 100],
      [2n, 300],
    ])
    await madeEdit(app.merge(1, 2))
    expect(await sizes(3n)).toEqual([[1n, 400]])
    const without = await startApp(machineOf(toyEdges('1-2 0.9')))
    const { voxels } = await without.ask('sized', (id) => ({ kind: 'size', id, supervoxels: [1n] }))
    expect(voxels.size).toBe(0)
  })

  it('[PR2] nothing without a truth; a bad table names its line', async () => {
    const without = await startApp(machineOf(toyEdges('1-2 0.9')))
    expect((await without.ask('practice', (id) => ({ kind: 'practice', id }))).score).toBeNull()
    const bad = [
      ['sv,voxels\n', 'line 1'],
      [`${truth}x,1,1\n`, 'line 6'],
      [`${truth}1,1,1\n`, 'line 6'],
      [`${truth}9,-1,1\n`, 'line 6'],
      [`${truth}9,1,\n`, 'line 6'],
    ] as const
    for (const [text, field] of bad) {
      const app = await startApp(machineOf(toyEdges('1-2 0.9'), 0.5, new Map([['truth.csv', text]])))
      const failed = await app.ask('failed', (id) => ({ kind: 'practice', id }))
      expect(failed.problem).toMatchObject({ kind: 'bad-description', file: 'truth.csv', field })
    }
  })
})

describe('fib25 at 0.8', () => {
  const text = readTable('rag_watershed.csv')
  const truth = readTable('watershed_sv.csv')
  const parsed = parseEdgeRows(text, 'rag_watershed.csv')
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const rows: readonly EdgeRow[] = parsed.value

  /** What the truth says of each edge, for the simulated user. */
  const same = new Map<string, boolean>()
  for (const line of text.split('\n').slice(1)) {
    const cells = line.split(',')
    if (cells.length > 7) same.set(`${cells[0]} ${cells[1]}`, cells[7]?.trim() === '1')
  }
  const isSame = (a: bigint, b: bigint) => same.get(`${a} ${b}`) ?? same.get(`${b} ${a}`)

  it('[PR3] a session of 25 merges and 25 splits taken from the doubts lowers variation of information', async () => {
    const machine = machineOf(rows, 0.8, new Map([['truth.csv', truth]]))
    const app = await startApp(machine)
    const before = await practice(app)
    const queue = await doubts(app, 5000)
    const made = { merge: 0, split: 0, refused: 0 }
    for (const { kind, a, b } of queue.doubts) {
      const isMerge = kind === 'missed-merge'
      const wanted = isMerge ? made.merge : made.split
      if (wanted >= 25 || isSame(a.supervoxel, b.supervoxel) !== isMerge) continue
      const answer = isMerge
        ? await app.merge(a.supervoxel, b.supervoxel)
        : await app.split([a.supervoxel], [b.supervoxel])
      if (answer.kind === 'made') made[isMerge ? 'merge' : 'split']++
      else made.refused++
    }
    const { now } = await practice(app)
    const sum = (score: { split: number; merge: number }) => score.split + score.merge
    console.log(
      `fib25 at 0.8, ${made.merge} merges and ${made.split} splits (${made.refused} refused): variation of information ` +
        `split ${before.now.split.toFixed(4)} -> ${now.split.toFixed(4)}, merge ${before.now.merge.toFixed(4)} -> ` +
        `${now.merge.toFixed(4)}, sum ${sum(before.now).toFixed(4)} -> ${sum(now).toFixed(4)} bits`,
    )
    expect([made.merge, made.split]).toEqual([25, 25])
    expect(before.now).toEqual(before.before)
    expect(sum(now)).toBeLessThan(sum(before.now) - 0.1)
    const again = await startApp(machine)
    expect((await practice(again)).now).toEqual(now)
  }, 120_000)
})
