import { describe, expect, it } from 'vitest'
import type { ToGl } from '../../gl/messages.ts'
import { createLiveProofreading } from '../proofread/live-proofreading.ts'
import { createLiveHover } from './hover.ts'
import { createLiveView } from './live-view.ts'
import { centreAt, opened, toggleSideBar } from './recipes.ts'
import { testDataset } from './testing/test-dataset.ts'
import { startViewPoster } from './view-poster.ts'
import { createViewReport, type ViewWord } from './view-report.ts'
import { initialView } from './view-state.ts'

function setUp() {
  const frames: (() => void)[] = []
  const view = createLiveView()
  const hover = createLiveHover()
  view.setState({ extent: { width: 201, height: 101, devicePixelRatio: 1 } })
  let told = 0
  const send = (message: ToGl) => {
    if ('serial' in message) told = message.serial
  }
  const poster = startViewPoster(view, hover, { send }, (callback) => void frames.push(callback))
  let word: ViewWord | undefined
  const say = (view: ViewWord) => {
    word = view
  }
  const report = createViewReport({
    view,
    proof: createLiveProofreading(),
    host: { reportView: async () => {} },
    poster,
    say,
    capture: false,
  })
  poster.onStale(report.stale)
  return {
    ...{ view, hover, poster, report },
    word: () => word,
    /** The serial that the gl worker heard last. */
    heard: () => told,
    posted: () => Promise.resolve(),
    nextFrame: () => {
      for (const callback of frames.splice(0)) callback()
    },
  }
}

/** A frame after the message with this serial, whole or without anything. */
const frame = (serial: number, complete: boolean) => ({ serial, complete, slices: complete })

/** With a dataset on screen. */
async function withDataset() {
  const page = setUp()
  page.view.setState(opened(testDataset, initialView))
  await page.posted()
  page.report.presented(frame(page.heard(), true))
  page.nextFrame()
  return page
}

describe('what is said of the view', () => {
  it('[UI101] controls wait until a frame has shown the dataset whole', async () => {
    const { view, report, heard, posted, nextFrame } = setUp()
    view.setState(opened(testDataset, initialView))
    await posted()
    report.presented(frame(heard(), false))
    expect(view.getState().isShown).toBe(false)
    report.presented(frame(heard(), true))
    expect(view.getState().isShown).toBe(true)
    nextFrame()
    view.setState(opened(testDataset, initialView))
    expect(view.getState().isShown).toBe(false)
  })

  it('[UI18] is empty, loading while a dataset is drawn, then complete', async () => {
    const { view, report, word, heard, posted } = setUp()
    expect(word()).toBe('empty')
    view.setState(opened(testDataset, initialView))
    expect(word()).toBe('loading')
    await posted()
    report.presented(frame(heard(), false))
    expect(word()).toBe('loading')
    report.presented(frame(heard(), true))
    expect(word()).toBe('complete')
  })

  it('[UI18] is loading from the very change on, also while its post waits for a frame', async () => {
    const { view, report, word, heard, posted, nextFrame } = await withDataset()
    view.setState(centreAt([1, 0, 0]))
    expect(word()).toBe('loading')
    await posted()
    const before = heard()
    view.setState(centreAt([2, 0, 0]))
    await posted()
    // The frame that shows the first of the two changes comes when the second has not been posted.
    report.presented(frame(before, true))
    expect(word()).toBe('loading')
    nextFrame()
    expect(heard()).toBe(before + 1)
    report.presented(frame(before, true))
    expect(word()).toBe('loading')
    report.presented({ ...frame(heard(), false), slices: true })
    expect(word()).toBe('slices')
    report.presented(frame(heard(), true))
    expect(word()).toBe('complete')
  })

  it('[UI18] waits for the outline of the segment under the pointer, and for what the edit worker changed', async () => {
    const { hover, poster, report, word, heard, posted } = await withDataset()
    for (const change of [() => hover.setState({ segment: 9n }), poster.again]) {
      const before = heard()
      change()
      expect(word()).toBe('loading')
      await posted()
      report.presented(frame(before, true))
      expect(word()).toBe('loading')
      report.presented(frame(heard(), true))
      expect(word()).toBe('complete')
    }
  })

  it('[UI18] comes to rest after a change that is taken back before it is posted, and passes over others', async () => {
    const { view, report, word, heard, posted } = await withDataset()
    view.setState(centreAt([1, 0, 0]))
    view.setState(centreAt(initialView.camera.position))
    await posted()
    expect(word()).toBe('loading')
    report.presented(frame(heard(), true))
    expect(word()).toBe('complete')
    view.setState(toggleSideBar('left'))
    expect(word()).toBe('complete')
  })
})
