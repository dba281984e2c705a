import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainWords } from '../../../shared/words/ids-in-words.ts'
import type { Consequence, Doubt, Preview, SegmentNow } from '../../edit/messages.ts'
import { bannerOf } from './banner.ts'
import { merge } from './merge.ts'
import { paintedSides } from './painted-sides.ts'
import { cutWords, split } from './split.ts'
import type { SegmentPoint } from './tool.ts'
import { toolOf } from './tool-list.ts'
import { noTool, type ToolEvent, type ToolState, toolStep } from './tool-machine.ts'

const at = (supervoxel: bigint, segment: bigint | null): SegmentPoint => ({
  supervoxel,
  segment,
  position: [Number(supervoxel), 0, 0],
})
const point = (supervoxel: bigint, segment: bigint | null): ToolEvent => ({
  kind: 'point',
  point: at(supervoxel, segment),
})
const run = (...events: readonly ToolEvent[]): ToolState => events.reduce(toolStep, noTool)
const on = (state: ToolState, ...events: readonly ToolEvent[]): ToolState => events.reduce(toolStep, state)
const words = (state: ToolState) => plain(bannerOf(state)?.words)
const refusal = (state: ToolState) => plain(bannerOf(state)?.refusal)
const plain = (text: string | null | undefined) => text && plainWords(text)

const size = (supervoxel: bigint, supervoxels: number): SegmentNow => ({ supervoxel, segment: supervoxel, supervoxels })
const mergeOf = (segments: readonly SegmentNow[], consequences: readonly Consequence[] = []): Preview => ({
  segments,
  merge: {
    consequences,
    nearness: { distanceNm: 340, touch: 'yes' },
  },
})
const sizes = [size(461n, 40_000), size(9775n, 182_000)]
const tried = mergeOf(sizes)
const overriding = mergeOf(sizes, [{ kind: 'joins-somata', segments: [461n, 9775n] }])
const preview: Preview = {
  segments: [1n, 2n].map((supervoxel) => ({ supervoxel, segment: 9775n, supervoxels: 100 })),
  cut: {
    pieces: [
      { side: 'source', supervoxels: 69 },
      { side: 'sink', supervoxels: 31 },
    ],
    taken: { contacts: 3, strongest: 0.42, merges: 0 },
    consequences: [],
  },
}
const previewed = (of: Preview): ToolEvent => ({ kind: 'previewed', preview: of })
const choose = (tool: 'browse' | 'merge' | 'split'): ToolEvent => {
  const inHand = { browse: noTool.inHand, merge: merge.empty, split: split.empty }[tool]
  return { kind: 'take', inHand: inHand ?? noTool.inHand }
}
const show = (of: Doubt): ToolEvent => ({ kind: 'take', inHand: { kind: 'doubt', doubt: of } })
const command = (id: string): ToolEvent => ({ kind: 'command', id })
const pointsOf = ({ inHand }: ToolState) => toolOf(inHand).points(inHand)
const [commit, cancel, made] = [{ kind: 'commit' }, { kind: 'cancel' }, { kind: 'made' }] as const
const two = [choose('merge'), point(461n, 461n), point(9775n, 9775n)] as const
const cut = [choose('split'), point(1n, 9775n), command('split-swap-side'), point(2n, 9775n)] as const
const placed = (supervoxel: bigint) => ({ supervoxel, position: [Number(supervoxel), 0, 0] as const })
const doubt = (kind: Doubt['kind']): Doubt => {
  return { id: 'd', kind, a: placed(461n), b: placed(9775n), position: [0, 0, 0], affinity: 0.91, effect: 7 }
}

