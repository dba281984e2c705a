import { expect, it } from 'vitest'
import type { Problem } from '../../../shared/problem.ts'
import { createViewStore } from '../view/view-store.ts'
import { createCanvasRenewal } from './canvas-renewal.ts'

const PROBLEM: Problem = { kind: 'unsupported', message: 'The graphics driver stopped' }

function start() {
  const store = createViewStore()
  const gaveUp: Problem[] = []
  const clock = { ms: 0 }
  const renewal = createCanvasRenewal({
    store,
    giveUp: (problem) => void gaveUp.push(problem),
    now: () => clock.ms,
    later: (ms, call) => {
      clock.ms += ms
      call()
    },
  })
  return { store, gaveUp, clock, renewal }
}

it('[LC2] a lost canvas gets a successor, and the person is told once that all is drawn again', () => {
  const { store, renewal } = start()
  renewal.canvasTaken()
  expect(store.getState()).toMatchObject({ canvases: 0, notice: null })
  renewal.canvasLost(PROBLEM)
  expect(store.getState()).toMatchObject({ canvases: 1, notice: null })
  renewal.canvasTaken()
  renewal.canvasTaken()
  expect(store.getState().notice).toMatchObject({ count: 1 })
})

it('[LC3] a driver that stops again and again is given up, one that stops now and then is not', () => {
  const often = start()
  for (let i = 0; i < 6; i++) often.renewal.canvasLost(PROBLEM)
  expect(often.store.getState().canvases).toBe(5)
  expect(often.gaveUp).toEqual([PROBLEM])
  const seldom = start()
  for (let i = 0; i < 20; i++) {
    seldom.renewal.canvasLost(PROBLEM)
    seldom.clock.ms += 60_000
  }
  expect(seldom.store.getState().canvases).toBe(20)
  expect(seldom.gaveUp).toEqual([])
})
