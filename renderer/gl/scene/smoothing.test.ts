import { expect, it } from 'vitest'
import { createSmoothing } from './smoothing.ts'

const rough = { isRough: () => true, triangles: () => 1000 }
const smooth = { ...rough, isRough: () => false }
const GPU = 'ANGLE (NVIDIA GeForce)'
const NO_GPU = 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))'

it('[SCN23] edges are smoothed once the scene has rested, and each change of it begins the wait anew', () => {
  const smoothing = createSmoothing()
  expect(smoothing.owesAt()).toBe(Number.POSITIVE_INFINITY)
  smoothing.drawn(rough, true, GPU, 1000)
  expect(smoothing.owesAt()).toBe(1120)
  // The slices beside it are drawn, and the scene keeps its picture.
  smoothing.drawn(rough, false, GPU, 1100)
  expect(smoothing.owesAt()).toBe(1120)
  smoothing.drawn(rough, true, GPU, 1110)
  expect(smoothing.owesAt()).toBe(1230)
  smoothing.drawn(smooth, true, GPU, 1230)
  expect(smoothing.owesAt()).toBe(Number.POSITIVE_INFINITY)
})

it('[SCN23] without a GPU a scene of many triangles stays as it is', () => {
  const smoothing = createSmoothing()
  const large = { ...rough, triangles: () => 2_000_000 }
  smoothing.drawn(large, true, NO_GPU, 1000)
  expect(smoothing.owesAt()).toBe(Number.POSITIVE_INFINITY)
  smoothing.drawn(large, true, GPU, 1000)
  expect(smoothing.owesAt()).toBe(1120)
  smoothing.drawn(rough, true, NO_GPU, 2000)
  expect(smoothing.owesAt()).toBe(2120)
})
