import { describe, expect, it } from 'vitest'
import type { PickedLayer } from '../../gl/messages.ts'
import { createLiveProofreading, toTool } from '../proofread/live-proofreading.ts'
import { placeSpot } from '../view/scene/spot.ts'
import { createPointing } from './pointing.ts'
import { type ToolKind, tools } from './tool-list.ts'

function labelAt(x: number): PickedLayer {
  return { layerId: '/seg', voxel: [0, 0, 0], value: { kind: 'label', supervoxel: BigInt(x), segment: 100n } }
}

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
          const label = { kind: 'label', supervoxel: BigInt(x), segment: 100n } as const
          const value = x === 0 ? ({ kind: 'background' } as const) : label
          answers.push(() => resolve(hidden ? [] : [{ layerId: '/seg', voxel: [0, 0, 0], value }]))
        }),
      // A surface of supervoxel x at the pixels of column x; none at column 0.
      pickPixel: async (x) => ({
        position: x === 0 ? null : [x, 7, 7],
        layers: x === 0 ? [] : [labelAt(x)],
      }),
    },
    onPoint: () => {
      points++
    },
  })
  const take = (kind: ToolKind) => {
    const inHand = tools.find((tool) => tool.kind === kind)?.empty
    if (inHand) toTool(proof, { kind: 'take', inHand })
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { pointing, take, answers, settled, points: () => points, tool: () => proof.getState().tool }
}

describe('pointing', () => {
  it('[TL15] points keep the order in which they were made', async () => {
    const { take, pointing, answers, settled, tool } = setUp()
    take('split')
    for (const x of [1, 2, 3]) pointing.at(placeSpot([x, 0, 0]))
    for (const answer of [...answers].reverse()) answer()
    await settled()
    expect(tool().inHand).toMatchObject({ seeds: [1n, 2n, 3n].map((supervoxel) => ({ supervoxel, segment: 100n })) })
  })

  it('[TL32] keys that mark keep their order too, each with its own side', async () => {
    const { take, pointing, answers, settled, tool } = setUp()
    take('split')
    pointing.byKey(placeSpot([1, 0, 0]), 'split-here-a')
    pointing.byKey(placeSpot([2, 0, 0]), 'split-here-b')
    for (const answer of [...answers].reverse()) answer()
    await settled()
    const seeds = [
      { supervoxel: 1n, side: 'a' },
      { supervoxel: 2n, side: 'b' },
    ]
    expect(tool().inHand).toMatchObject({ seeds })
  })

  it('[TL15] a key of the tool waits for the points before it: they keep their side', async () => {
    const { take, pointing, answers, settled, tool } = setUp()
    take('split')
    pointing.at(placeSpot([1, 0, 0]))
    pointing.command('split-swap-side')
    pointing.at(placeSpot([2, 0, 0]))
    for (const answer of answers) answer()
    await settled()
    const seeds = [
      { supervoxel: 1n, side: 'a' },
      { supervoxel: 2n, side: 'b' },
    ]
    expect(tool().inHand).toMatchObject({ seeds })
    pointing.command('remove-last')
    expect(tool().inHand).toMatchObject({ seeds: seeds.slice(0, 1) })
  })

  it('[TL15] a click on nothing is refused in words, a stroke passes over it', async () => {
    const { take, pointing, answers, settled, points, tool } = setUp()
    take('split')
    pointing.through(placeSpot([0, 0, 0]))
    answers[0]?.()
    await settled()
    expect(tool().refusal).toBeNull()
    pointing.at(placeSpot([0, 0, 0]))
    answers[1]?.()
    await settled()
    expect([tool().refusal, points()]).toEqual(['There is no segment here: click inside one.', 0])
    for (const x of [4, 4, 5]) pointing.through(placeSpot([x, 0, 0]))
    for (const answer of answers) answer()
    await settled()
    expect([tool().inHand, points()]).toMatchObject([{ seeds: [{ supervoxel: 4n }, { supervoxel: 5n }] }, 2])
  })

  it('[TL15] says when the layer is hidden, and forgets a point of a tool that was put away', async () => {
    const { take, pointing, answers, settled, tool } = setUp(true)
    take('merge')
    pointing.at(placeSpot([5, 0, 0]))
    answers[0]?.()
    await settled()
    expect(tool().refusal).toBe('The segments are hidden: show their layer, then click again.')
    pointing.at(placeSpot([5, 0, 0]))
    take('browse')
    answers[1]?.()
    await settled()
    expect(tool().refusal).toBeNull()
  })

  it('[TD10] a point on a surface of the 3-D panel has its supervoxel and its place, and beside it there is none', async () => {
    const { take, pointing, settled, tool } = setUp()
    take('merge')
    pointing.at({ kind: 'pixel', x: 0, y: 3 })
    await settled()
    expect(tool().refusal).toBe('There is no surface here: click on one.')
    pointing.at({ kind: 'pixel', x: 5, y: 3 })
    await settled()
    expect(tool().inHand).toMatchObject({ a: { supervoxel: 5n, segment: 100n, position: [5, 7, 7] } })
    take('split')
    for (const x of [5, 5, 0, 6]) pointing.through({ kind: 'pixel', x, y: 3 })
    await settled()
    expect(tool().inHand).toMatchObject({ seeds: [{ supervoxel: 5n }, { supervoxel: 6n }] })
    expect(tool().refusal).toBeNull()
  })
})
