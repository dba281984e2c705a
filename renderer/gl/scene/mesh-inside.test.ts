import { expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { insideOf } from './mesh-inside.ts'
import { tubeMesh } from './testing/tube-mesh.ts'

const path = Array.from({ length: 12 }, (_, i): Vec3 => [500 + 40 * i, 500 + 3 * i * i, 500])
const tube = tubeMesh([{ label: 1n, path, radius: () => 40, sides: 12 }], [0, 0, 0], 0.5)

it('[SCN21] the inside of a closed mesh is known whichever way its corners go round; a cut off one counts as closed, a sheet does not', () => {
  const { vertices, triangles } = tube
  expect(insideOf(tube)).toBe('back')
  expect(insideOf({ vertices, triangles: triangles.toReversed() })).toBe('front')
  // The last 20 triangles are the two ends.
  expect(insideOf({ vertices, triangles: triangles.slice(0, -30) })).toBe('back')
  expect(insideOf({ vertices, triangles: triangles.slice(0, 30) })).toBe('seen')
  expect(insideOf({ vertices, triangles: new Uint32Array(0) })).toBe('seen')
})
