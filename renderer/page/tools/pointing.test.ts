import { describe, expect, it } from 'vitest'
import type { PickedLayer } from '../../gl/messages.ts'
import type { Answer } from '../engine/edit-client.ts'
import { createLiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { createPointing } from './pointing.ts'

/** What lies at x nanometres: 0 is background, else supervoxel x of segment 100. */
function setUp(hidden = false) {
  const proof = createLiveProofreading()
  proof.setState({ editing: { kind: 'open', layerId: '/seg', log: { edits: 0, pending: 0 } } })
  const answers: (() => void)[] = []
  let points = 0
  const pointing = createPointing({
    proof,
    gl: {
      pick: ([x]) =>
        new Promise<readonly PickedLayer[]>((resolve) => {
          const label = { kind: 'label', supervoxel: BigInt(x), segment: BigInt(x) } as const
          const value = x === 0 ? ({ kind: 'background' } as const) : label
          answers.push(() => resolve(hidden ? [] : [{ layerId: '/seg', voxel: [0, 0, 0], value }]))
        }),
    },
    edit: {
      describe: async (supervoxels): Promise<Answer<'described'>> => ({
        kind: 'described',
        id: 0,
        segments: supervoxels.map((supervoxel) => ({ supervoxel, segment: 100n, supervoxels: 9 })),
      }),
    },
    onPoint: () => {
      points++
    },
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { proof, pointing, answers, settled, points: () => points, tool: () => proof.getState().tool }
}

describe('pointing', () => {
  it('[TL15] points keep the order in which they were made, and the edit worker names their segment', async () => {
    const { proof, pointing, answers, settled, tool } = setUp()
    toTool(proof, { kind: 'choose', tool: 'split' })
    for (const x of [1, 2, 3]) pointing.at([x, 0, 0])
    for (const answer of [...answers].reverse()) answer()
    await settled()
    expect(tool().tool).toMatchObject({ segment: 100n, seeds: [1n, 2n, 3n].map((supervoxel) => ({ supervoxel })) })
  })

  it('[TL15] a click on nothing is refused in words, a stroke passes over it', async () => {
    const { proof, pointing, answers, settled, points, tool } = setUp()
    toTool(proof, { kind: 'choose', tool: 'split' })
    pointing.through([0, 0, 0])
    answers[0]?.()
    await settled()
    expect(tool().refusal).toBeNull()
    pointing.at([0, 0, 0])
    answers[1]?.()
    await settled()
    expect([tool().refusal, points()]).toEqual(['There is no segment here: click inside one.', 0])
  })

  it('[TL15] says when the layer is hidden, and forgets a point of a tool that was put away', async () => {
    const { proof, pointing, answers, settled, tool } = setUp(true)
    toTool(proof, { kind: 'choose', tool: 'merge' })
    pointing.at([5, 0, 0])
    answers[0]?.()
    await settled()
    expect(tool().refusal).toBe('The segments are hidden: show their layer, then click again.')
    pointing.at([5, 0, 0])
    toTool(proof, { kind: 'choose', tool: 'browse' })
    answers[1]?.()
    await settled()
    expect(tool().refusal).toBeNull()
  })
})
