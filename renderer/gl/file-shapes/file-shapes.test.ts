import { expect, it } from 'vitest'
import { readShape } from '../../../shared/meshes/files/read-shape.ts'
import { unwrap } from '../../../shared/problem.ts'
import { createFileShapes } from './file-shapes.ts'

const TEXT = 'v 1 0 0\nv 3 0 0\nv 1 2 0\nf 1 2 3\n'
const shape = () => unwrap(readShape(new TextEncoder().encode(TEXT), 'a.obj'))

it('[EX10] a shape lies where its unit says, and moves with another unit', () => {
  const shapes = createFileShapes()
  shapes.add(1, shape())
  expect(shapes.drawn()).toEqual([])
  shapes.show([{ id: 1, colour: 0xff0000, unitNm: 1000, isVisible: true }])
  const [drawn] = shapes.drawn()
  expect(drawn?.box.min.map(Math.round)).toEqual([1000, 0, 0])
  expect(drawn?.box.max.map(Math.round)).toEqual([3000, 2000, 0])
  const { origin, step, vertices } = drawn!.mesh
  const second = [0, 1, 2].map((axis) => Math.round(origin[axis]! + vertices[4 + axis]! * step[axis]!))
  expect(second).toEqual([3000, 0, 0])
  shapes.show([{ id: 1, colour: 0xff0000, unitNm: 1, isVisible: true }])
  expect(shapes.drawn()[0]?.box.max.map(Math.round)).toEqual([3, 2, 0])
})

it('[EX9] hidden shapes are kept, removed ones are forgotten', () => {
  const shapes = createFileShapes()
  const shown = { id: 1, colour: 1, unitNm: 1 }
  shapes.add(1, shape())
  shapes.show([{ ...shown, isVisible: false }])
  expect(shapes.drawn()).toEqual([])
  shapes.show([{ ...shown, isVisible: true }])
  expect(shapes.drawn()).toHaveLength(1)
  shapes.show([])
  shapes.show([{ ...shown, isVisible: true }])
  expect(shapes.drawn()).toEqual([])
})
