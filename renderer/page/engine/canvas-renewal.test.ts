import { expect, it } from 'vitest'
import type { Problem } from '../../../shared/problem.ts'
import { createLiveView } from '../view/live-view.ts'
import { createCanvasRenewal } from './canvas-renewal.ts'

const PROBLEM: Problem = { kind: 'unsupported', message: 'The graphics driver stopped' }

function start() {
  const view = createLiveView()
  const gaveUp: Problem[] = []
  const clock = { ms: 0 }
  const renewal = createCanvasRenewal({
    view,
    giveUp: (problem) => void gaveUp.push(problem),
    now: () => clock.ms,
    later: (ms, call) => {
      clock.ms += ms
      call()
    },
  })
  return { view, gaveUp, clock, renewal }
}

it('[LC2] a lost canvas gets a successor, and the person is told once that all is drawn again', () => {
  const { view, renewal } = start()
  renewal.canvasTaken()
  expect(view.getState()).toMatchObject({ canvases: 0, notice: null })
  renewal.canvasLost(PROBLEM)
  expect(view.getState()).toMatchObject({ canvases: 1, notice: null })
  renewal.canvasTaken()
  renewal.canvasTaken()
  expect(view.getState().notice).toMatchObject({ count: 1 })
})

it('[LC3] a driver that stops again and again is given up, one that stops now and then is not', () => {
  const often = start()
  for (let i = 0; i < 6; i++) often.renewal.canvasLost(PROBLEM)
  expect(often.view.getState().canvases).toBe(5)
  expect(often.gaveUp).toEqual([PROBLEM])
  const seldom = start()
  for (let i = 0; i < 20; i++) {
    seldom.renewal.canvasLost(PROBLEM)
    seldom.clock.ms += 60_000
  }
  expect(seldom.view.getState().canvases).toBe(20)
  expect(seldom.gaveUp).toEqual([])
})
