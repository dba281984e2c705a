import { describe, expect, it } from 'vitest'
import { todayInWords } from '../../shared/words/today-words.ts'
import { type App, machineOf, madeEdit, pointOf, startApp, TOY_EDGES, timeWords } from './testing/session-fixture.ts'

const toy = () => machineOf(TOY_EDGES)

async function sentence(answer: ReturnType<App['act']>): Promise<string> {
  const said = await answer
  return said.kind === 'refused' ? said.sentence : `not refused: ${said.kind}`
}

describe('merge', () => {
  it('[SS1] joins two segments, is in the log, and says what it did', async () => {
    const machine = toy()
    const app = await startApp(machine)
    const answer = await madeEdit(app.merge(4, 5))
    expect(answer.words).toBe('Merged 1 + 5')
    expect(answer.outcome).toEqual({ verdict: 'applied', changed: false })
    expect(answer.position).toEqual([4.5, 0, 0])
    expect(await app.segments(1, 4, 5, 7, 8)).toBe('1 1 1 1 8')
    expect(machine.disk.rows.length).toBe(1)
    expect(machine.disk.file?.split('\n').length).toBe(2)
    expect(app.log()).toEqual({ edits: 1, pending: 1, undo: 'merge of 1 + 5' })
  })

  it('[SS2] is refused with a reason where it makes no sense, and nothing is written', async () => {
    const machine = toy()
    const app = await startApp(machine)
    expect(await sentence(app.merge(0, 5))).toContain('first point lies on background')
    expect(await sentence(app.merge(5, 0))).toContain('second point lies on background')
    expect(await sentence(app.merge(1, 1))).toContain('already')
    expect(await sentence(app.merge(1, 4))).toBe('Both points lie in segment 1 already; there is nothing to join')
    expect(machine.disk.rows).toEqual([])
    expect(machine.disk.file ?? '').toBe('')
  })

  it('[SS2] the preview line says the same', async () => {
    const app = await startApp(toy())
    const tried = (a: number, b: number) => app.preview({ kind: 'merge', a: pointOf(a), b: pointOf(b) })
    expect(await tried(4, 6)).toMatchObject({
      segments: [
        { supervoxel: 4n, segment: 1n, supervoxels: 4 },
        { supervoxel: 6n, segment: 5n, supervoxels: 3 },
      ],
      merge: { consequences: [], nearness: { distanceNm: 2, touch: 'yes' } },
    })
    expect((await tried(4, 13)).merge?.nearness).toEqual({ distanceNm: 9, touch: 'no' })
    expect(await tried(4, 3)).toMatchObject({ refusal: expect.stringContaining('segment 1 already') })
    expect(await app.segments(4, 6)).toBe('1 5')
  })
})

describe('split', () => {
  it('[SS3] previews after every seed, and commits what was previewed', async () => {
    const app = await startApp(toy())
    expect(await app.seeds([1], [])).toMatchObject({ pieces: [], taken: { contacts: 0, merges: 0 } })
    const preview = await app.seeds([1], [4])
    expect(preview.pieces).toEqual([
      { side: 'source', supervoxels: 2 },
      { side: 'sink', supervoxels: 2 },
    ])
    expect(preview.taken).toEqual({ contacts: 1, strongest: expect.closeTo(0.8, 5), merges: 0 })
    const answer = await madeEdit(app.act({ kind: 'split' }))
    expect([answer.words, answer.outcome.verdict]).toEqual(['Split 1', 'applied'])
    expect(await app.segments(1, 2, 3, 4)).toBe('1 1 3 3')
  })

  it('[SS3] cuts a ring twice, and user edges after base edges', async () => {
    const app = await startApp(toy())
    expect(await app.seeds([10], [13])).toMatchObject({ taken: { contacts: 2 } })
    await madeEdit(app.act({ kind: 'split' }))
    await madeEdit(app.merge(4, 5))
    const preview = await app.seeds([4], [5])
    expect(preview.taken).toEqual({ contacts: 0, strongest: 0, merges: 1 })
    await madeEdit(app.act({ kind: 'split' }))
    expect(await app.segments(4, 5)).toBe('1 5')
  })

  it('[SS4] is refused with a reason that helps', async () => {
    const machine = toy()
    const app = await startApp(machine)
    const refusal = async (sources: number[], sinks: number[]) => (await app.seeds(sources, sinks)).refusal
    expect(await refusal([0], [1])).toContain('background')
    expect(await refusal([2], [2])).toBe(
      'Seeds of both sides lie in supervoxel 2, which spans two neurites; move one seed, or split the supervoxel',
    )
    expect(await refusal([1], [6])).toBe(
      'The seeds lie in different segments (1, 5); put all seeds of both sides into one segment',
    )
    expect(await refusal([1, 6], [])).toContain('different segments')
    expect(await refusal([1, 3], [2])).toContain('No cut keeps the seeds of each side in one piece')
    expect(await sentence(app.act({ kind: 'split' }))).toContain('No cut keeps the seeds of each side in one piece')
    await app.seeds([], [])
    expect(await sentence(app.act({ kind: 'split' }))).toContain('at least one seed on each side')
    await app.seeds([1], [])
    expect(await sentence(app.act({ kind: 'split' }))).toContain('at least one seed on each side')
    expect(machine.disk.rows).toEqual([])
  })

  it('[SS5] a preview that an edit outdated is made anew at the commit', async () => {
    const app = await startApp(toy())
    const merge = await madeEdit(app.merge(4, 5))
    await app.seeds([1], [4])
    await madeEdit(app.merge(7, 8))
    expect((await madeEdit(app.act({ kind: 'split' }))).outcome).toEqual({ verdict: 'applied', changed: false })
    expect(await app.segments(1, 4, 9)).toBe('1 3 3')
    await app.seeds([4], [5])
    await madeEdit(app.act({ kind: 'revert', target: merge.key }))
    expect(await sentence(app.act({ kind: 'split' }))).toContain('different segments (3, 5)')
  })
})

