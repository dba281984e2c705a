import { expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import { showDialog } from '../view/recipes.ts'
import { followImport } from './follow-import.ts'
import { readVoxelSize } from './voxel-size.ts'
import { isWholePath } from './whole-path.ts'

const RUNNING = { kind: 'running', part: 0.5, step: 'labels' } as const
const IMPORTED = { kind: 'imported', location: '/d/skein.json' } as const

function followed() {
  const view = createLiveView()
  const opened: (readonly string[])[] = []
  const changed = followImport(view, {
    open: async (locations) => {
      opened.push(locations)
    },
  })
  return { view, opened, changed }
}

it('[IP15] what was imported opens, once, while its dialog is shown', () => {
  const { view, opened, changed } = followed()
  view.setState(showDialog({ kind: 'import' }))
  changed(RUNNING)
  expect(view.getState().importing).toEqual(RUNNING)
  changed(IMPORTED)
  changed(IMPORTED)
  expect(opened).toEqual([['/d/skein.json']])
  expect(view.getState().dialog).toBe(null)
})

it('[IP15] whoever closed the dialog is told, and keeps what is open', () => {
  const { view, opened, changed } = followed()
  changed(RUNNING)
  changed(IMPORTED)
  expect(opened).toEqual([])
  expect(view.getState().notice?.text).toBe('The import is done: /d/skein.json')
  changed(RUNNING)
  changed({ kind: 'failed', reason: 'The disk is full' })
  expect(view.getState().notice?.text).toBe('The disk is full')
})

it('[IP15] a path is a whole one', () => {
  for (const whole of ['/data/em', 'C:\\data', 'd:/data', '\\\\server\\share'])
    expect(isWholePath(whole), whole).toBe(true)
  for (const part of ['data', './em', '~/em', 'https://example.org/em', 'C:em', '/a\0b', `/${'x'.repeat(5000)}`]) {
    expect(isWholePath(part), part).toBe(false)
  }
})

it('[IP15] the size of a voxel is three lengths, or nothing for what the input says', () => {
  expect(readVoxelSize('')).toBe('none')
  expect(readVoxelSize(' 4, 4, 40 ')).toEqual([4, 4, 40])
  expect(readVoxelSize('4 4 40')).toEqual([4, 4, 40])
  expect(readVoxelSize('4x4x40.5')).toEqual([4, 4, 40.5])
  for (const wrong of ['4', '4,4', '4,4,40,1', '4,4,x', '4,4,0', '4,4,-1', '4,,40', '1e400,1,1']) {
    expect(readVoxelSize(wrong), wrong).toBe('wrong')
  }
})
