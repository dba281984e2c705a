import { describe, expect, it } from 'vitest'
import { plainWords } from '../../../shared/words/ids-in-words.ts'
import type { PathPreview, Preview } from '../../edit/messages.ts'
import { bannerOf } from './banner.ts'
import { path, splitAtWeakest } from './path.ts'
import type { SegmentPoint } from './tool.ts'
import { toolOf } from './tool-list.ts'
import { noTool, type ToolEvent, type ToolState, toolStep } from './tool-machine.ts'

const at = (supervoxel: bigint, segment: bigint | null): SegmentPoint => ({
  ...{ supervoxel, segment },
  position: [Number(supervoxel), 0, 0],
})
const point = (supervoxel: bigint, segment: bigint | null): ToolEvent => ({
  kind: 'point',
  point: at(supervoxel, segment),
})
const run = (...events: readonly ToolEvent[]): ToolState => events.reduce(toolStep, noTool)
const take: ToolEvent = { kind: 'take', inHand: path.empty ?? noTool.inHand }
const words = (state: ToolState, mayAct = true) => plainWords(bannerOf(state, mayAct)?.words ?? '')
const refusal = (state: ToolState) => plainWords(bannerOf(state)?.refusal ?? '')

const found: PathPreview = {
  positions: Float32Array.of(10, 0, 0, 20, 5, 0, 30, 0, 0),
  merges: 0,
  weakest: { kind: 'base', step: 1, a: 2n, b: 3n, position: [20, 5, 0], affinity: 0.314, area: 14 },
}
const preview: Preview = {
  segments: [
    { supervoxel: 1n, segment: 7n, supervoxels: 9 },
    { supervoxel: 4n, segment: 7n, supervoxels: 9 },
  ],
  path: found,
}
const two = [take, point(1n, 7n), point(4n, 7n)] as const
const shown = run(...two, { kind: 'previewed', preview })

describe('path', () => {
  it('[FN3] says the next act, and what the weakest contact is', () => {
    expect(words(run(take))).toBe('Path - click a place in a segment')
    expect(words(run(take, point(1n, 7n)))).toBe('Path - 7: click another place in it (Esc cancels)')
    expect(words(run(...two))).toBe('Path in 7 - being looked for')
    expect(words(shown)).toBe('Path in 7 over 3 contacts - weakest: affinity 0.31, 14 voxel faces - C splits there')
    expect(words(shown, false)).not.toContain('C splits')
    const merge = { kind: 'user', step: 0, a: 1n, b: 4n, position: undefined, words: 'merge of 1 + 4 by ann' } as const
    const byHand = { ...preview, path: { positions: new Float32Array(3), merges: 1, weakest: merge } }
    expect(words(run(...two, { kind: 'previewed', preview: byHand }))).toBe(
      'Path in 7 over 1 contact, 1 merge by hand - weakest: the merge of 1 + 4 by ann - C splits there',
    )
  })

  it('[FN3] flies to the weakest contact: the message tells of it', () => {
    expect(bannerOf(shown)?.place).toEqual([20, 5, 0])
  })

  it('[FN3] a third point takes the place of the second; Backspace and Esc take points back', () => {
    const third = toolStep(shown, point(5n, 7n))
    expect(toolOf(third.inHand).points(third.inHand)).toMatchObject({
      kind: 'path',
      a: { supervoxel: 1n },
      b: { supervoxel: 5n },
    })
    const back = toolStep(shown, { kind: 'command', id: 'remove-last' })
    expect(toolOf(back.inHand).points(back.inHand)).toMatchObject({ kind: 'light' })
    expect(toolStep(shown, { kind: 'cancel' }).inHand).toEqual(path.empty)
  })

  it('[FN3] takes back a second point in another segment, whenever that is known', () => {
    const other = run(take, point(1n, 7n), point(8n, 9n))
    expect(refusal(other)).toBe(
      'This is segment 9, and the first point lies in 7: click another place of that one, or press Esc to begin anew.',
    )
    expect(other.inHand).toMatchObject({ b: null })
    const late = run(take, point(1n, 7n), point(8n, null), {
      kind: 'previewed',
      preview: { segments: [preview.segments[0]!, { supervoxel: 8n, segment: 9n, supervoxels: 1 }], refusal: 'no' },
    })
    expect(late.inHand).toMatchObject({ a: { segment: 7n }, b: null })
    const unread = run(take, point(1n, null), { kind: 'not-previewed', sentence: 'The disk is gone.' })
    expect([unread.inHand, refusal(unread)]).toEqual([path.empty, 'The disk is gone.'])
  })

  it('[FN3] Enter changes nothing, and says so', () => {
    const after = toolStep(shown, { kind: 'commit' })
    expect([after.acting, refusal(after)]).toEqual([
      null,
      'A path changes nothing: C proposes a cut at its weakest contact.',
    ])
  })

  it('[FN4] C makes the weakest contact a split, with the points on their sides', () => {
    expect(shown.inHand.kind === 'path' && splitAtWeakest(shown.inHand, shown.preview)).toEqual({
      kind: 'split',
      side: 'a',
      seeds: [
        { supervoxel: 2n, position: [20, 5, 0], side: 'a', segment: 7n },
        { supervoxel: 1n, position: [1, 0, 0], side: 'a', segment: 7n },
        { supervoxel: 3n, position: [20, 5, 0], side: 'b', segment: 7n },
        { supervoxel: 4n, position: [4, 0, 0], side: 'b', segment: 7n },
      ],
    })
    const near = { ...found, weakest: { ...found.weakest, a: 1n, position: undefined } }
    const cut = shown.inHand.kind === 'path' ? splitAtWeakest(shown.inHand, { ...preview, path: near }) : undefined
    expect(cut?.seeds.map(({ supervoxel, position }) => [supervoxel, position[0]])).toEqual([
      [1n, 1],
      [3n, 4],
      [4n, 4],
    ])
    expect(shown.inHand.kind === 'path' && splitAtWeakest(shown.inHand, null)).toBeUndefined()
  })
})
