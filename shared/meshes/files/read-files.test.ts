import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOfAscii } from './ascii.ts'
import { joinBytes, type SurfaceFile } from './named-surface.ts'
import { readObj } from './read-obj.ts'
import { readPly } from './read-ply.ts'
import { readSwc } from './read-swc.ts'
import { writeObj } from './write-obj.ts'
import { writePly } from './write-ply.ts'

const obj = (text: string) => readObj(bytesOfAscii(text), 7n, 'a.obj')
const ply = (text: string) => readPly(bytesOfAscii(text), 7n, 'a.ply')
const swc = (text: string) => readSwc(bytesOfAscii(text), 'a.swc')
const why = (outcome: ReturnType<typeof obj | typeof swc>) => (outcome.ok ? 'read' : outcome.problem.message)

const TRIANGLE = 'v 10 20 30\nv 11.5 20 30\nv 10 21 30\n'
const HEAD = (format: string, vertices: number, faces: number) =>
  `ply\nformat ${format} 1.0\ncomment x\nelement vertex ${vertices}\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nelement face ${faces}\nproperty list uchar int vertex_indices\nend_header\n`

describe('OBJ', () => {
  it('[EX5] is read: vertices, faces of any corners, from either end, with textures; the rest is passed over', () => {
    const read = obj(`# a\r\no 5\r\n${TRIANGLE}v 9 9 9\nvn 0 0 1\nf 1/1/1 2//3 3/4\nusemtl x\nf -4 -3 -2 -1\n`)
    expect(read).toMatchObject({
      ok: true,
      value: {
        origin: [9, 9, 9],
        positions: Float32Array.of(1, 11, 21, 2.5, 11, 21, 1, 12, 21, 0, 0, 0),
        triangles: Uint32Array.of(0, 1, 2, 0, 1, 2, 0, 2, 3),
        labels: BigUint64Array.of(7n),
      },
    })
  })

  it.each([
    ['', 'it has no vertices'],
    ['v 1 2\n', 'line 1 has no number for the z of a vertex'],
    ['v 1 2 nan\n', 'line 1 has no number for the z'],
    ['v 1 2 1e300\n', 'the z of vertex 0'],
    [`${TRIANGLE}f 1 2\n`, 'line 4 is a face of fewer than three corners'],
    [`${TRIANGLE}f 1 2 4\n`, 'names vertex 3 of 3'],
    [`${TRIANGLE}f 1 2 0\n`, 'line 4 names a vertex that cannot be: 0'],
    [`${TRIANGLE}f 1 2 -4\n`, 'line 4 names a vertex that cannot be: -4'],
    [`${TRIANGLE}f 1 2 99999999999\n`, 'line 4 names a vertex that cannot be'],
    [`${TRIANGLE}f a b c\n`, 'line 4 names a vertex that cannot be: a'],
  ])('[EX6] %j is refused with its line', (text, words) => {
    expect(why(obj(text))).toContain(words)
    expect(why(obj(text))).toContain('a.obj')
  })
})

describe('PLY', () => {
  it('[EX5] is read as text and as bytes of either order', () => {
    const text = ply(`${HEAD('ascii', 3, 1)}1 2 3 255\n4 2 3 255\n1 5 3 255\n3 0 1 2\n`)
    const expected = {
      ok: true,
      value: {
        origin: [1, 2, 3],
        positions: Float32Array.of(0, 0, 0, 3, 0, 0, 0, 3, 0),
        triangles: Uint32Array.of(0, 1, 2),
      },
    }
    expect(text).toMatchObject(expected)
    for (const isLittle of [true, false]) {
      const body = new DataView(new ArrayBuffer(3 * 13 + 13))
      const rows = [
        [1, 2, 3],
        [4, 2, 3],
        [1, 5, 3],
      ]
      for (const [i, row] of rows.entries()) {
        for (const [axis, value] of row.entries()) body.setFloat32(13 * i + 4 * axis, value, isLittle)
      }
      body.setUint8(39, 3)
      for (const corner of [0, 1, 2]) body.setInt32(40 + 4 * corner, corner, isLittle)
      const head = bytesOfAscii(HEAD(isLittle ? 'binary_little_endian' : 'binary_big_endian', 3, 1))
      expect(readPly(joinBytes([head, new Uint8Array(body.buffer)]), 7n, 'a.ply')).toMatchObject(expected)
    }
  })

  it.each([
    ['', 'does not begin with "ply"'],
    ['ply\nformat ascii 1.0\n', 'its header has no end'],
    ['ply\nformat text 1.0\nend_header\n', 'its format is "text"'],
    ['ply\nformat ascii 1.0\nelement vertex x\nend_header\n', 'has no count'],
    ['ply\nformat ascii 1.0\nproperty float x\nend_header\n', 'a property before any element'],
    ['ply\nformat ascii 1.0\nelement vertex 1\nproperty half x\nend_header\n', 'has the line "property half x"'],
    ['ply\nformat ascii 1.0\nelement face 0\nend_header\n', 'it has no element vertex'],
    ['ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1\n', 'its vertices have no y'],
    [HEAD('ascii', 1_000_000_000, 0), 'announces 1000000000 vertices'],
    [HEAD('ascii', 3, 1_000_000_000), 'announces 1000000000 faces'],
    [
      'ply\nformat ascii 1.0\nelement none 999999999999999\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n1 2\n',
      'vertex 0 is cut short',
    ],
    [`${HEAD('ascii', 2, 0)}1 2 3 0\n1 2\n`, 'vertex 1 is cut short or has no number'],
    [`${HEAD('ascii', 1, 0)}1 2 nan 0\n`, 'vertex 0 is cut short or has no number'],
    [`${HEAD('ascii', 1, 1)}1 2 3 0\n3 0 0 5\n`, 'names vertex 5 of 1'],
    [`${HEAD('ascii', 1, 1)}1 2 3 0\n3 0 0 -1\n`, 'face 0 names vertex -1'],
    [`${HEAD('ascii', 1, 1)}1 2 3 0\n-3 0 0 0\n`, 'face 0 has a list of -3 values'],
    [`${HEAD('binary_little_endian', 5, 1)}short`, 'vertex 0 is cut short'],
  ])('[EX6] %j is refused with its field', (text, words) => {
    expect(why(ply(text))).toContain(words)
  })
})

