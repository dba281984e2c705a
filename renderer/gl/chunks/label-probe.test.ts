import { expect, it } from 'vitest'
import type { Vec3 } from '../../../shared/geometry.ts'
import { pyramid } from '../../../shared/view/testing/volume-fixture.ts'
import { chunkKey, type OpenLayer } from '../open-layer.ts'
import { createLabelProbe } from './label-probe.ts'
import type { ResidentChunk } from './resident-chunks.ts'

/** Two scales of 8 and 16 nm, in chunks of 32 voxels. */
const VOLUME = pyramid([64, 64, 64], [8, 8, 8], [32, 32, 32], 2, 'segmentation')
const open = { layer: { volume: VOLUME }, volumeId: 1 } as unknown as OpenLayer

/** A chunk of one scale whose voxels have the labels that a formula gives; each has its label as its number. */
function chunk(level: number, cell: Vec3, labelOf: (x: number, y: number, z: number) => number) {
  const indices = new Uint16Array(32 ** 3)
  for (let i = 0; i < indices.length; i++) {
    const at = [i % 32, Math.floor(i / 32) % 32, Math.floor(i / 1024)].map((v, axis) => v + 32 * cell[axis]!)
    indices[i] = labelOf(at[0]!, at[1]!, at[2]!)
  }
  const labels = BigUint64Array.from({ length: 100 }, (_, i) => BigInt(i))
  const resident = {
    chunk: { kind: 'labels', size: [32, 32, 32], labels, indices },
    dense: Uint32Array.from({ length: 100 }, (_, i) => i),
  }
  return [chunkKey(open, level, cell), resident as unknown as ResidentChunk] as const
}

const probeOf = (...chunks: ReturnType<typeof chunk>[]) => {
  const held = new Map(chunks)
  return createLabelProbe(open, (key) => held.get(key))
}
const ANY = () => true
const RIGHT: Vec3 = [1, 0, 0]

it('[ME15] the label under a surface is that of the voxel there, or of one just behind it, where that is of the mesh', () => {
  const probe = probeOf(chunk(0, [0, 0, 0], (x) => (x < 10 ? 3 : x < 12 ? 4 : 5)))
  expect(probe([79, 8, 8], RIGHT, ANY)).toBe(3n)
  expect(probe([81, 8, 8], RIGHT, ANY)).toBe(4n)
  expect(probe([79, 8, 8], RIGHT, (label) => label !== 3n)).toBe(4n)
  expect(
    probe([79, 8, 8], RIGHT, (label) => label === 5n),
    'two voxels away',
  ).toBeUndefined()
  expect(probe([81, 8, 8], [-1, 0, 0], (label) => label === 3n)).toBe(3n)
})

it('[ME15] background is no label, and nothing is told where no chunk is in memory or the volume ends', () => {
  const probe = probeOf(chunk(0, [0, 0, 0], (x) => (x < 10 ? 0 : 7)))
  expect(probe([40, 8, 8], RIGHT, ANY)).toBeUndefined()
  expect(probe([79, 8, 8], RIGHT, ANY)).toBe(7n)
  expect(probe([300, 8, 8], RIGHT, ANY)).toBeUndefined()
  expect(probe([-100, 8, 8], RIGHT, ANY)).toBeUndefined()
  expect(probe([600, 8, 8], RIGHT, ANY)).toBeUndefined()
})

it('[ME15] of the scales in memory the finest tells; accepted is by label and by its number', () => {
  const probe = probeOf(
    chunk(0, [0, 0, 0], () => 1),
    chunk(1, [0, 0, 0], () => 2),
  )
  expect(probe([100, 100, 100], RIGHT, ANY)).toBe(1n)
  expect(probe([300, 100, 100], RIGHT, ANY)).toBe(2n)
  expect(probe([100, 100, 100], RIGHT, (label, dense) => label === 2n && dense === 2)).toBe(2n)
})
