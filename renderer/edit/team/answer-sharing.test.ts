import { describe, expect, it } from 'vitest'
import { createStoreRig, type StoreRig } from '../testing/central-store-rig.ts'
import { eventually, goOffline, goOnline } from '../testing/online-fixture.ts'
import { type App, type Machine, machineOf, madeEdit, startApp, toyEdges } from '../testing/session-fixture.ts'
import { online } from '../testing/team-fixture.ts'

/** A model that takes every missed merge for as likely as any other. */
const part = (base: number) => {
  const trees = { roots: [0], features: [-1], thresholds: [0], lefts: [0], missing: [0], values: [0] }
  return { usual: [0], edges: { base, slope: 1, offset: 0, ...trees } }
}
const MODEL = JSON.stringify({
  ...{ format: 'skein-doubts-model', version: 1, made: 'here', evidence: ['best-odds'] },
  ...{ 'missed-merge': part(1), 'false-merge': part(-5) },
})

/** Ten pairs of single supervoxels: 1-2 to 19-20. The affinity grows along them. */
const EDGES = toyEdges(Array.from({ length: 10 }, (_, i) => `${2 * i + 1}-${2 * i + 2} 0.${10 + 3 * i}`).join(', '))

const machine = (): Machine => machineOf(EDGES, 0.5, new Map([['doubtModel.json', MODEL]]))
const store = () => createStoreRig('toy', { ann: 'proofreader', ben: 'proofreader', vic: 'viewer' })

const page = (app: App) => app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 20 }))
const dismiss = (app: App, doubt: string) => app.ask('dismissed', (id) => ({ kind: 'dismiss-doubt', id, doubt }))
const share = (app: App, isOn = true) => app.ask('sharing', (id) => ({ kind: 'share-answers', id, isOn }))
const probability = async (app: App, doubt: string) =>
  (await page(app)).doubts.find(({ id }) => id === doubt)?.probability ?? Number.NaN
/** The app has asked the store once more since, and learned. */
const learns = (app: App, learned: object) =>
  eventually(async () => expect((await page(app)).learned).toMatchObject(learned))
/** The store is asked again: a sharing that is wished anew looks at once. */
const sync = (app: App) => share(app)

async function annAndBen(): Promise<{ rig: StoreRig; ann: App; ben: App }> {
  const rig = store()
  const [ann, ben] = [await online(rig, 'ann', machine()), await online(rig, 'ben', machine())]
  for (const app of [ann, ben]) await page(app)
  return { rig, ann, ben }
}

describe('answers to doubts that are shared', () => {
  it('[LN7] two people share them through the store: each learns from both, undo takes one back for both', async () => {
    const { rig, ann, ben } = await annAndBen()
    expect((await page(ann)).learned.sharing).toEqual({ wish: 'off' })
    await share(ann)
    await share(ben)
    const untaught = await probability(ben, 'merge 7 8')
    await dismiss(ann, 'merge 19 20')
    await madeEdit(ann.merge(1, 2))
    await page(ann)
    await eventually(() => expect([...rig.answers()].sort()).toEqual(['ann: merge 1 2', 'ann: merge 19 20']))
    await eventually(() => expect(ben.log().edits).toBe(1))
    await sync(ben)
    await learns(ben, { answers: 0, ofOthers: 2, people: ['ann'] })
    expect(await probability(ben, 'merge 7 8')).not.toBe(untaught)
    // Ben judges for himself, and his own answer counts for him.
    expect((await page(ben)).doubts.map(({ id }) => id)).toContain('merge 19 20')
    await dismiss(ben, 'merge 19 20')
    await learns(ben, { answers: 1, ofOthers: 1, people: ['ann'] })
    await sync(ann)
    await learns(ann, { answers: 2, ofOthers: 0 })
    await madeEdit(ann.act({ kind: 'undo' }))
    await page(ann)
    await eventually(() => expect([...rig.answers()].sort()).toEqual(['ann: merge 19 20', 'ben: merge 19 20']))
    await eventually(() => expect(ben.log().edits).toBe(2))
    await sync(ben)
    await learns(ben, { answers: 1, ofOthers: 0, people: [] })
    expect([...ann.reported, ...ben.reported]).toEqual([])
  })

  it('[LN7] nothing is shared unless it is wished, also after a restart; forgetting and ending the wish take it back', async () => {
    const rig = store()
    const one = machine()
    const ann = await online(rig, 'ann', one)
    await page(ann)
    await dismiss(ann, 'merge 19 20')
    await dismiss(ann, 'merge 17 18')
    await page(ann)
    expect(rig.answers()).toEqual([])
    await share(ann)
    await eventually(() => expect(rig.answers()).toHaveLength(2))
    ann.close()
    const again = await online(rig, 'ann', one)
    expect((await page(again)).learned.sharing).toEqual({ wish: 'on' })
    await again.ask('forgot', (id) => ({ kind: 'forget-answers', id, isBack: false }))
    await page(again)
    await eventually(() => expect(rig.answers()).toEqual([]))
    await again.ask('forgot', (id) => ({ kind: 'forget-answers', id, isBack: true }))
    await page(again)
    await eventually(() => expect(rig.answers()).toHaveLength(2))
    // What cannot be taken back now is taken back when the store can be reached.
    await goOffline(again, rig)
    await share(again, false)
    expect((await page(again)).learned.sharing).toEqual({ wish: 'taking-back' })
    expect(rig.answers()).toHaveLength(2)
    await goOnline(again, rig)
    await eventually(() => expect(rig.answers()).toEqual([]))
    await learns(again, { answers: 2, sharing: { wish: 'off' } })
    expect([...ann.reported, ...again.reported]).toEqual([])
  })

  it('[LN7] a store that keeps none says so, and edits are synced as ever; without a store there is nothing to wish', async () => {
    const rig = store()
    rig.keepsNoAnswers = true
    const ann = await online(rig, 'ann', machine())
    await page(ann)
    await share(ann)
    await learns(ann, { sharing: { wish: 'on', problem: 'This store is older and keeps no answers' } })
    await madeEdit(ann.merge(1, 2))
    await eventually(async () => expect(await rig.log()).toEqual(['ann: merge']))
    expect((await page(ann)).learned.answers).toBe(1)
    expect(ann.reported).toEqual([])
    expect((await page(await startApp(machine()))).learned.sharing).toBeUndefined()
  })
})
