import { describe, expect, it } from 'vitest'
import { type App, machineOf, madeEdit, startApp, toyEdges } from '../testing/session-fixture.ts'

const landmarksOf = (app: App, supervoxel: bigint) =>
  app.ask('landmarks', (id) => ({ kind: 'landmarks', id, supervoxel }))

/** An edge `a-b` of the toy lies at (a, b, 0), and all have the same area. 3 has most contacts. */
const CHAIN = '1-2 0.9, 2-3 0.9, 3-4 0.9, 3-5 0.9, 5-6 0.9, 6-7 0.9, 7-9 0.1'

describe('the places of a segment that a person goes to', () => {
  it('[FN5, FN6] are its thickest place and its tips, of today', async () => {
    const app = await startApp(machineOf(toyEdges(CHAIN)))
    const before = await landmarksOf(app, 4n)
    expect(before).toMatchObject({ box: { min: [1, 2, 0], max: [7, 9, 0] }, bodies: [] })
    expect(before.thickest[0]).toEqual([2, 3, 0])
    expect(before.tips.slice(0, 2)).toEqual([
      [6, 7, 0],
      [1, 2, 0],
    ])
    await madeEdit(app.split([3], [5]))
    expect((await landmarksOf(app, 4n)).box).toEqual({ min: [1, 2, 0], max: [3, 4, 0] })
  })

  it('[FN5] begin with the cell bodies that the dataset knows of', async () => {
    const neurons = JSON.stringify([{ id: 'n', somaSupervoxel: '6' }])
    const app = await startApp(machineOf(toyEdges(CHAIN), 0.5, new Map([['neurons.json', neurons]])))
    const { bodies, tips } = await landmarksOf(app, 1n)
    expect(bodies).toEqual([[5, 6, 0]])
    expect(tips[0]).toEqual([1, 2, 0])
  })

  it('[FN5] of one supervoxel are its contacts with others; without any there is nowhere to go', async () => {
    const app = await startApp(machineOf(toyEdges(CHAIN)))
    expect(await landmarksOf(app, 9n)).toMatchObject({ thickest: [[7, 9, 0]], tips: [] })
    expect(await landmarksOf(app, 99n)).toMatchObject({ box: undefined, bodies: [], thickest: [], tips: [] })
  })
})