it('[EX3, EX5] what is written as OBJ and PLY is read again, within a hundredth of a nanometre', () => {
  const positions = Float32Array.of(0, 0, 0, 10.25, 0, 0, 0, 20.5, 0, 0, 0, 7.125)
  const triangles = Uint32Array.of(0, 1, 2, 0, 2, 3)
  const surface = { name: '5', colour: 0x123456, positions, normals: new Float32Array(12), triangles }
  const file: SurfaceFile = { origin: [1e6, 2e6, 3e6], surfaces: [surface, { ...surface, name: '6' }] }
  for (const read of [readObj(joinBytes(writeObj(file)), 1n, 'a'), readPly(joinBytes(writePly(file)), 1n, 'a')]) {
    expect(read).toMatchObject({ ok: true, value: { origin: [1e6, 2e6, 3e6] } })
    if (!read.ok) continue
    expect(Array.from(read.value.triangles)).toEqual([0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7])
    for (const [i, value] of read.value.positions.entries())
      expect(Math.abs(value - positions[i % 12]!)).toBeLessThan(0.01)
  }
})

describe('SWC', () => {
  it('[EX7] is read; a missing parent and a ring cost their edge alone, and are told', () => {
    const read = swc('# a\n1 1 0 0 0 5 -1\n2 3 10 0 0 nan 1\n\n3 3 20 0 0 -2 9\n4 3 1 1 1 1 5\n5 3 2 2 2 1 4\n')
    expect(read).toEqual({
      ok: true,
      value: {
        positions: Float64Array.of(0, 0, 0, 10, 0, 0, 20, 0, 0, 1, 1, 1, 2, 2, 2),
        radii: Float32Array.of(5, 0, 0, 1, 1),
        edges: Uint32Array.of(1, 0, 3, 4),
        problems: ['line 5: the parent 9 of node 3 is missing', 'line 7: node 5 closes a ring'],
      },
    })
  })

  it.each([
    ['', 'it has no nodes'],
    ['a 1 0 0 0 1 -1', 'line 1 has no number of a node'],
    ['1 1 0 0 x 1 -1', 'line 1 has no position'],
    ['1 1 0 0 1e99 1 -1', 'line 1 has a position outside of any volume'],
    ['1 1 0 0 0 1', 'line 1 has no parent'],
    ['1 1 0 0 0 1 -1\n1 1 0 0 0 1 -1', 'line 2 repeats node 1'],
  ])('[EX7] %j is refused with its line', (text, words) => {
    expect(why(swc(text))).toContain(words)
  })
})

describe('whatever bytes come', () => {
  const good = [
    `${TRIANGLE}f 1 2 3\n`,
    `${HEAD('ascii', 3, 1)}1 2 3 255\n4 2 3 255\n1 5 3 255\n3 0 1 2\n`,
    `${HEAD('binary_little_endian', 1, 1)}${'\0'.repeat(30)}`,
    '1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n',
  ]
  const changed = fc
    .record({
      text: fc.constantFrom(...good),
      changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      cut: fc.option(fc.nat()),
    })
    .map(({ text, changes, cut }) => {
      const bytes = bytesOfAscii(text)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1))
    })

  it('[EX6, EX7] the outcome is a mesh whose numbers are in range, or a problem that names the file', () => {
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        for (const read of [readObj(bytes, 1n, 'a file'), readPly(bytes, 1n, 'a file')]) {
          if (!read.ok) expect(read.problem.message).toContain('a file')
          else {
            const { positions, triangles } = read.value
            expect(positions.every(Number.isFinite)).toBe(true)
            expect(triangles.every((vertex) => vertex < positions.length / 3)).toBe(true)
          }
        }
        const skeleton = readSwc(bytes, 'a file')
        if (!skeleton.ok) expect(skeleton.problem.message).toContain('a file')
        else expect(skeleton.value.edges.every((node) => node < skeleton.value.radii.length)).toBe(true)
      }),
    )
  })
})
