import { describe, expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import { opened } from '../view/recipes.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { initialView } from '../view/view-state.ts'
import { whenShown } from './when-shown.ts'

function opening() {
  const view = createLiveView()
  view.setState(opened(testDataset, initialView))
  const calls: string[] = []
  return { view, calls, wait: (name: string) => whenShown(view, () => calls.push(name)) }
}

describe('work that waits for the tissue', () => {
  it('[UI101] is done once the dataset is on screen, and once', () => {
    const { view, calls, wait } = opening()
    wait('ranked')
    view.setState({ progress: null })
    expect(calls).toEqual([])
    view.setState({ isShown: true })
    view.setState({ isShown: false })
    view.setState({ isShown: true })
    expect(calls).toEqual(['ranked'])
    wait('at once')
    expect(calls).toEqual(['ranked', 'at once'])
  })

  it('[UI101] is not done for a dataset that another one took the place of', () => {
    const { view, calls, wait } = opening()
    wait('ranked')
    view.setState(opened({ ...testDataset, locations: ['elsewhere'] }, initialView))
    view.setState({ isShown: true })
    expect(calls).toEqual([])
  })
})
