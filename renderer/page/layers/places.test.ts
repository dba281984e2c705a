import { describe, expect, it } from 'vitest'
import type { OtherAxis } from '../../../shared/formats/volume-format.ts'
import { keepView, readKeptView, withKeptViews } from '../datasets/kept-view.ts'
import { createLiveView } from '../view/live-view.ts'
import { opened } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView, type Layer } from '../view/view-state.ts'
import { channelOf, layerAt, nameParts, setChannel, setPlace, sharedAxes } from './places.ts'

const TIME: OtherAxis = { name: 't', kind: 'time', length: 20 }
const CHANNEL: OtherAxis = { name: 'c', kind: 'channel', length: 6 }
const [image, labels] = testDataset.layers
const each = ['a', 'b', 'c', 'd', 'e', 'f']

const withAxes = (layer: Layer, axes: readonly OtherAxis[], at: readonly number[]): Layer => {
  return { ...layer, axes, described: { ...layer.described, at } }
}
const channel: Layer = {
  ...withAxes(image!, [CHANNEL, TIME], [1, 3]),
  name: 'em b',
  channelNames: { volume: 'em', each },
}
const inTime = withAxes(labels!, [TIME], [3])

function live() {
  const view = createLiveView()
  view.setState(opened({ ...testDataset, layers: [channel, inTime] }, initialView))
  const layers = () => view.getState().dataset!.layers
  return { view, layers }
}

describe('places on other axes', () => {
  it('[IM6] an axis that several layers have is one, and channels are none', () => {
    expect(sharedAxes([channel, inTime])).toEqual([{ axis: TIME, place: 3 }])
    const longer = withAxes(labels!, [{ ...TIME, length: 21 }], [0])
    expect(sharedAxes([channel, longer]).map(({ axis }) => axis.length)).toEqual([20, 21])
    expect(sharedAxes(testDataset.layers)).toEqual([])
  })

  it('[IM6] all layers that have an axis go along it together', () => {
    const { view, layers } = live()
    view.setState(setPlace(TIME, 7))
    expect(layers().map(({ described }) => described.at)).toEqual([[1, 7], [7]])
  })

  it('[IM6] a layer can show another channel, whose contrast is taken from the data', () => {
    const { view, layers } = live()
    view.setState(setChannel(channel.id, 5))
    const [first, second] = layers()
    expect([first!.described.at, first!.name, channelOf(first!)]).toEqual([[5, 3], 'em f', 5])
    expect(nameParts(first!)).toEqual({ name: 'f', volume: 'em' })
    expect(nameParts({ ...first!, name: 'of a link' })).toEqual({ name: 'of a link', volume: undefined })
    expect(nameParts(second!)).toEqual({ name: second!.name, volume: undefined })
    expect(first!.view).toMatchObject({ fromData: true })
    expect(second!.described.at).toEqual([3])
  })

  it('[IM6] places come back when a dataset is opened again, where they still fit', () => {
    const texts = new Map<string, string>()
    const storage = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (k: string, v: string) => void texts.set(k, v),
    }
    keepView(storage, ['/d'], initialView, [layerAt(channel, [4, 9])])
    const again = (layer: Layer) => withKeptViews([layer], readKeptView(storage, ['/d']))[0]!
    expect([again(channel).described.at, again(channel).name]).toEqual([[4, 9], 'em e'])
    const shorter = withAxes(channel, [CHANNEL, { ...TIME, length: 5 }], [0, 0])
    expect(again(shorter).described.at).toEqual([0, 0])
    expect(again(inTime).described.at).toEqual([3])
  })
})
