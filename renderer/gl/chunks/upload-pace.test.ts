import { describe, expect, it } from 'vitest'
import { createUploadPace } from './upload-pace.ts'

describe('uploads of a frame', () => {
  it('[SC14] are as many as have time, by what the last ones took', () => {
    const pace = createUploadPace()
    expect(pace.uploadsPerFrame()).toBe(15)
    for (let i = 0; i < 100; i++) pace.uploaded(64, 3)
    expect(pace.uploadsPerFrame()).toBe(2)
    for (let i = 0; i < 100; i++) pace.uploaded(64, 20)
    expect(pace.uploadsPerFrame(), 'one at least').toBe(1)
  })

  it('[SC14] are not held up by one that took long', () => {
    const pace = createUploadPace()
    pace.uploaded(64, 40)
    expect(pace.uploadsPerFrame()).toBe(10)
  })
})
