import { expect, it } from 'vitest'
import { openingStep } from '../view/recipes.ts'
import { createViewStore } from '../view/view-store.ts'
import { followSample } from './follow-sample.ts'

const MADE = { kind: 'made', location: '/d/sample/skein.json' } as const

function followed() {
  const store = createViewStore()
  const opened: (readonly string[])[] = []
  const changed = followSample(store, {
    open: async (locations) => {
      opened.push(locations)
    },
  })
  return { store, opened, changed }
}

it('[SA18] the sample opens once it is made, where nothing else was opened meanwhile', () => {
  const { store, opened, changed } = followed()
  changed({ kind: 'making', part: 0.5 })
  expect(store.getState().sample).toEqual({ kind: 'making', part: 0.5 })
  changed(MADE)
  changed(MADE)
  expect(opened).toEqual([[MADE.location]])
})

it('[SA18] whoever opened something else is told, and keeps it', () => {
  const { store, opened, changed } = followed()
  changed({ kind: 'making', part: 0.5 })
  store.setState(openingStep('my data', 'Opening'))
  changed(MADE)
  expect(opened).toEqual([])
  expect(store.getState().notice?.text).toBe('The sample volume is made')
})
