import { describe, expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import { opened } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { bringBackColours, recolour } from './recolouring.ts'

describe('recolouring', () => {
  it('[UI27] each recolouring is taken back, the last one first, until another dataset opens', () => {
    const view = createLiveView()
    view.setState(opened(testDataset, initialView))
    const change = (...all: readonly ReturnType<typeof recolour>[]) => {
      for (const recipe of all) view.setState(recipe)
    }
    const seed = () => {
      const layer = view.getState().dataset?.layers[1]?.view
      return layer?.kind === 'segmentation' ? layer.colourSeed : undefined
    }
    const first = seed()
    change(recolour(7), recolour(8), bringBackColours())
    expect(seed()).toBe(7)
    change(bringBackColours(), bringBackColours())
    expect([seed(), view.getState().pastColours]).toEqual([first, []])
    change(recolour(9), opened(testDataset, initialView))
    expect(view.getState().pastColours).toEqual([])
  })
})