describe('the merge tool', () => {
  it('[TL1] says the next act at every step', () => {
    expect(words(run(choose('merge')))).toBe('Merge - click the first point')
    expect(words(run(...two.slice(0, 2)))).toBe('Merge - 461: click what belongs to it (Esc cancels)')
    expect(words(run(...two, previewed(tried)))).toBe(
      'Merge 461 + 9775? 40 k + 182 k supervoxels, 340 nm apart, touching. Enter joins',
    )
    expect(bannerOf(noTool)).toBeNull()
  })

  it('[TL16] says how far apart the two points are, and whether their segments touch', () => {
    const near = (distanceNm: number, touch: 'yes' | 'no' | 'unknown') =>
      words(run(...two, previewed({ segments: sizes, merge: { consequences: [], nearness: { distanceNm, touch } } })))
    const start = 'Merge 461 + 9775? 40 k + 182 k supervoxels'
    expect(near(340, 'yes')).toBe(`${start}, 340 nm apart, touching. Enter joins`)
    expect(near(2803, 'no')).toBe(`${start}, 2.8 µm apart, not touching. Enter joins`)
    expect(near(2803, 'unknown')).toBe(`${start}, 2.8 µm apart, touching or not is unknown. Enter joins`)
  })

  it('[TL1] joins the two points shown and no others, then waits for the next first point', () => {
    const acting = run(...two, previewed(tried), commit)
    expect(acting.acting).toEqual({
      act: { kind: 'merge', a: placed(461n), b: placed(9775n) },
      byTool: true,
      confirmed: false,
    })
    expect(on(acting, point(5n, 5n), commit, cancel, choose('split'))).toEqual(acting)
    expect(on(acting, made)).toEqual(run(choose('merge')))
    expect(run(choose('merge'), point(461n, 461n), commit).acting).toBeNull()
  })

  it('[TL2] a click in the same segment or on nothing is refused in words and changes no point', () => {
    const same = run(...two.slice(0, 2), point(462n, 461n))
    expect(refusal(same)).toBe('Both points lie in segment 461: click a segment beside it.')
    expect(words(same)).toBe('Merge - 461: click what belongs to it (Esc cancels)')
    const sentence = 'There is no segment here: click inside one.'
    expect(refusal(run(choose('merge'), { kind: 'missed', sentence }))).toBe(sentence)
    expect(refusal(on(same, point(9775n, 9775n)))).toBeNull()
  })

  it('[TL2] what the edit worker has against two points stands in the banner, and Enter does nothing', () => {
    const against = { segments: sizes, refusal: '461 and 9775 have two different bases.' }
    const state = run(...two, previewed(against))
    expect(refusal(state)).toBe(against.refusal)
    expect(on(state, commit).acting).toBeNull()
  })

  it('[TL3] a merge with consequences needs a second key, and Esc lets it be', () => {
    const asked = run(...two, previewed(overriding), commit)
    expect(asked.acting).toBeNull()
    expect(words(asked)).toBe(
      'This joins 461 and 9775, which both have a cell body. Y or Enter again joins - Esc lets it be',
    )
    expect(on(asked, commit).acting).toMatchObject({ act: { kind: 'merge' }, confirmed: true })
    const left = on(asked, cancel)
    expect([left.asked, left.inHand.kind === 'merge' && left.inHand.b?.segment]).toEqual([null, 9775n])
  })

  it('[TL3] a merge that was tried before it was judged is asked about by the edit worker', () => {
    const state = run(...two, commit, { kind: 'asked', sentences: ['It joins two somata'] })
    expect(state.asked).toMatchObject({ act: { kind: 'merge' }, sentences: ['It joins two somata'] })
    expect(on(state, commit).acting?.confirmed).toBe(true)
  })

  it('[TL3] another point, or a change of the log, asks anew', () => {
    const asked = run(...two, previewed(overriding), commit)
    expect(on(asked, point(7n, 7n)).asked).toBeNull()
    expect(on(asked, { kind: 'log-changed' }).asked).toBeNull()
  })

  it('[TL4] Esc takes the points, then the tool; Backspace the last point', () => {
    const state = run(...two)
    expect(on(state, cancel)).toEqual(run(choose('merge')))
    expect(on(state, cancel, cancel)).toEqual(noTool)
    expect(on(state, command('remove-last'))).toEqual(run(...two.slice(0, 2)))
  })

  it('[TL5] points follow their segments; two that have become one leave the first', () => {
    const segments: SegmentNow[] = [size(461n, 3), { supervoxel: 9775n, segment: 461n, supervoxels: 3 }]
    const state = run(...two, previewed(mergeOf(segments)))
    expect(words(state)).toBe('Merge - 461: click what belongs to it (Esc cancels)')
    expect(refusal(state)).toBe('Both points lie in segment 461: click a segment beside it.')
    const moved = run(...two, previewed(mergeOf([{ ...size(461n, 3), segment: 400n }, size(9775n, 3)])))
    expect(words(moved)).toMatch(/^Merge 400 \+ 9775\? 3 \+ 3 supervoxels/)
    const unread = run(choose('merge'), point(461n, null), point(9775n, null))
    expect(words(unread)).toBe('Merge … + …? Enter joins')
    expect(words(on(unread, previewed(tried)))).toMatch(/^Merge 461 \+ 9775\? 40 k/)
  })
})

