import { expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import { openingStep } from '../view/recipes.ts'
import { followSample } from './follow-sample.ts'

const MADE = { kind: 'made', location: '/d/sample/skein.json' } as const

function followed() {
  const view = createLiveView()
  const opened: (readonly string[])[] = []
  const changed = followSample(view, {
    open: async (locations) => {
      opened.push(locations)
    },
  })
  return { view, opened, changed }
}

it('[SA18] the sample opens once it is made, where nothing else was opened meanwhile', () => {
  const { view, opened, changed } = followed()
  changed({ kind: 'making', part: 0.5 })
  expect(view.getState().sample).toEqual({ kind: 'making', part: 0.5 })
  changed(MADE)
  changed(MADE)
  expect(opened).toEqual([[MADE.location]])
})

it('[SA18] whoever opened something else is told, and keeps it', () => {
  const { view, opened, changed } = followed()
  changed({ kind: 'making', part: 0.5 })
  view.setState(openingStep('my data', 'Opening'))
  changed(MADE)
  expect(opened).toEqual([])
  expect(view.getState().notice?.text).toBe('The sample volume is made')
})
