import { expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import * as recipes from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { takeContrast } from './first-contrast.ts'
import { keepView, readKeptView, withKeptViews } from './kept-view.ts'

const image = testDataset.layers.find(({ view }) => view.kind === 'image')!
const { id: layerId, sourceId } = image

function open() {
  const view = createLiveView()
  view.setState(recipes.opened(testDataset, initialView))
  const contrast = () => {
    const layer = view.getState().dataset?.layers.find(({ id }) => id === layerId)?.view
    return layer?.kind === 'image' ? [layer.black, layer.white, layer.fromData] : undefined
  }
  const take = (black: number, white: number, isWhole: boolean, source = sourceId) =>
    takeContrast(view, { layerId, sourceId: source, range: { black, white }, isWhole })
  return { view, contrast, take }
}

it('[UI22] the first contrast comes from the first chunks, and once for good from all that is in view', () => {
  const { contrast, take } = open()
  expect(contrast()).toEqual([0, 255, true])
  take(90, 180, false)
  expect(contrast()).toEqual([90, 180, true])
  take(40, 200, true)
  expect(contrast()).toEqual([40, 200, false])
  take(1, 2, true)
  expect(contrast()).toEqual([40, 200, false])
})

it('[UI22] what was measured in another dataset of the same place is not taken', () => {
  const { contrast, take } = open()
  take(90, 180, true, 'closed before')
  expect(contrast()).toEqual([0, 255, true])
})

it('[UI22] what a person sets stays, also when the answer is under way, and when the dataset is opened again', () => {
  const { view, contrast, take } = open()
  view.setState(recipes.setContrast(layerId, { black: 5, white: 250 }))
  take(90, 180, true)
  expect(contrast()).toEqual([5, 250, false])
  const texts = new Map<string, string>()
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  }
  keepView(storage, ['/d'], initialView, view.getState().dataset!.layers)
  const [again] = withKeptViews([image], readKeptView(storage, ['/d']))
  expect(again?.view).toMatchObject({ black: 5, white: 250 })
  expect(again?.view).not.toHaveProperty('fromData', true)
  // One that was closed before anything came is still to be set.
  keepView(storage, ['/d'], initialView, [image])
  expect(withKeptViews([image], readKeptView(storage, ['/d']))[0]?.view).toMatchObject({ fromData: true })
})
