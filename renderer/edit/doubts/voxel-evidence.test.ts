import { describe, expect, it } from 'vitest'
import { type Evidence, noEvidence, setEvidence } from '../../../shared/doubts/evidence/evidence.ts'
import { parseDoubtModel } from '../../../shared/doubts/model/parse-doubt-model.ts'
import { unwrap } from '../../../shared/problem.ts'
import { type App, machineOf, madeEdit, startApp, toyEdges } from '../testing/session-fixture.ts'

/** A leaf on each side of a threshold of one evidence, in log odds of an error. */
function part(feature: number, low: number, high: number) {
  return {
    ...{
      base: 0,
      slope: 1,
      offset: 0,
      roots: [0],
      features: [feature, -1, -1],
      thresholds: [0, 0, 0],
      lefts: [1, 0, 0],
    },
    ...{ missing: [0, 0, 0], values: [0, low, high] },
  }
}

/** By edges all missed merges are errors with 50 %. By shapes those whose axis goes on with 95 %, the others with 5 %. */
const MODEL = unwrap(
  parseDoubtModel(
    {
      ...{ format: 'skein-doubts-model', version: 1, made: 'here', evidence: ['best-odds', 'goes-on', 'local-thin'] },
      'missed-merge': { usual: [0, 0, 0], edges: part(0, 0, 0), shape: part(1, -3, 3) },
      'false-merge': { usual: [0, 0, 0], edges: part(0, -4, -4) },
    },
    'model',
  ),
)

/** Ten bases of one supervoxel, each with a weak edge to the next. */
const EDGES = toyEdges(Array.from({ length: 9 }, (_, i) => `${i + 1}-${i + 2} 0.${40 - i}`).join(','))

async function start() {
  const machine = machineOf(EDGES)
  machine.doubtModel = MODEL
  return startApp(machine)
}

const page = (app: App, inHand?: string) =>
  app.ask('doubts', (id) => ({ kind: 'doubts', id, take: 20, inHand: inHand === undefined ? [] : [inHand] }))
const ids = async (app: App, inHand?: string) => (await page(app, inHand)).doubts.map(({ id }) => id)
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

function looksOf(app: App) {
  return app.toGl.flatMap((message) => (message.kind === 'look' ? [message] : []))
}

function evidenceOf(goesOn: number): Evidence {
  const evidence = noEvidence()
  setEvidence(evidence, { 'local-thin': 1, 'goes-on': goesOn })
  return evidence
}

/** Tells of each look that is open, and of those that follow. Undefined: its voxels could not be read. */
async function tellAll(app: App, goesOn: (supervoxel: number) => number | undefined): Promise<void> {
  for (let told = 0; told < looksOf(app).length; ) {
    for (const { id, position } of looksOf(app).slice(told)) {
      const value = goesOn(position[0])
      await app.gl({ kind: 'looked', id, evidence: value === undefined ? undefined : evidenceOf(value) })
      told++
    }
    await nextTurn()
  }
}

describe('doubts by the voxels around them', () => {
  it('[DO35] edges rank at once; then what was looked at comes first or goes, and the page is told', async () => {
    const app = await start()
    const before = await page(app)
    expect([before.left, before.doubts[0]?.probability]).toEqual([9, 0.5])
    expect(app.told('doubts-reordered')).toBeUndefined()
    await tellAll(app, (supervoxel) => (supervoxel === 7 ? 1 : supervoxel < 4 ? -1 : undefined))
    expect(app.told('doubts-reordered')).toBeDefined()
    const after = await page(app)
    expect(after.doubts[0]?.id).toBe('merge 7 8')
    expect(after.doubts[0]?.probability).toBeGreaterThan(0.9)
    expect(after.doubts[0]?.why).toEqual(['axis goes on'])
    // What could not be read ranks by its edges.
    expect(after.doubts.slice(1).map(({ probability }) => probability)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5])
    expect(after.leftOut.count).toBe(3)
    expect(app.reported).toEqual([])
  })

  it('[DO35] what was in hand stays where it is, and the best of the others follow', async () => {
    const app = await start()
    const order = await ids(app)
    await ids(app, order[0])
    const [first, second] = order
    await tellAll(app, (supervoxel) => (`merge ${supervoxel} ${supervoxel + 1}` === order[8] ? 1 : -1))
    // The second came into hand since the page asked last.
    expect(await ids(app, second)).toEqual([first, second, order[8]])
  })

  it('[DO35] one that came into hand before the page knew of another order is where the person is', async () => {
    const app = await start()
    const order = await ids(app)
    await tellAll(app, (supervoxel) => (`merge ${supervoxel} ${supervoxel + 1}` === order[8] ? 1 : -1))
    expect(await ids(app)).toEqual([order[8]])
    // What was unlikely is gone from the list, and it is in hand all the same.
    expect(await ids(app, order[0])).toEqual([order[0], order[8]])
  })

  it('[DO31] the sides of the supervoxels there are told', async () => {
    const app = await start()
    await page(app)
    const [look] = looksOf(app)
    const at = BigInt(look!.position[0])
    await app.gl({ kind: 'in-box', id: look!.id, supervoxels: BigUint64Array.of(at + 1n, 99n, at) })
    await nextTurn()
    expect(app.toGl.at(-1)).toEqual({ kind: 'sides', id: look!.id, sides: Uint8Array.of(2, 0, 1) })
  })

  it('[DO33] replies after the dataset was closed, or after an edit, harm nothing', async () => {
    const app = await start()
    await page(app)
    const [look] = looksOf(app)
    const at = look!.position[0]
    await madeEdit(app.merge(at, at + 1))
    await app.gl({ kind: 'looked', id: look!.id, evidence: evidenceOf(1) })
    await nextTurn()
    expect(await ids(app)).not.toContain(`merge ${at} ${at + 1}`)
    // After undo the doubt is there, with what its voxels said.
    await madeEdit(app.act({ kind: 'undo' }))
    await tellAll(app, () => undefined)
    expect((await page(app)).doubts.find(({ id }) => id === `merge ${at} ${at + 1}`)?.probability).toBeGreaterThan(0.9)

    const other = await start()
    await page(other)
    const open = looksOf(other)
    const told = other.posted.length
    other.close()
    await nextTurn()
    const cancelled = other.toGl.flatMap((message) => (message.kind === 'unlook' ? [message.id] : []))
    expect(cancelled).toEqual(open.map(({ id }) => id))
    for (const { id } of open) {
      await other.gl({ kind: 'in-box', id, supervoxels: BigUint64Array.of(1n) })
      await other.gl({ kind: 'looked', id, evidence: evidenceOf(1) })
    }
    await nextTurn()
    expect(looksOf(other).length).toBe(open.length)
    expect(other.posted.slice(told)).toEqual([])
    expect(other.reported).toEqual([])
  })
})
