import { expect, it } from 'vitest'
import { trailLines } from './trail-lines.ts'

/** The plane is at z = 0. */
const project = ([x, y, z]: readonly [number, number, number]) => ({ x, y, isNear: Math.abs(z) < 1 })

it('[FN3] a trail is drawn whole, and once more where it runs near the plane; unknown places are passed over', () => {
  const trail = { positions: Float32Array.of(0, 0, 5, 1, 0, 5, 2, 0, 0, Number.NaN, 0, 0, 3, 4, 9), weakest: 2 }
  expect(trailLines(trail, project)).toEqual({
    far: 'M0.0,0.0L1.0,0.0L2.0,0.0L3.0,4.0',
    close: 'M1.0,0.0L2.0,0.0M2.0,0.0L3.0,4.0',
    weakest: { x: 2, y: 0, isNear: true },
  })
  expect(trailLines({ ...trail, weakest: 3 }, project).weakest).toBeUndefined()
})

it('[FN3] a long trail is drawn with fewer places, with its ends and the weakest among them', () => {
  const positions = Float32Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? i / 3 : 0))
  const { far } = trailLines({ positions, weakest: 1234 }, project)
  const places = far.split(/[ML]/).filter(Boolean)
  expect(places.length).toBeLessThan(1510)
  for (const x of [0, 1234, 9999]) expect(places).toContain(`${x}.0,0.0`)
})