describe('revert', () => {
  it('[SS6] takes back a merge or a split, own or not, and nothing else', async () => {
    const machine = toy()
    const app = await startApp(machine)
    const merge = await madeEdit(app.merge(4, 5))
    const split = await madeEdit(app.split([1], [4]))
    const revert = await madeEdit(app.act({ kind: 'revert', target: merge.key }))
    expect(revert.words).toBe('Took back the merge of 1 + 5')
    expect(await app.segments(4, 5)).toBe('3 5')
    expect(await sentence(app.act({ kind: 'revert', target: merge.key }))).toBe(
      'The merge of 1 + 5 does not hold any more, so there is nothing to take back',
    )
    expect(await sentence(app.act({ kind: 'revert', target: revert.key }))).toContain('A taking back is not taken back')
    expect(await sentence(app.act({ kind: 'revert', target: 'a/b/1' }))).toContain('not in this log')
    const other = await startApp(machine, 'bob')
    expect((await madeEdit(other.act({ kind: 'revert', target: split.key }))).words).toBe('Took back the split of 1')
    expect(await other.segments(1, 4)).toBe('1 1')
  })
})

describe('what the gl worker sees', () => {
  const told = (app: App) =>
    app.toGl.flatMap((message) =>
      message.kind === 'segments'
        ? [Array.from(message.supervoxels, (id, i) => `${id}:${message.segments[i]}`).join(' ')]
        : [],
    )

  it('[SS9] segments of what comes on screen, and after an edit only of what changed', async () => {
    const app = await startApp(toy())
    expect(app.toGl[0]).toEqual({ kind: 'reset' })
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(0n, 1n, 2n, 4n, 5n, 9n) })
    expect(told(app)).toEqual(['2:1 4:1 9:8'])
    await madeEdit(app.merge(4, 5))
    expect(told(app).slice(1)).toEqual(['5:1'])
    await madeEdit(app.split([1], [4]))
    expect(told(app).slice(2)).toEqual(['4:3 5:3'])
    await app.gl({ kind: 'unwatch', supervoxels: BigUint64Array.of(4n) })
    await madeEdit(app.act({ kind: 'undo' }))
    expect(told(app).slice(3)).toEqual(['5:1'])
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(4n, 6n) })
    expect(told(app).slice(4)).toEqual(['4:1 6:1'])
  })

  it('[SS9] what was on screen before the dataset opened is looked up when it has', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(2n) })
    await app.ask('opened', (id) => ({ kind: 'open', id, dataset: machine.dataset }))
    expect(told(app)).toEqual(['2:1', '2:1'])
    expect(app.toGl.filter(({ kind }) => kind === 'reset').length).toBe(2 * 2)
  })

  it('[SS10] the segment to cut, then both sides of the split are painted, also where more comes on screen, until it ends', async () => {
    const app = await startApp(toy())
    const paint = () => {
      const last = [...app.toGl].reverse().find((message) => message.kind === 'paint')
      return last?.kind === 'paint' ? last.strokes.map(({ supervoxels }) => [...supervoxels].join(' ')) : undefined
    }
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 2n, 3n, 5n) })
    await app.seeds([1], [])
    expect(paint()).toEqual(['1 2 3', '1'])
    await app.seeds([1], [4])
    expect(paint()).toEqual(['1 2', '3', '1', '4'])
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(4n) })
    expect(paint()).toEqual(['1 2', '3 4', '1', '4'])
    await madeEdit(app.act({ kind: 'split' }))
    expect(paint()).toEqual([])
  })

  it('[SS40] paint of other points goes at once, before that of the next ones is ready; that of a point more stays', async () => {
    const app = await startApp(toy())
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 8n) })
    const paints = () =>
      app.toGl.flatMap((message) =>
        message.kind === 'paint' ? [message.strokes.map(({ supervoxels }) => supervoxels.join(' ')).join(' | ')] : [],
      )
    await app.seeds([1], [])
    await app.seeds([1], [4])
    expect(paints()).toEqual(['1 2 3 4 | 1', '1 2 | 3 4 | 1 | 4'])
    await app.preview({ kind: 'merge', a: pointOf(5), b: pointOf(8) })
    expect(paints().slice(2)).toEqual(['', '5 | 8'])
    await app.seeds([1], [4])
    expect(paints().slice(4)).toEqual(['', '1 2 | 3 4 | 1 | 4'])
    await app.preview({ kind: 'light', points: [pointOf(5)] })
    await app.preview({ kind: 'merge', a: pointOf(5), b: pointOf(8) })
    expect(paints().slice(6)).toEqual(['', '5', '5 | 8'])
  })

  it('[SS10] whole segments are lit while a merge is prepared', async () => {
    const app = await startApp(toy())
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 2n, 3n, 5n) })
    const paints = () => app.toGl.flatMap((message) => (message.kind === 'paint' ? [message.strokes] : []))
    const painted = () =>
      paints()
        .at(-1)
        ?.map(({ supervoxels }) => [...supervoxels])
    await app.preview({ kind: 'light', points: [pointOf(2)] })
    expect(painted()).toEqual([[1n, 2n, 3n]])
    await app.preview({ kind: 'merge', a: pointOf(2), b: pointOf(6) })
    expect(painted()).toEqual([[1n, 2n, 3n], [5n]])
    await app.preview({ kind: 'none' })
    expect(painted()).toEqual([])
  })

  it('[SS22] no preview hides the tissue: every tint has at most 35 %', async () => {
    const app = await startApp(toy())
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 2n, 3n, 4n, 5n) })
    await app.seeds([1], [4])
    await app.preview({ kind: 'merge', a: pointOf(2), b: pointOf(6) })
    const strokes = app.toGl.flatMap((message) => (message.kind === 'paint' ? message.strokes : []))
    expect(strokes.length).toBeGreaterThanOrEqual(6)
    expect(strokes.filter(({ opacity }) => opacity > 0.35 || opacity <= 0)).toEqual([])
  })

  it('[TL17] one request lights both segments, names them and tries the merge', async () => {
    const app = await startApp(toy())
    await app.gl({ kind: 'watch', supervoxels: BigUint64Array.of(1n, 5n) })
    const [posted, painted] = [app.posted.length, app.toGl.length]
    const { segments, merge } = await app.preview({ kind: 'merge', a: pointOf(2), b: pointOf(6) })
    expect([segments.map(({ segment }) => segment), merge?.nearness?.touch]).toEqual([[1n, 5n], 'yes'])
    expect([app.posted.length - posted, app.toGl.length - painted]).toEqual([1, 1])
  })
})

