import { describe, expect, it } from 'vitest'
import type { MeshProgress } from '../../../gl/messages.ts'
import { sceneLine } from './scene-words.ts'

const done: MeshProgress = {
  segments: 3,
  isLoading: false,
  unseen: 0,
  empty: 0,
  failed: 0,
  failure: null,
  box: null,
}

const said = (part: Partial<MeshProgress>, selected = 3) => sceneLine({ ...done, ...part }, selected, true)?.text

describe('the line of the 3-D panel', () => {
  it('[TD11] says what to do while nothing is selected', () => {
    expect(said({}, 0)).toBe('Double click a segment in a slice to see its shape here.')
    expect(sceneLine(undefined, 0, false)?.text).toBe(
      'Nothing that is open has segments: there are no shapes to show here.',
    )
  })

  it('[TD11] says what is coming, then what failed, and nothing when all is there', () => {
    expect(said({ unseen: 3, isLoading: true, failed: 1 })).toBe('Making the shape of 3 segments…')
    expect(said({ unseen: 1, isLoading: true })).toBe('Making the shape of 1 segment…')
    expect(said({ isLoading: true, segments: 1 })).toBe('Making the shape finer…')
    expect(said({ isLoading: true })).toBe('Making the shapes finer…')
    const read = (part: Partial<MeshProgress>) => sceneLine({ ...done, ...part }, 3, true, true)?.text
    expect(read({ unseen: 2, isLoading: true })).toBe('Reading the shape of 2 segments…')
    expect([read({ isLoading: true, segments: 1 }), read({ isLoading: true })]).toEqual([
      'Reading the shape in more detail…',
      'Reading the shapes in more detail…',
    ])
    const failure = { kind: 'network', message: 'mesh/12:0 is truncated' } as const
    expect(said({ failed: 12, failure, isLoading: true })).toBe('12 pieces could not be had: mesh/12:0 is truncated')
    expect(said({ failed: 1 })).toBe('1 piece could not be had')
    expect(said({})).toBeUndefined()
    expect(sceneLine(undefined, 1, true)).toBeUndefined()
  })

  it('[TD11] says of how many there is nothing to show', () => {
    const why = 'none is stored, and none of its voxels are near'
    expect(said({ segments: 1, empty: 1 })).toBe(`The selected segment has no shape here: ${why}`)
    expect(said({ empty: 3 })).toBe(`No selected segment has a shape here: ${why}`)
    expect(said({ empty: 1 })).toBe(`1 of 3 segments have no shape here: ${why}`)
  })
})
