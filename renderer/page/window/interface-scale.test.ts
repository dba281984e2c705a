import { describe, expect, it } from 'vitest'
import { createLiveView } from '../view/live-view.ts'
import { INTERFACE_SCALES, nearestScale, scaleWords, setInterfaceScale, stepScale } from './interface-scale.ts'
import { readWindow, startWindowState } from './window-state.ts'

function memoryStorage(): Storage & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>()
  return {
    texts,
    length: 0,
    clear: () => texts.clear(),
    key: () => null,
    removeItem: (key) => void texts.delete(key),
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
  }
}

describe('the scale of the interface', () => {
  it('[UI61] goes from 90 to 150 % in steps, and stops at the ends', () => {
    expect([INTERFACE_SCALES[0], INTERFACE_SCALES.at(-1)]).toEqual([0.9, 1.5])
    expect(stepScale(1, 1)).toBe(1.1)
    expect(stepScale(1.5, 1)).toBe(1.5)
    expect(stepScale(0.9, -1)).toBe(0.9)
    expect(scaleWords(1.25)).toBe('125 %')
  })

  it('[UI61] tissue keeps its size on the screen', () => {
    const view = createLiveView()
    const before = view.getState().camera.nmPerPixel
    view.setState(setInterfaceScale(1.5))
    expect(view.getState().camera.nmPerPixel / 1.5).toBeCloseTo(before)
    view.setState(setInterfaceScale(1))
    expect(view.getState().camera.nmPerPixel).toBeCloseTo(before)
  })

  it('[UI61] is kept over restarts with the side bars; a picture is made without it', () => {
    const storage = memoryStorage()
    const scaled: number[] = []
    const host = { scaleInterface: (scale: number) => void scaled.push(scale) }
    const start = (isCapture: boolean) => {
      const view = createLiveView()
      view.setState(readWindow(storage))
      startWindowState(view, { storage, host, isCapture, nameWindow: () => undefined })
      return view
    }
    const first = start(false)
    first.setState(setInterfaceScale(1.25))
    first.setState({ sideBars: { left: false, right: true } })
    expect(scaled).toEqual([1, 1.25])
    expect(start(false).getState()).toMatchObject({ interfaceScale: 1.25, sideBars: { left: false, right: true } })
    expect(scaled).toEqual([1, 1.25, 1.25])
    expect(start(true).getState().interfaceScale).toBe(1)
    expect(scaled.at(-1)).toBe(1)
  })

  it('[UI61] what was kept and cannot be understood counts as 100 %, another figure as the nearest', () => {
    const storage = memoryStorage()
    expect(readWindow(storage)).toEqual({ sideBars: { left: true, right: true }, interfaceScale: 1 })
    for (const text of ['{', 'null', '{"scale":"large"}', '{"scale":null}']) {
      storage.setItem('skein.window', text)
      expect(readWindow(storage).interfaceScale, text).toBe(1)
    }
    expect([nearestScale(40), nearestScale(1.3), nearestScale(0)]).toEqual([1.5, 1.25, 0.9])
  })
})
