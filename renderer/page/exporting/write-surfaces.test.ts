import { expect, it } from 'vitest'
import type { SegmentSurfaces } from '../../../shared/meshes/files/collect-surfaces.ts'
import { joinBytes } from '../../../shared/meshes/files/named-surface.ts'
import { writePly } from '../../../shared/meshes/files/write-ply.ts'
import { PIECE_BYTES } from './save-pieces.ts'
import { writeSurfaces } from './write-surfaces.ts'

it('[EX13] a file comes in pieces that are small enough to be sent, and with how far it is', () => {
  const vertices = 200_000
  const surface = {
    segment: 7n,
    positions: new Float32Array(3 * vertices).map((_, i) => (i * 1.37) % 90_000),
    normals: new Float32Array(3 * vertices),
    triangles: new Uint32Array(3 * vertices).map((_, i) => i % vertices),
  }
  const shown: SegmentSurfaces = { origin: [0, 0, 0], surfaces: [surface] }
  const named = { ...surface, name: '7', colour: 0x102030 }
  for (const format of ['glb', 'obj', 'ply'] as const) {
    const pieces = [...writeSurfaces(shown, format, () => 0x102030)]
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.every(({ bytes }) => bytes.length <= PIECE_BYTES)).toBe(true)
    const done = pieces.map((piece) => piece.done)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done.at(-1)).toBeGreaterThan(0.7)
    if (format !== 'ply') continue
    const whole = joinBytes(pieces.map(({ bytes }) => bytes))
    expect(Buffer.compare(whole, joinBytes(writePly({ origin: [0, 0, 0], surfaces: [named] })))).toBe(0)
  }
})
