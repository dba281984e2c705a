import { describe, expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import { testDataset } from '../view/testing/test-dataset.ts'
import { createTellOnce } from './tell-once.ts'

describe('a sentence about what is open', () => {
  it('[FB1] is shown once for a dataset, and again for the next', () => {
    const view = createLiveView()
    const tell = createTellOnce(view)
    const count = () => view.getState().notice?.count ?? 0
    view.setState({ dataset: testDataset })
    tell('a')
    tell('b')
    tell('a')
    expect([view.getState().notice?.text, count()]).toEqual(['b', 2])
    view.setState((state) => {
      if (state.dataset) state.dataset.name = 'renamed'
    })
    tell('a')
    expect(count()).toBe(2)
    view.setState({ dataset: { ...testDataset, locations: ['/other'] } })
    tell('a')
    expect([view.getState().notice?.text, count()]).toEqual(['a', 3])
  })
})
