import { beforeEach, describe, expect, it } from 'vitest'
import type { Histogram } from '../../gl/messages.ts'
import { createLiveView, type LiveView } from '../view/live-view.ts'
import * as recipes from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { createFirstContrast } from './first-contrast.ts'
import { keepView, readKeptView, withKeptViews } from './kept-view.ts'

const image = testDataset.layers.find(({ view }) => view.kind === 'image')!

let view: LiveView
let asked = 0
let range: Histogram['range'] = null
const contrast = () => {
  const layer = view.getState().dataset?.layers.find(({ id }) => id === image.id)?.view
  return layer?.kind === 'image' ? [layer.black, layer.white, layer.fromData] : undefined
}

function open() {
  view = createLiveView()
  view.setState(recipes.opened(testDataset, initialView))
  asked = 0
  return createFirstContrast(view, {
    histogram: async () => {
      asked++
      return { bins: new Uint32Array(256), range }
    },
  })
}

beforeEach(() => {
  range = null
})

describe('first contrast', () => {
  it('[UI22] comes from the first chunks, and once for good from all that is in view', async () => {
    const first = open()
    expect(contrast()).toEqual([0, 255, true])
    expect(await first.look(false)).toBe(false)
    range = { black: 90, white: 180 }
    expect(await first.look(false)).toBe(true)
    expect(contrast()).toEqual([90, 180, true])
    range = { black: 40, white: 200 }
    expect(await first.look(false)).toBe(false)
    expect(contrast()).toEqual([90, 180, true])
    expect(await first.look(true)).toBe(true)
    expect(contrast()).toEqual([40, 200, false])
    expect(first.isPending()).toBe(false)
    range = { black: 1, white: 2 }
    await first.look(true)
    expect([contrast(), asked]).toEqual([[40, 200, false], 3])
  })

  it('[UI22] waits where nothing but background is in view', async () => {
    const first = open()
    expect(await first.look(true)).toBe(false)
    expect([contrast(), first.isPending()]).toEqual([[0, 255, true], true])
  })

  it('[UI22] what a person sets stays, also when the answer is under way, and when the dataset is opened again', async () => {
    const first = open()
    range = { black: 90, white: 180 }
    const looking = first.look(true)
    view.setState(recipes.setContrast(image.id, { black: 5, white: 250 }))
    await looking
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
})
