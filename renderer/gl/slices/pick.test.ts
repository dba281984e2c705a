import { describe, expect, it } from 'vitest'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import { UNDESCRIBED } from '../../../shared/formats/testing/undescribed.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import type { LoadPhase } from '../../../shared/loading/scheduler-events.ts'
import type { Scale, Volume } from '../../../shared/volume/volume.ts'
import { chunkKey, openLayer } from '../open-layer.ts'
import { type PickSource, pickLayers, voxelWithin } from './pick.ts'

const scale = (size: Vec3, resolution: Vec3, voxelOffset: Vec3): Scale => ({
  key: 's',
  size,
  resolution,
  voxelOffset,
  chunkSize: [4, 4, 4],
})

const SCALES: Volume['scales'] = [
  scale([10, 10, 10], [8, 8, 40], [-5, 0, 2]),
  scale([5, 5, 10], [16, 16, 40], [-2, 0, 2]),
]
const HUGE = 0xfedcba9876543210n

function layer(kind: 'image' | 'segmentation') {
  const volume: Volume = { kind, voxelType: kind === 'image' ? 'uint8' : 'uint64', scales: SCALES }
  const common = { visible: true, opacity: 1 }
  const view =
    kind === 'image'
      ? ({ ...common, kind, black: 0, white: 255, smooth: false } as const)
      : ({
          ...common,
          kind,
          selectedOpacity: 1,
          selectedOnly: false,
          boundaries: false,
          supervoxelBorders: false,
          colourSeed: 0,
        } as const)
  return openLayer({ id: kind, sourceId: 's', location: '/l', volume, described: UNDESCRIBED, view }, 1)
}

function source(
  open: ReturnType<typeof layer>,
  chunks: readonly { scale: number; cell: Vec3; chunk: DecodedChunk }[],
  phases: readonly { scale: number; cell: Vec3; phase: LoadPhase }[] = [],
  isTooFarOut = false,
): PickSource {
  const byKey = new Map(chunks.map(({ scale, cell, chunk }) => [chunkKey(open, scale, cell), chunk]))
  const phaseByKey = new Map(phases.map(({ scale, cell, phase }) => [chunkKey(open, scale, cell), phase]))
  const problem = { kind: 'network', message: 'The line went dead' } as const
  return {
    isTooFarOut: () => isTooFarOut,
    residentAt: (key) => {
      const chunk = byKey.get(key)
      if (chunk === undefined) return undefined
      const dense = chunk.kind === 'labels' ? open.palette?.retainAll(halvesOf(chunk.labels)) : undefined
      return { open, chunk, dense, wholeSize: chunk.size, textures: undefined }
    },
    scheduler: {
      phaseOf: (key) => phaseByKey.get(key),
      failureOf: (key) => (phaseByKey.get(key) === 'failed' ? { problem, retryAtMs: 5000 } : undefined),
    },
  }
}

/** Values count up in memory order, so that a wrong place shows. */
const grey = (size: Vec3, first: number): DecodedChunk => ({
  kind: 'grey',
  size,
  voxels: Uint8Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => first + i),
})

function pick(open: ReturnType<typeof layer>, position: Vec3, from: PickSource) {
  return pickLayers([open], () => 0, position, from, 1000)[0]!
}

describe('pick', () => {
  it('[GL14] finds the voxel of negative offsets and anisotropic voxels, and nothing outside', () => {
    expect(voxelWithin(SCALES[0], [-40, 0, 80])).toEqual([-5, 0, 2])
    expect(voxelWithin(SCALES[0], [-40.01, 0, 80])).toBeNull()
    expect(voxelWithin(SCALES[0], [39.9, 79.9, 479.9])).toEqual([4, 9, 11])
    expect(voxelWithin(SCALES[0], [40, 0, 80])).toBeNull()
  })

  it('[GL14] reads the value at its place in a chunk cut off at the end of the volume', () => {
    const open = layer('image')
    // Cell 2 along each axis holds only two voxels.
    const from = source(open, [{ scale: 0, cell: [2, 2, 2], chunk: grey([2, 2, 2], 100) }])
    const position: Vec3 = [(-5 + 9) * 8 + 1, 8 * 8 + 1, (2 + 9) * 40 + 1]
    expect(pick(open, position, from)).toEqual({
      layerId: 'image',
      voxel: [4, 8, 11],
      value: { kind: 'grey', value: 100 + 1 + 4 },
    })
  })

  it('[GL15] the finest scale in memory answers', () => {
    const open = layer('image')
    const coarse = { scale: 1, cell: [0, 0, 0] as const, chunk: grey([4, 4, 4], 7) }
    const position: Vec3 = [-32, 0, 80]
    expect(pick(open, position, source(open, [coarse])).value).toEqual({ kind: 'grey', value: 7 })
    const fine = { scale: 0, cell: [0, 0, 0] as const, chunk: grey([4, 4, 4], 50) }
    expect(pick(open, position, source(open, [coarse, fine])).value).toEqual({ kind: 'grey', value: 51 })
    expect(pick(open, position, source(open, [])).value).toEqual({ kind: 'loading' })
  })

  it('[GL15] says background, failed with its reason and when it is tried again', () => {
    const open = layer('image')
    const cell: Vec3 = [0, 0, 0]
    const position: Vec3 = [-39, 1, 81]
    const background = source(open, [], [{ scale: 0, cell, phase: 'background' }])
    expect(pick(open, position, background).value).toEqual({ kind: 'background' })
    const coarse = { scale: 1, cell, chunk: grey([4, 4, 4], 7) }
    const failed = source(open, [coarse], [{ scale: 0, cell, phase: 'failed' }])
    const value = pick(open, position, failed).value
    expect(value).toMatchObject({ kind: 'failed', retryInMs: 4000, problem: { message: 'The line went dead' } })
    expect(pick(open, [1e6, 0, 0], failed)).toEqual({ layerId: 'image', voxel: null, value: { kind: 'background' } })
  })

  it('[GL35] says where nothing will come, and that what was asked for is loading', () => {
    const open = layer('image')
    const position: Vec3 = [-39, 1, 81]
    const asked = { scale: 0, cell: [0, 0, 0] as const, phase: 'queued' as const }
    expect(pick(open, position, source(open, [], [asked], true)).value).toEqual({ kind: 'loading' })
    expect(pick(open, position, source(open, [], [], true)).value).toEqual({ kind: 'too-far-out' })
    expect(pick(open, [1e6, 0, 0], source(open, [], [], true)).value).toEqual({ kind: 'background' })
  })

  it('[GL16] gives 64-bit ids exactly, and the segment that a supervoxel was mapped to', () => {
    const open = layer('segmentation')
    const labels = BigUint64Array.of(HUGE, 0n, 12n)
    const indices = new Uint8Array(64).fill(1)
    indices[0] = 0
    const from = source(open, [
      { scale: 0, cell: [0, 0, 0], chunk: { kind: 'labels', size: [4, 4, 4], labels, indices } },
    ])
    const first: Vec3 = [-39, 1, 81]
    expect(pick(open, first, from).value).toEqual({ kind: 'label', supervoxel: HUGE, segment: HUGE })
    expect(pick(open, [-31, 1, 81], from).value).toEqual({ kind: 'background' })
    open.palette!.retainAll(halvesOf(labels))
    open.palette!.remap(halvesOf(labels.subarray(0, 1)), halvesOf(BigUint64Array.of(12n)))
    expect(pick(open, first, from).value).toEqual({ kind: 'label', supervoxel: HUGE, segment: 12n })
  })
})