describe('the split tool', () => {
  it('[TL6] says the next act at every step', () => {
    expect(words(run(choose('split')))).toBe('Split - Ctrl+click or paint side A in the segment to cut')
    expect(words(run(...cut.slice(0, 2)))).toBe('Split 9775 - Ctrl+click or paint side A (1 seed) - G for side B')
    expect(words(run(...cut, previewed(preview)))).toBe(
      'Split 9775 - Ctrl+click or paint side B (1 seed) - G for side A - B holds 31 % (69 | 31), cuts 3 contacts, affinity ≤ 0.42 - Enter cuts',
    )
  })

  it('[TL6] says what a cut goes through: contacts and how sure they were, and what people merged', () => {
    const through = (contacts: number, strongest: number, merges: number) => {
      const taken = { contacts, strongest, merges }
      return cutWords({ ...preview, cut: { pieces: preview.cut?.pieces ?? [], taken, consequences: [] } })
    }
    expect(through(1, 0.805, 0)).toBe('B holds 31 % (69 | 31), cuts 1 contact, affinity 0.81')
    expect(through(3, 0.2, 1)).toBe('B holds 31 % (69 | 31), cuts 3 contacts, affinity ≤ 0.20, and 1 merge')
    expect(through(0, 0, 2)).toBe('B holds 31 % (69 | 31), cuts 2 merges')
  })

  it('[TL6] every seed wishes a preview, and a cut is made only after it was shown', () => {
    expect(pointsOf(run(...cut))).toMatchObject({ sources: [placed(1n)], sinks: [placed(2n)] })
    const early = on(run(...cut), commit)
    expect([early.acting, refusal(early)]).toEqual([
      null,
      'Both sides need a seed, and the cut must be shown before it is made.',
    ])
    const shown = run(...cut, previewed(preview))
    expect(on(shown, commit).acting).toMatchObject({ act: { kind: 'split' }, confirmed: false })
    expect(on(shown, point(3n, 9775n), commit).acting).toBeNull()
    expect(on(shown, commit, made)).toEqual(run(choose('split')))
  })

  it('[TL7] a seed of another segment, or in a supervoxel of the other side, is refused in words', () => {
    expect(refusal(run(...cut, point(5n, 461n)))).toBe(
      'This is segment 461, and the cut is in 9775: place seeds in one segment, or press Esc to begin anew.',
    )
    const entangled = run(...cut, point(1n, 9775n))
    expect(refusal(entangled)).toContain('Both seeds lie in supervoxel 1, which spans two neurites; move one seed')
    expect(entangled.inHand).toEqual(run(...cut).inHand)
    expect(refusal(run(...cut, point(2n, 9775n)))).toBeNull()
  })

  it('[TL7] why there is no cut stands in the banner', () => {
    const none = { segments: preview.segments, refusal: 'The seeds of both sides are entangled; move one.' }
    const state = run(...cut, previewed(none))
    expect(refusal(state)).toBe(none.refusal)
    expect(on(state, commit).acting).toBeNull()
  })

  it('[TL7] a seed whose segment is read later is taken back where that is another one', () => {
    const unread = run(choose('split'), point(1n, null), point(2n, null))
    expect(words(unread)).toBe('Split … - Ctrl+click or paint side A (2 seeds) - G for side B')
    const read = on(unread, previewed({ segments: [size(1n, 3), size(2n, 3)] }))
    expect(words(read)).toBe('Split 1 - Ctrl+click or paint side A (1 seed) - G for side B')
    expect(refusal(read)).toContain('This is segment 2, and the cut is in 1')
    const failed = on(unread, { kind: 'not-previewed', sentence: 'The disk is full.' })
    expect([failed.inHand, refusal(failed)]).toEqual([split.empty, 'The disk is full.'])
  })

  it('[TL8] Backspace takes the last seed, the first one the segment with it; Esc takes all', () => {
    const back = run(...cut, command('remove-last'), command('remove-last'))
    expect(back.inHand).toEqual({ kind: 'split', seeds: [], side: 'b' })
    expect(run(...cut, cancel)).toEqual(run(choose('split')))
    expect(run(...cut, cancel, cancel)).toEqual(noTool)
  })
})

