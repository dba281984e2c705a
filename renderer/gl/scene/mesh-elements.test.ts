import { expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { elementsOf } from './mesh-elements.ts'
import { tubeMesh } from './testing/tube-mesh.ts'

const tube = (label: bigint, rings: number) => ({
  label,
  path: Array.from({ length: rings }, (_, i): Vec3 => [100 + 10 * i, 100, 100 * Number(label)]),
  radius: () => 5,
  sides: 3,
})

it('[SCN8] the triangles of shown pieces come first, then those of the context, and no others', () => {
  const mesh = tubeMesh([tube(1n, 2), tube(2n, 3), tube(3n, 4), tube(4n, 2)], [0, 0, 0], 0.5)
  const piecesOf = (numbers: ArrayLike<number>) => Array.from(numbers, (vertex) => mesh.vertices[4 * vertex + 3]!)
  const [all, none] = [Uint32Array.of(0, 1, 2, 3), new Uint32Array(0)]
  expect([...elementsOf(mesh, all, none).data]).toEqual([...mesh.triangles])
  expect(elementsOf(mesh, none, none)).toMatchObject({ firstCount: 0, data: { length: 0 } })
  const { data, firstCount } = elementsOf(mesh, Uint32Array.of(1, 3), Uint32Array.of(0))
  expect(data).toBeInstanceOf(Uint16Array)
  expect(new Set(piecesOf(data.subarray(0, firstCount)))).toEqual(new Set([1, 3]))
  expect(new Set(piecesOf(data.subarray(firstCount)))).toEqual(new Set([0]))
  const triangles = (piece: number) => mesh.triangleStarts[piece + 1]! - mesh.triangleStarts[piece]!
  expect(data.length).toBe(3 * (triangles(1) + triangles(3) + triangles(0)))
})

it('[SCN8] vertex numbers take four bytes where two do not suffice', () => {
  const mesh = tubeMesh([tube(1n, 2), tube(2n, 22_000)], [0, 0, 0], 8)
  const { data } = elementsOf(mesh, Uint32Array.of(0, 1), new Uint32Array(0))
  expect(data).toBeInstanceOf(Uint32Array)
  expect([...data.subarray(-30)]).toEqual([...mesh.triangles.subarray(-30)])
})
