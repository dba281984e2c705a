import { describe, expect, it } from 'vitest'
import { EVIDENCE_NAMES } from '../../../shared/doubts/evidence/evidence.ts'
import { type App, type Machine, machineOf, madeEdit, startApp, toyEdges } from '../testing/session-fixture.ts'

/** A model that takes every missed merge for as likely as any other, and no cut for likely. */
const part = (value: number) => {
  return {
    base: value,
    slope: 1,
    offset: 0,
    roots: [0],
    features: [-1],
    thresholds: [0],
    lefts: [0],
    missing: [0],
    values: [0],
  }
}
const kind = (value: number) => ({ usual: EVIDENCE_NAMES.map(() => 0), edges: part(value) })
const model = (merges: number, cuts = -5) =>
  JSON.stringify({
    ...{ format: 'skein-doubts-model', version: 1, made: 'here', evidence: [...EVIDENCE_NAMES] },
    ...{ 'missed-merge': kind(merges), 'false-merge': kind(cuts) },
  })

/** Ten pairs of single supervoxels: 1-2 to 19-20. The affinity grows along them. */
const EDGES = toyEdges(Array.from({ length: 10 }, (_, i) => `${2 * i + 1}-${2 * i + 2} 0.${10 + 3 * i}`).join(', '))

const machine = (merges = 1): Machine => machineOf(EDGES, 0.5, new Map([['doubtModel.json', model(merges)]]))

const page = (app: App) => app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 20 }))
const probabilities = async (app: App) =>
  new Map((await page(app)).doubts.map(({ id, probability }) => [id, probability ?? Number.NaN]))
const ids = async (app: App) => (await page(app)).doubts.map(({ id }) => id)
const dismiss = (app: App, doubt: string) => app.ask('dismissed', (id) => ({ kind: 'dismiss-doubt', id, doubt }))
const forget = (app: App, isBack = false) => app.ask('forgot', (id) => ({ kind: 'forget-answers', id, isBack }))

/** Yes to weak pairs and no to strong ones: against what an affinity says. */
async function answerFour(app: App): Promise<void> {
  await page(app)
  await madeEdit(app.merge(1, 2))
  await madeEdit(app.merge(3, 4))
  await dismiss(app, 'merge 19 20')
  await dismiss(app, 'merge 17 18')
}

