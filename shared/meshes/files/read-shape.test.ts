import fc from 'fast-check'
import { expect, it } from 'vitest'
import { unwrap } from '../../problem.ts'
import { isShapeFile, readShape, SHAPE_FILE_BYTES_MAX } from './read-shape.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const TRIANGLE = 'v 1.5 0 0\nv 3 0 0\nv 1.5 2 0\nf 1 2 3\n'

it('[EX9] OBJ, PLY and SWC are read by the end of their names', () => {
  const obj = unwrap(readShape(bytes(TRIANGLE), 'a.OBJ'))
  expect(obj).toMatchObject({ kind: 'surface', count: 1, problems: [] })
  expect(obj.box.min.map((part) => Number(part.toFixed(3)))).toEqual([1.5, 0, 0])
  expect(obj.box.max.map((part) => Number(part.toFixed(3)))).toEqual([3, 2, 0])
  const swc = unwrap(readShape(bytes('# a tree\n1 1 0 0 0 2 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 1 99\n'), 'cell.swc'))
  expect(swc).toMatchObject({ kind: 'skeleton', count: 3, problems: ['line 4: the parent 99 of node 3 is missing'] })
  expect(['a.ply', 'b.SWC', 'c.obj', 'd.txt', 'obj', 'e.obj.gz'].map(isShapeFile)).toEqual([
    ...[true, true, true, false, false, false],
  ])
})

it.each([
  ['a.obj', 'v 1 2\n', 'line 1 has no number for the z'],
  ['a.obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n', 'triangle 0 names vertex 8 of 3'],
  ['a.obj', 'v 0 0 0\n', 'it has no face'],
  ['a.ply', 'plz\n', 'it does not begin with "ply"'],
  ['a.swc', '1 1 0 0 0 1 -1\n2 3 x 0 0 1 1\n', 'line 2 has no position'],
  ['a.swc', '1 1 0 0 0 1 -1\n', 'no two of its nodes are joined'],
  ['a.txt', '', 'its name ends in none of obj, ply, swc'],
])('[EX12] what is wrong with %s is told with its place: %#', (name, text, why) => {
  const read = readShape(bytes(text), name)
  expect(read).toMatchObject({ ok: false, problem: { file: name } })
  if (!read.ok) expect(read.problem.message).toContain(why)
})

it('[EX12] a file that is too large is refused before it is read', () => {
  const huge = { length: SHAPE_FILE_BYTES_MAX + 1 } as Uint8Array
  expect(readShape(huge, 'a.obj')).toMatchObject({ ok: false, problem: { kind: 'too-large' } })
})

it('[EX12] fuzzed: whatever a file holds, it is a shape that holds together or a problem that names it', () => {
  const number = fc.oneof(
    fc.double().map(String),
    fc.integer({ min: -9, max: 9 }).map(String),
    fc.constantFrom('nan', '1e400', '-1', ''),
  )
  const word = fc.oneof(number, fc.constantFrom('v', 'f', 'ply', 'element', 'vertex', 'face', '1/2/3', '#'))
  const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '))
  const text = fc.oneof(
    fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
    fc
      .array(fc.tuple(number, number, number, fc.integer({ min: -1, max: 8 })), { maxLength: 9 })
      .map((rows) => rows.map(([x, y, z, parent], i) => `${i} 0 ${x} ${y} ${z} 1 ${parent}`).join('\n')),
    fc
      .array(fc.tuple(number, number, number), { maxLength: 6 })
      .map((rows) => `${rows.map((row) => `v ${row.join(' ')}`).join('\n')}\nf 1 2 3 4`),
  )
  fc.assert(
    fc.property(
      fc.oneof(text.map(bytes), fc.uint8Array({ maxLength: 200 })),
      fc.constantFrom('obj', 'ply', 'swc'),
      (file, ending) => {
        const read = readShape(file, `x.${ending}`)
        if (!read.ok) {
          expect(read.problem.file).toBe(`x.${ending}`)
          return
        }
        const { mesh, box } = read.value
        expect(mesh.triangles.every((vertex) => vertex < mesh.vertices.length / 4)).toBe(true)
        for (const part of [...box.min, ...box.max]) expect(Number.isFinite(part)).toBe(true)
      },
    ),
  )
})
