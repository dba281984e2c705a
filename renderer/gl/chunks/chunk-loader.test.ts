import { describe, expect, it } from 'vitest'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import { UNDESCRIBED } from '../../../shared/formats/testing/undescribed.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { planeOf } from '../../../shared/view/slice/slice-plane.ts'
import { cameraAt, pyramid } from '../../../shared/view/testing/volume-fixture.ts'
import { openLayer } from '../open-layer.ts'
import type { ChunkTextures } from '../textures/chunk-textures.ts'
import { createChunkLoader } from './chunk-loader.ts'
import type { DecoderPool, Loaded } from './decoder-pool.ts'
import type { Uploader } from './resident-chunks.ts'

const VOLUME = pyramid([128, 64, 16], [8, 8, 8], [64, 64, 16], 1, 'image')
const VIEW = { kind: 'image', visible: true, opacity: 1, black: 0, white: 255, smooth: false } as const
const BUDGETS = {
  gpuBytes: 2 ** 24,
  memoryBytes: 2 ** 24,
  downloads: 8,
  meshes: { gpuBytes: 1, memoryBytes: 1, triangles: 1 },
}
/** Shows both chunks of the volume. */
const PLANE = planeOf(cameraAt([512, 256, 64], 8), 'xy', { x: 0, y: 0, width: 200, height: 100 }, 1)

function loaderRig(uploader: Partial<Uploader>) {
  const loads = new Map<string, (loaded: Loaded) => void>()
  const pool: Pick<DecoderPool, 'load' | 'cancel'> = {
    load: (_volume, _scale, cell, done) => loads.set(cell.join(), done).size,
    cancel: () => undefined,
  }
  const reported: unknown[] = []
  let given = 0
  const loader = createChunkLoader({
    pool,
    uploader: {
      maxTextureSize: 8192,
      upload: (): ChunkTextures => {
        throw new Error('not here')
      },
      repaint: () => undefined,
      destroy: () => {
        given++
      },
      chunkBytes: () => 0,
      ...uploader,
    },
    now: () => 0,
    changed: () => undefined,
    report: (error) => reported.push(error),
  })
  const open = openLayer(
    { id: 'em', sourceId: 's', location: '/data/em', volume: VOLUME, described: UNDESCRIBED, view: VIEW },
    1,
  )
  const turn = () => loader.update([open], [PLANE], undefined, BUDGETS, 0)
  const arrive = (cell: Vec3, chunk: DecodedChunk) => loads.get(cell.join())!({ kind: 'loaded', chunk, transferred: 1 })
  return { loader, open, turn, arrive, reported, given: () => given }
}

const grey = (size: Vec3): DecodedChunk => ({
  kind: 'grey',
  size,
  voxels: new Uint8Array(size[0] * size[1] * size[2]),
})
const TEXTURES = {
  place: {},
  voxelBytes: 1,
  columns: 1,
  grid: [64, 64, 16, 16],
  fold: {},
  paletteVersion: 0,
} as unknown as ChunkTextures

describe('chunk loader', () => {
  it('[GL31] a chunk that cannot be drawn fails alone, with its reason; the others are drawn in the same turn', () => {
    let refused = 0
    const { loader, open, turn, arrive, reported } = loaderRig({
      upload: () => {
        refused++
        if (refused === 1) throw new Error('the texture is upside down')
        return TEXTURES
      },
    })
    turn()
    arrive([0, 0, 0], grey([64, 64, 16]))
    arrive([1, 0, 0], grey([64, 64, 16]))
    turn()
    const keys = [`${open.volumeId}/0/0`, `${open.volumeId}/0/1`]
    const phases = keys.map((key) => loader.scheduler.phaseOf(key)).sort()
    expect(phases).toEqual(['failed', 'gpu'])
    expect(loader.scheduler.totals()).toMatchObject({
      wanted: 2,
      ready: 1,
      failed: 1,
      failure: { file: '/data/em', message: 'A chunk cannot be drawn: the texture is upside down' },
    })
    expect(reported).toHaveLength(1)
    expect(keys.filter((key) => loader.residentAt(key) !== undefined)).toHaveLength(1)
    turn()
    expect(loader.scheduler.totals()).toMatchObject({ ready: 1, failed: 1 })
  })

  it('[GL31] a chunk that no texture can hold is a failure that says so, and is not asked for again', () => {
    const { loader, turn, arrive, reported } = loaderRig({ maxTextureSize: 64, upload: () => undefined })
    turn()
    arrive([0, 0, 0], grey([64, 64, 16]))
    arrive([1, 0, 0], grey([1, 1, 1]))
    turn()
    expect(loader.scheduler.failureOf('1/0/0')).toMatchObject({
      problem: { kind: 'too-large', message: expect.stringContaining('64 x 64 x 16') },
      retryAtMs: Number.POSITIVE_INFINITY,
    })
    expect(loader.scheduler.failureOf('1/0/1')).toMatchObject({ retryAtMs: Number.POSITIVE_INFINITY })
    expect(loader.scheduler.totals()).toMatchObject({ ready: 0, failed: 2, gpuBytes: 0, memoryBytes: 0 })
    expect(reported).toEqual([])
  })
})