describe('clicks that place nothing', () => {
  it('[TL30] Backspace after one takes back what was said of it, and no point; the next one takes the point', () => {
    const refused = run(...cut, point(1n, 9775n))
    expect(refusal(refused)).toContain('spans two neurites')
    const once = on(refused, command('remove-last'))
    expect([once.inHand, refusal(once)]).toEqual([run(...cut).inHand, null])
    expect(on(once, command('remove-last')).inHand).toEqual(run(...cut, command('remove-last')).inHand)
    const elsewhere = on(run(...cut, point(5n, 461n)), command('remove-last'))
    expect(elsewhere.inHand).toEqual(run(...cut).inHand)
    const twins = on(run(...two.slice(0, 2), point(462n, 461n)), command('remove-last'))
    expect(twins.inHand).toEqual(run(...two.slice(0, 2)).inHand)
    const missed: ToolEvent = { kind: 'missed', sentence: 'There is no segment here.' }
    expect(on(run(...cut), missed, command('remove-last')).inHand).toEqual(run(...cut).inHand)
  })

  it('[TL30] a refused Enter is no click: Backspace takes the last seed', () => {
    const state = run(...cut, commit)
    expect(refusal(state)).toContain('Both sides need a seed')
    expect(on(state, command('remove-last')).inHand).toEqual(run(...cut, command('remove-last')).inHand)
  })

  it('[TL30] a second click into a supervoxel of the same side is nothing', () => {
    const before = run(...cut)
    expect(on(before, point(2n, 9775n))).toEqual(before)
    expect(on(before, command('split-swap-side'), point(1n, 9775n))).toEqual(on(before, command('split-swap-side')))
  })

  it('[TL31] Enter without the points that a merge needs says what is missing', () => {
    expect(refusal(run(choose('merge'), commit))).toBe(
      'There is no point yet: click one in each of the two segments, then Enter joins them.',
    )
    expect(refusal(run(...two.slice(0, 2), commit))).toBe(
      'There is one point yet: click what belongs to it, then Enter joins the two.',
    )
  })

  it('[TL32] the keys that mark at the crosshair choose the side first', () => {
    const sides = ({ inHand }: ToolState) => (inHand.kind === 'split' ? inHand.seeds.map(({ side }) => side) : [])
    const state = run(
      choose('split'),
      ...[command('split-here-b'), point(1n, 9775n), command('split-here-a'), point(2n, 9775n)],
      ...[command('split-here-a'), point(3n, 9775n)],
    )
    expect(sides(state)).toEqual(['b', 'a', 'a'])
    expect(run(choose('merge'), command('merge-here'), point(461n, 461n))).toEqual(run(...two.slice(0, 2)))
  })
})