describe('a queue that learns', () => {
  it('[LN1] after answers what is like the errors comes first, and nothing else changes of what is known', async () => {
    const app = await startApp(machine())
    const before = await probabilities(app)
    expect(new Set([...before.values()].map((one) => one.toFixed(6))).size).toBe(1)
    await answerFour(app)
    const after = await probabilities(app)
    expect(after.get('merge 5 6')).toBeGreaterThan(after.get('merge 15 16')!)
    expect((await ids(app))[0]).toBe('merge 5 6')
    expect((await page(app)).learned).toEqual({ answers: 4, ofOthers: 0, people: [], forgotten: 0 })
  })

  it('[LN3] answers outlast a restart; undo takes one back as if it had never been given, redo gives it again', async () => {
    const one = machine()
    const app = await startApp(one)
    await answerFour(app)
    const four = await probabilities(app)
    await madeEdit(app.merge(5, 6))
    const five = await probabilities(app)
    expect(five.get('merge 7 8')).toBeGreaterThan(four.get('merge 7 8')!)
    expect(await probabilities(await startApp(one))).toEqual(five)
    await madeEdit(app.act({ kind: 'undo' }))
    expect(await probabilities(app)).toEqual(four)
    await madeEdit(app.act({ kind: 'redo' }))
    expect(await probabilities(app)).toEqual(five)
    await dismiss(app, 'merge 13 14')
    expect((await page(app)).learned.answers).toBe(6)
    await app.act({ kind: 'undo' })
    expect(await probabilities(app)).toEqual(five)
    await app.act({ kind: 'redo' })
    expect((await page(app)).learned.answers).toBe(6)
    expect((await page(await startApp(one))).learned.answers).toBe(6)
  })

  it('[LN3] an ordinary split is a yes to the false merges that it cuts, and to no others', async () => {
    const edges = toyEdges('1-2 0.95, 2-3 0.6, 3-4 0.95, 4-5 0.9, 6-7 0.8')
    const one = machineOf(edges, 0.5, new Map([['doubtModel.json', model(1, 1)]]))
    const app = await startApp(one)
    await page(app)
    await madeEdit(app.split([1], [5]))
    const kept = await one.records.doubtAnswers('toy')
    expect(kept).toEqual([
      expect.objectContaining({ doubt: 'split 2 3', isError: true, shown: expect.closeTo(0.73, 2) }),
    ])
    expect((await page(app)).learned.answers).toBe(1)
    await madeEdit(app.act({ kind: 'undo' }))
    expect((await page(app)).learned.answers).toBe(0)
  })

  it('[LN3] answers to another model, of another dataset and damaged ones are not learned from; the last two are told of', async () => {
    const one = machine()
    await answerFour(await startApp(one))
    const kept = await one.records.doubtAnswers('toy')
    expect(kept).toHaveLength(4)
    // Another base model.
    const other = machine(2)
    for (const [i, answer] of kept.entries()) await other.records.keepDoubtAnswer('toy', `${i}`, answer)
    const elsewhere = await page(await startApp(other))
    expect(elsewhere.learned).toEqual({ answers: 0, ofOthers: 0, people: [], forgotten: 0 })
    const untaught = await probabilities(await startApp(machine()))
    for (const [change, words] of [
      [{ dataset: 'another' }, /answers to doubts kept on this machine: dataset is another one/],
      [{ evidence: { contact: 'large' } }, /evidence\.contact must be a number/],
      [{ version: 9 }, /version is 9: a newer version of Skein wrote it/],
    ] as const) {
      const bad = machine()
      for (const [i, answer] of kept.entries())
        await bad.records.keepDoubtAnswer('toy', `${i}`, { ...Object(answer), ...change })
      const app = await startApp(bad)
      expect((await page(app)).learned).toMatchObject({ answers: 0, problem: expect.stringMatching(words) })
      expect(await probabilities(app)).toEqual(untaught)
    }
  })

  it('[LN4] what was learned is forgotten in one act, which can be taken back; the record goes with it', async () => {
    const one = machine()
    const app = await startApp(one)
    const untaught = await probabilities(app)
    await answerFour(app)
    const taught = await probabilities(app)
    expect((await page(app)).record).toEqual({ answered: 4, mended: 2 })
    await forget(app)
    const after = await page(app)
    expect([after.learned, after.record]).toEqual([
      { answers: 0, ofOthers: 0, people: [], forgotten: 4 },
      { answered: 0, mended: 0 },
    ])
    for (const [id, probability] of await probabilities(app)) expect(probability).toBe(untaught.get(id))
    // What was mended and answered stays so.
    expect(await ids(app)).toHaveLength(6)
    expect((await page(await startApp(one))).learned).toEqual({ answers: 0, ofOthers: 0, people: [], forgotten: 0 })
    await forget(app, true)
    expect(await probabilities(app)).toEqual(taught)
    expect((await page(await startApp(one))).learned.answers).toBe(4)
  })

  it('[LN5] the doubt that is looked at, and those that were, stay where they are; what is next is learned', async () => {
    const app = await startApp(machine())
    const before = await ids(app)
    const [first = '', second = '', third = ''] = before
    for (const inHand of [first, second, third]) {
      await app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 20, inHand: [inHand] }))
    }
    await dismiss(app, second)
    // Ordinary merges, of pairs that were not in hand.
    await madeEdit(app.merge(3, 4))
    await madeEdit(app.merge(5, 6))
    const after = await app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 20, from: third }))
    expect([after.before, after.doubts[0]?.id, after.learned.answers]).toEqual([1, third, 3])
    const now = await ids(app)
    expect(now.slice(0, 2)).toEqual([first, third])
    const rest = before.slice(3).filter((id) => now.includes(id))
    expect(now.slice(2)).not.toEqual(rest)
    expect(now.slice(2).sort()).toEqual(rest.sort())
  })

  it('[DO21] the record is of the last 50 answers to doubts that were shown as likely, as they were shown', async () => {
    const edges = toyEdges(Array.from({ length: 60 }, (_, i) => `${2 * i + 1}-${2 * i + 2} 0.3`).join(', '))
    const many = machineOf(edges, 0.5, new Map([['doubtModel.json', model(2)]]))
    const app = await startApp(many)
    const record = async () => (await page(app)).record
    // No list has shown it yet.
    await madeEdit(app.merge(1, 2))
    expect(await record()).toEqual({ answered: 0, mended: 0 })
    await app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 100 }))
    for (let i = 1; i <= 55; i++) await madeEdit(app.merge(2 * i + 1, 2 * i + 2))
    expect(await record()).toEqual({ answered: 50, mended: 50 })
    // It was likely when it was shown, whatever was learned of its like since.
    await dismiss(app, 'merge 115 116')
    await dismiss(app, 'merge 117 118')
    expect(await record()).toEqual({ answered: 50, mended: 48 })
    await app.act({ kind: 'undo' })
    expect(await record()).toEqual({ answered: 50, mended: 49 })
  })
})
