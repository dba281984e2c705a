import { describe, expect, it } from 'vitest'
import { UNDESCRIBED } from '../../../../shared/formats/testing/undescribed.ts'
import type { Channel, OtherAxis } from '../../../../shared/formats/volume-format.ts'
import { pyramid } from '../../../../shared/view/testing/volume-fixture.ts'
import { layersOf } from './volume-layers.ts'

const source = { sourceId: 's', location: '/em', folder: '/em', name: 'em', description: 'info', above: 0 } as never

function layers(length: number | undefined, channels: readonly Channel[] = []) {
  const axes: OtherAxis[] = [
    { name: 't', kind: 'time', length: 9 },
    ...(length === undefined ? [] : [{ name: 'c', kind: 'channel', length } as const]),
  ]
  const stored = {
    volume: pyramid([64, 64, 64], [8, 8, 8], [64, 64, 64], 1),
    axes,
    channels,
    beside: [],
    chunks: () => ({}) as never,
  }
  return layersOf('em', source, { described: UNDESCRIBED, stored })
}

describe('channels as layers', () => {
  it('[IM7] the first four channels are layers, each with a colour; all but the first are added', () => {
    const shown = layers(6).map(({ name, described: { at }, view }) => [
      name,
      at,
      view.kind === 'image' && [view.colour, view.adds],
    ])
    expect(shown).toEqual([
      ['em channel 1', [0, 0], ['#ff0000', false]],
      ['em channel 2', [0, 1], ['#80ff00', true]],
      ['em channel 3', [0, 2], ['#00ffff', true]],
      ['em channel 4', [0, 3], ['#8000ff', true]],
    ])
    expect(layers(2).map(({ view }) => view.kind === 'image' && view.colour)).toEqual(['#00ff00', '#ff00ff'])
  })

  it('[IM7] of an image without an axis of channels, contrast and colour come from its description too', () => {
    const described: Channel[] = [{ name: 'ch0', colour: '#8090ff', window: [120, 4000], isHidden: true }]
    const [only, ...others] = layers(undefined, described)
    expect(others).toEqual([])
    expect(only).toMatchObject({ name: 'em', channelNames: undefined })
    // An image that is all there is to see is seen.
    expect(only?.view).toMatchObject({ colour: '#8090ff', black: 120, white: 4000, fromData: false, visible: true })
    expect(only?.view).not.toMatchObject({ adds: true })
    expect(layers(undefined)[0]?.view).toMatchObject({ fromData: true, colour: undefined })
  })

  it('[IM7] names, colours and contrast of the description go first; what is no colour is passed over', () => {
    const described: Channel[] = [
      { name: 'DAPI', colour: '#8090ff', window: [12, 900.5] },
      { name: 'GFP', colour: 'greenish', isHidden: true },
    ]
    const [first, second] = layers(2, described)
    expect(first).toMatchObject({
      name: 'em DAPI',
      view: { colour: '#8090ff', black: 12, white: 900.5, fromData: false },
    })
    expect(second).toMatchObject({ name: 'em GFP', view: { colour: '#ff00ff', fromData: true, visible: false } })
  })
})
