import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../shared/problem.ts'
import type { ToolPoints } from '../messages.ts'
import { type App, machineOf, madeEdit, pointOf, startApp, TOY_EDGES, toyEdges } from '../testing/session-fixture.ts'

const path = (a: number, b: number): ToolPoints => ({ kind: 'path', a: pointOf(a), b: pointOf(b) })
const refusal = async (app: App, a: number, b: number) => (await app.preview(path(a, b))).refusal

describe('the path between two points', () => {
  it('[FN3] goes over the strongest contacts, and tells of the weakest', async () => {
    const app = await startApp(machineOf(toyEdges('1-2 0.9, 2-3 0.7, 3-4 0.9, 1-4 0.6, 4-5 0.8')))
    const { path: found, segments } = await app.preview(path(1, 5))
    expect(segments.map(({ segment }) => segment)).toEqual([1n, 1n])
    expect(Array.from(found?.positions ?? [])).toEqual([1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 5, 0])
    expect(found).toMatchObject({
      merges: 0,
      weakest: { kind: 'base', step: 1, a: 2n, b: 3n, position: [2, 3, 0], area: 10, affinity: expect.closeTo(0.7, 5) },
    })
    expect((await app.preview(path(5, 1))).path?.weakest).toMatchObject({ step: 2, a: 3n, b: 2n })
  })

  it('[FN3] paints the supervoxels on the way, up to the weakest contact and after it', async () => {
    const app = await startApp(machineOf(TOY_EDGES))
    await app.preview(path(1, 4))
    const paint = app.toGl.at(-1)
    expect(paint?.kind === 'paint' && paint.strokes.map(({ supervoxels }) => [...supervoxels])).toEqual([
      [1n, 2n],
      [3n, 4n],
    ])
    await app.preview({ kind: 'none' })
    expect(app.toGl.at(-1)).toEqual({ kind: 'paint', strokes: [] })
  })

  it('[FN2] is that of today: over merges, and not over what splits cut', async () => {
    const app = await startApp(machineOf(toyEdges('1-2 0.9, 2-3 0.9, 1-4 0.6, 3-4 0.6, 5-6 0.9')))
    expect((await app.preview(path(1, 3))).path?.positions.length).toBe(6)
    await madeEdit(app.merge(3, 5))
    const merged = (await app.preview(path(2, 6))).path
    expect(merged).toMatchObject({ merges: 1, weakest: { kind: 'base', a: 2n, b: 3n } })
    expect(Array.from(merged?.positions ?? []).slice(3, 6)).toEqual([4, 0, 0])
    expect((await app.preview(path(3, 5))).path?.weakest).toEqual({
      ...{ kind: 'user', step: 0, a: 3n, b: 5n, position: [4, 0, 0] },
      words: 'merge of 1 + 5 by ann',
    })
    await madeEdit(app.split([2], [3]))
    expect(await refusal(app, 2, 3)).toContain('different segments (1, 3)')
  })

  it('[FN3] is refused with a reason, and nothing is painted then', async () => {
    const app = await startApp(machineOf(TOY_EDGES))
    expect(await refusal(app, 0, 1)).toContain('background')
    expect(await refusal(app, 2, 2)).toBe(
      'Both points lie in supervoxel 2, and this segmentation is flat: nothing says what holds it together',
    )
    expect(await refusal(app, 1, 6)).toBe(
      'The points lie in different segments (1, 5), so nothing joins them; click two points of one',
    )
    await app.preview(path(1, 2))
    await app.preview(path(1, 6))
    expect(app.toGl.at(-1)).toEqual({ kind: 'paint', strokes: [] })
  })

  it('[FN3] in a segmentation with an agglomeration, one supervoxel is told as such', async () => {
    const machine = machineOf(TOY_EDGES)
    machine.dataset = {
      ...machine.dataset,
      agglomeration: { kind: 'zarr', sourceId: 's', location: '/a', folder: '' },
    }
    expect(await refusal(await startApp(machine), 2, 2)).toContain('so no contact joins them; click further away')
  })

  it('[FN3] fails with the reason where the segment cannot be read', async () => {
    const machine = machineOf(TOY_EDGES)
    const source = { ...machine.source, graphOf: machine.source.graphOf }
    const app = await startApp({ ...machine, source })
    source.graphOf = async () => {
      throw new ProblemError({ kind: 'disk', message: 'The disk is gone' })
    }
    const failed = await app.ask('failed', (id) => ({ kind: 'preview', id, points: path(1, 4) }))
    expect(failed.problem.message).toBe('The disk is gone')
    expect(app.reported).toEqual([])
  })
})
