import { describe, expect, it } from 'vitest'
import { type App, machineOf, madeEdit, startApp, TOY_EDGES, toyEdges } from '../testing/session-fixture.ts'

/** The places of the segment of a supervoxel as text; an edge `a-b` of the toy lies at (a, b, 0). */
async function placesAt(app: App, supervoxel: number): Promise<string> {
  const { positions } = await app.ask('places', (id) => ({ kind: 'places', id, supervoxel: BigInt(supervoxel) }))
  const places = Array.from({ length: positions.length / 3 }, (_, i) => `${positions[3 * i]}-${positions[3 * i + 1]}`)
  return places.sort().join(' ')
}

describe('the places of a segment', () => {
  it('[FN1] are the contacts of its supervoxels with each other, whichever of them is asked for', async () => {
    const app = await startApp(machineOf(TOY_EDGES))
    for (const supervoxel of [1, 3]) expect(await placesAt(app, supervoxel)).toBe('1-2 2-3 3-4')
    const { box } = await app.ask('places', (id) => ({ kind: 'places', id, supervoxel: 1n }))
    expect(box).toEqual({ min: [1, 2, 0], max: [3, 4, 0] })
  })

  it('[FN1] come with the supervoxels of the segment, also after edits', async () => {
    const app = await startApp(machineOf(TOY_EDGES))
    const of = async (id: bigint) => {
      const { supervoxels } = await app.ask('places', (n) => ({ kind: 'places', id: n, supervoxel: id }))
      return [...supervoxels].sort().join()
    }
    expect(await of(1n)).toBe('1,2,3,4')
    await madeEdit(app.merge(4, 5))
    await madeEdit(app.split([1], [4]))
    expect([await of(1n), await of(7n)]).toEqual(['1,2', '3,4,5,6,7'])
    expect(await of(99n)).toBe('99')
  })

  it('[FN1] follow each edit', async () => {
    const app = await startApp(machineOf(TOY_EDGES))
    await madeEdit(app.merge(4, 5))
    expect(await placesAt(app, 1)).toBe('1-2 2-3 3-4 5-6 6-7')
    await madeEdit(app.split([1], [4]))
    expect(await placesAt(app, 1)).toBe('1-2')
    expect(await placesAt(app, 7)).toBe('3-4 5-6 6-7')
    await madeEdit(app.act({ kind: 'undo' }))
    expect(await placesAt(app, 1)).toBe('1-2 2-3 3-4 5-6 6-7')
  })

  it('[FN1] of a segment of one supervoxel are its contacts with others, and none where there are none', async () => {
    const app = await startApp(machineOf(toyEdges('1-2 0.9, 2-3 0.2, 3-4 0.1')))
    expect(await placesAt(app, 3)).toBe('2-3 3-4')
    expect(await placesAt(app, 99)).toBe('')
    expect(await app.ask('places', (id) => ({ kind: 'places', id, supervoxel: 99n }))).toMatchObject({ box: undefined })
  })

  it('[FN1] are told to the gl worker as well, which is told nothing of what cannot be read', async () => {
    const machine = machineOf(TOY_EDGES)
    const app = await startApp(machine)
    await app.gl({ kind: 'places', id: 7, supervoxel: 6n })
    const positions = Float32Array.of(5, 6, 0, 6, 7, 0)
    expect(app.toGl.at(-1)).toEqual({
      kind: 'places',
      id: 7,
      places: { positions, box: { min: [5, 6, 0], max: [6, 7, 0] }, supervoxels: BigUint64Array.of(5n, 6n, 7n) },
    })
    app.close()
    await app.gl({ kind: 'unwatch', supervoxels: new BigUint64Array(0) })
    await app.gl({ kind: 'places', id: 8, supervoxel: 6n })
    expect(app.toGl.at(-1)).toEqual({ kind: 'places', id: 8, places: undefined })
    expect(app.reported).toEqual([])
  })
})