describe('doubts and acts without a tool', () => {
  it('[TL9] a missed merge is joined by yes, and over then', () => {
    const state = run(show(doubt('missed-merge')), previewed(tried))
    expect(words(state)).toBe(
      'Doubt - are 1 and 2 one neurite? 40 k + 182 k supervoxels, affinity 0.91 - Y joins - X says no',
    )
    expect(on(state, commit).acting?.act).toEqual({ kind: 'merge', a: placed(461n), b: placed(9775n) })
    expect(on(state, commit, made)).toEqual(noTool)
  })

  it('[UI71] the segments of a preview have the colours of its sides, also in lists', () => {
    const joined = run(show(doubt('missed-merge')), previewed(tried))
    expect([461n, 9775n, 5n].map((segment) => paintedSides(joined, segment))).toEqual(['a', 'b', ''])
    const lit = run(choose('merge'), point(461n, 461n), previewed({ segments: [size(461n, 3)] }))
    expect(paintedSides(lit, 461n)).toBe('a')
    const halves = run(show(doubt('false-merge')), previewed(preview))
    expect([9775n, 5n].map((segment) => paintedSides(halves, segment))).toEqual(['ab', ''])
    expect(paintedSides(run(show(doubt('false-merge'))), 9775n)).toBe('')
    expect(paintedSides(noTool, 9775n)).toBe('')
  })

  it('[TL50] who may only look is offered no answer to a doubt', () => {
    const looking = (kind: Doubt['kind'], of: Preview) => bannerOf(run(show(doubt(kind)), previewed(of)), false)?.words
    expect(looking('missed-merge', tried)).toBe(
      'Doubt - are 1 and 2 one neurite? 40 k + 182 k supervoxels, affinity 0.91',
    )
    expect(looking('false-merge', preview)).toMatch(/cuts 3 contacts, affinity ≤ 0\.42$/)
  })

  it('[TL9] a false merge is previewed with a seed on each party, and cut by yes', () => {
    const state = run(show(doubt('false-merge')))
    expect(pointsOf(state)).toEqual({ kind: 'split', sources: [placed(461n)], sinks: [placed(9775n)] })
    expect(on(state, commit).acting).toBeNull()
    expect(on(state, previewed(preview), commit).acting?.act.kind).toBe('split')
  })

  it('[TL10] undo keeps the points that are shown, and asks about them anew', () => {
    const state = run(...two, previewed(tried), { kind: 'act', act: { kind: 'undo' } })
    expect(state.acting?.act).toEqual({ kind: 'undo' })
    expect(on(state, made)).toEqual(run(...two))
  })

  it('[TL10] what Browse is refused or asked stands in a line of its own', () => {
    const undo: ToolEvent = { kind: 'act', act: { kind: 'undo' } }
    const asked = run(undo, { kind: 'asked', sentences: ['It moves a nucleus'] })
    expect(bannerOf(asked)).toEqual({
      mode: 'ask',
      aside: null,
      words: 'It moves a nucleus. Y or Enter undoes it all the same - Esc lets it be',
      asks: true,
      refusal: null,
      place: null,
    })
    const refused = run(undo, { kind: 'refused', sentence: 'There is nothing to undo.' })
    expect(bannerOf(refused)).toMatchObject({ mode: 'ask', refusal: 'There is nothing to undo.' })
    expect(bannerOf(on(refused, cancel))).toBeNull()
  })

  it('[UI70] a refusal and a question have the place of which they tell, until the next act', () => {
    const undo: ToolEvent = { kind: 'act', act: { kind: 'undo' } }
    const place = [1, 2, 3] as const
    const refused = run(undo, { kind: 'refused', sentence: 'It cannot be undone now.', place })
    expect(bannerOf(refused)).toMatchObject({ refusal: 'It cannot be undone now.', place })
    expect(bannerOf(run(undo, { kind: 'asked', sentences: ['It moves a nucleus'], place }))?.place).toEqual(place)
    expect(on(refused, choose('merge')).place).toBeNull()
    const stray = run(choose('split'), point(1n, 9775n), point(3n, 311n))
    expect(bannerOf(stray)?.place).toEqual(at(1n, 9775n).position)
  })

  it('[TL11] whatever happens in whatever order: every tool has words, and only what was shown is committed', () => {
    const events: ToolEvent[] = [
      ...two,
      ...cut,
      point(3n, 9775n),
      choose('browse'),
      commit,
      cancel,
      made,
      command('remove-last'),
      previewed(tried),
      previewed(overriding),
      previewed(preview),
      { kind: 'asked', sentences: ['Look'] },
      { kind: 'refused', sentence: 'No.' },
      { kind: 'log-changed' },
      { kind: 'act', act: { kind: 'undo' } },
      show(doubt('missed-merge')),
      show(doubt('false-merge')),
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (all) => {
        let state = noTool
        for (const event of all) {
          const before = state
          state = toolStep(state, event)
          if (state.inHand.kind !== 'browse') expect(words(state)?.length ?? 0).toBeGreaterThan(5)
          const { acting } = state
          if (!acting || acting === before.acting || acting.confirmed) continue
          if (acting.act.kind === 'merge') expect(acting.act).toEqual(pointsOf(before))
          if (acting.act.kind === 'split') expect(before.preview?.cut?.pieces.length).toBe(2)
        }
      }),
    )
  })
})
