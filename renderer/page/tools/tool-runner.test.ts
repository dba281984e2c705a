import { describe, expect, it } from 'vitest'
import type { Point } from '../../edit/messages.ts'
import type { Answer } from '../engine/edit-client.ts'
import { createLiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { startToolRunner } from './tool-runner.ts'

type Preview = Answer<'preview'>

function setUp() {
  const proof = createLiveProofreading()
  const lit: number[] = []
  const seeded: { sources: readonly Point[]; sinks: readonly Point[]; answer: (cost: number) => void }[] = []
  const tries: ((supervoxels: number) => void)[] = []
  const edit = {
    light: (points: readonly Point[]) => void lit.push(points.length),
    seeds: (sources: readonly Point[], sinks: readonly Point[]) =>
      new Promise<Preview>((resolve) => {
        const rest = { kind: 'preview', id: 0, pieces: [], edges: 0, ms: 0 } as const
        seeded.push({ sources, sinks, answer: (cost) => resolve({ ...rest, cost }) })
      }),
    tryMerge: (a: Point, b: Point) =>
      new Promise<Answer<'tried'>>((resolve) => {
        const now = ({ supervoxel }: Point, supervoxels: number) => ({ supervoxel, segment: supervoxel, supervoxels })
        tries.push((n) => resolve({ kind: 'tried', id: 0, a: now(a, n), b: now(b, n), consequences: [] }))
      }),
    describe: () => new Promise<Answer<'described'>>(() => undefined),
  }
  const runner = startToolRunner({ proof, edit })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const point = (supervoxel: bigint, segment: bigint) =>
    toTool(proof, { kind: 'point', pointed: { supervoxel, segment, position: [Number(supervoxel), 0, 0] } })
  const tool = () => proof.getState().tool.tool
  return { proof, lit, seeded, tries, runner, settled, point, tool }
}

describe('the tool runner', () => {
  it('[TL13] lights the points of a merge and has it judged; putting the tool away puts the light out', async () => {
    const { proof, lit, tries, settled, point, tool } = setUp()
    toTool(proof, { kind: 'choose', tool: 'merge' })
    point(1n, 1n)
    point(2n, 2n)
    expect([lit, tries.length]).toEqual([[1, 2], 1])
    tries[0]?.(7)
    await settled()
    expect(tool()).toMatchObject({ tried: { a: { supervoxels: 7 } } })
    toTool(proof, { kind: 'choose', tool: 'browse' })
    expect(lit).toEqual([1, 2, 0])
  })

  it('[TL13] asks for one preview at a time; seeds painted meanwhile go together, and only the newest answer shows', async () => {
    const { proof, seeded, settled, point, tool } = setUp()
    toTool(proof, { kind: 'choose', tool: 'split' })
    for (const supervoxel of [1n, 2n, 3n]) point(supervoxel, 9n)
    expect(seeded.map(({ sources }) => sources.length)).toEqual([1])
    seeded[0]?.answer(1)
    await settled()
    expect(seeded.map(({ sources }) => sources.length)).toEqual([1, 3])
    expect(tool()).toMatchObject({ preview: null })
    seeded[1]?.answer(2)
    await settled()
    expect(tool()).toMatchObject({ preview: { cost: 2 } })
    toTool(proof, { kind: 'cancel' })
    expect(seeded.at(-1)).toMatchObject({ sources: [], sinks: [] })
  })

  it('[TL13] after a change of the log the same seeds are previewed anew', async () => {
    const { proof, seeded, runner, settled, point, tool } = setUp()
    toTool(proof, { kind: 'choose', tool: 'split' })
    point(1n, 9n)
    seeded[0]?.answer(1)
    await settled()
    runner.logChanged()
    expect([seeded.length, tool()]).toMatchObject([2, { preview: null }])
    seeded[1]?.answer(5)
    await settled()
    expect(tool()).toMatchObject({ preview: { cost: 5 } })
  })
})