describe('history', () => {
  const lines = async (app: App, of?: number) => {
    const page = await app.ask('history', (id) => ({
      kind: 'history',
      id,
      skip: 0,
      take: 20,
      ...(of === undefined ? {} : { of: BigInt(of) }),
    }))
    return page.lines.map(
      ({ words, author, today, inForce }) => `${words} | ${author} | ${todayInWords(today, timeWords)} | ${inForce}`,
    )
  }

  it('[SS8] newest first, in words, with what holds today', async () => {
    const machine = toy()
    const app = await startApp(machine)
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.split([1], [4]))
    await madeEdit(app.merge(2, 3))
    const bob = await startApp(machine, 'bob')
    const first = await bob.ask('history', (id) => ({ kind: 'history', id, skip: 2, take: 9 }))
    expect([first.total, first.lines.map(({ words }) => words)]).toEqual([3, ['merge 1 + 5']])
    await madeEdit(bob.act({ kind: 'revert', target: first.lines[0]?.key ?? '' }))
    expect(await lines(bob)).toEqual([
      'merge 1 + 5 | ann | taken back by you (t2) | false',
      'merge 1 + 3 | ann | holds | true',
      'split 1 → 1 + 3 | ann | overridden by the merge of 1 + 3 by ann (t1) | true',
    ])
  })

  it('[SS19] an edit and all that took it back or made it again are one row, at the place of the last of them', async () => {
    const machine = toy()
    const ann = await startApp(machine)
    const act = async (kind: 'undo' | 'redo') => (await madeEdit(ann.act({ kind }))).words
    const merge = await madeEdit(ann.merge(4, 5))
    await madeEdit(ann.split([1], [4]))
    expect(await act('undo')).toBe('Took back the split of 1')
    expect(await act('undo')).toBe('Took back the merge of 1 + 5')
    expect(await lines(ann)).toEqual([
      'merge 1 + 5 | ann | taken back by you (t1) | false',
      'split 1 → 1 + 3 | ann | taken back by you (t1) | false',
    ])
    expect(await act('redo')).toBe('Made the merge of 1 + 5 again')
    expect((await lines(ann))[0]).toBe('merge 1 + 5 | ann | made again by you (t1) | true')
    // A row is taken back by its last making, and what undoes that belongs to it as well.
    const [row] = (await ann.ask('history', (id) => ({ kind: 'history', id, skip: 0, take: 1 }))).lines
    expect([row?.edits, row?.key === merge.key]).toEqual([3, false])
    await madeEdit(ann.act({ kind: 'revert', target: row?.key ?? '' }))
    expect((await lines(ann))[0]).toBe('merge 1 + 5 | ann | taken back by you (t1) | false')
    expect(await act('undo')).toBe('Made the merge of 1 + 5 again')
    expect((await lines(ann)).length).toBe(2)
    await madeEdit(ann.merge(7, 10))
    const rows = await lines(ann)
    expect(rows.map((one) => one.split(' |')[0])).toEqual(['merge 1 + 10', 'merge 1 + 5', 'split 1 → 1 + 3'])
    // Read anew, and with edits under it, it says the same.
    const again = await startApp(machine)
    expect(await lines(again)).toEqual(rows)
  })

  it('[CH5] ids of segments or supervoxels give the segments that hold them now, with a place where one is known', async () => {
    const app = await startApp(toy())
    await madeEdit(app.merge(4, 5))
    const { segments } = await app.ask('found', (id) => ({ kind: 'find', id, ids: [4n, 1n, 7n, 4711n] }))
    expect(segments.map(({ supervoxel, segment }) => [supervoxel, segment])).toEqual([
      [4n, 1n],
      [1n, 1n],
      [7n, 1n],
      [4711n, 4711n],
    ])
    const known = segments.map(({ position }) => position !== undefined)
    expect(known).toEqual([true, true, true, false])
  })

  it('[FN8] ids that the agglomeration does not list are told as such; where it lists only some, none is', async () => {
    const machine = toy()
    const found = async (source: typeof machine.source) => {
      const app = await startApp({ ...machine, source })
      const { segments } = await app.ask('found', (id) => ({ kind: 'find', id, ids: [4n, 4711n] }))
      return segments.map(({ isListed }) => isListed)
    }
    expect(await found({ ...machine.source, lists: async (ids) => Array.from(ids, (id) => id < 14n) })).toEqual([
      true,
      false,
    ])
    expect(await found(machine.source)).toEqual([true, true])
  })

  it('[SS8] the lineage of a segment: the edits whose points lie in it now', async () => {
    const app = await startApp(toy())
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.merge(7, 10))
    await madeEdit(app.split([8], [9]))
    expect((await lines(app, 9)).length).toBe(1)
    expect((await lines(app, 6)).map((line) => line.split(' |')[0])).toEqual(['merge 1 + 10', 'merge 1 + 5'])
    await madeEdit(app.split([4], [5]))
    expect((await lines(app, 1)).map((line) => line.split(' |')[0])).toEqual(['split 1 → 1 + 5', 'merge 1 + 5'])
    expect((await lines(app, 13)).length).toBe(3)
  })
})

describe('before and after', () => {
  it('[SS2] nothing is done without a dataset', async () => {
    const app = await startApp(toy())
    app.close()
    const answer = await app.merge(4, 5)
    expect(answer).toMatchObject({ kind: 'failed', problem: { kind: 'not-found' } })
  })
})
