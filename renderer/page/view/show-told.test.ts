import { beforeEach, describe, expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { createLiveView, type LiveView } from './live-view.ts'
import { isOnScreen, showOf } from './on-screen.ts'
import { centreAt, notify, opened, setLayout, showTold, tellPlace } from './recipes.ts'
import { testDataset } from './testing/test-dataset.ts'
import { initialView } from './view-state.ts'

let view: LiveView
beforeEach(() => {
  view = createLiveView()
  view.setState(opened(testDataset, initialView))
  view.setState({ extent: { width: 401, height: 401, devicePixelRatio: 1 } })
})
const position = () => view.getState().camera.position
const sees = (place: Vec3) => isOnScreen(view.getState(), place)

describe('the place of a message', () => {
  it('[UI70] is on screen where a slice panel shows it, up to four slices from its plane', () => {
    view.setState(setLayout('xy'))
    // 10 nm a pixel, 401 pixels, slices of 40 nm.
    expect([sees([2000, -2000, 160]), sees([2100, 0, 0]), sees([0, 0, 170])]).toEqual([true, false, false])
    view.setState(setLayout('4panel'))
    expect([sees([0, 0, 170]), sees([900, 900, 900])]).toEqual([true, false])
    view.setState(setLayout('3d'))
    expect(sees([0, 0, 0])).toBe(false)
  })

  it('[UI70] a message of what is off screen has Show, which flies there, and back the next time', () => {
    view.setState(notify('Merged 1 + 2', [9000, 0, 0]))
    expect(view.getState()).toMatchObject({
      notice: { of: [9000, 0, 0] },
      told: { of: [9000, 0, 0], goes: [9000, 0, 0] },
    })
    expect(showOf(view.getState(), [9000, 0, 0])).toBe('there')
    view.setState(showTold())
    expect(showOf(view.getState(), [9000, 0, 0])).toBe('back')
    expect([position(), view.getState().told]).toEqual([[9000, 0, 0], { of: [9000, 0, 0], goes: [0, 0, 0] }])
    view.setState(showTold())
    expect(position()).toEqual([0, 0, 0])
  })

  it('[UI70] a message of what is in view has none; one without a place leaves that of the message before', () => {
    view.setState(tellPlace([9000, 0, 0]))
    view.setState(notify('Copied 7'))
    expect(view.getState().told?.of).toEqual([9000, 0, 0])
    view.setState(notify('Merged 3 + 4', [100, 0, 0]))
    expect(showOf(view.getState(), [100, 0, 0])).toBeUndefined()
    expect(showOf(view.getState(), [9000, 0, 0])).toBeUndefined()
    // The person steps away: what was in view has a way there now.
    view.setState(centreAt([20_000, 0, 20_000]))
    expect(showOf(view.getState(), [100, 0, 0])).toBe('there')
  })

  it('[UI70] the place is forgotten with the dataset', () => {
    view.setState(tellPlace([9000, 0, 0]))
    view.setState(centreAt([5, 5, 5]))
    view.setState(opened(testDataset, initialView))
    expect(view.getState().told).toBeNull()
  })
})
