import { describe, expect, it } from 'vitest'
import type { ByteClient } from '../../../shared/bytes/byte-client.ts'
import { type EvidenceName, placeOf } from '../../../shared/doubts/evidence/evidence.ts'
import { FORMATS } from '../../../shared/formats/format-list.ts'
import { infoOf } from '../../../shared/formats/precomputed/info-of.ts'
import type { PrecomputedScale } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { createJpegDecoder } from '../jpeg.ts'
import { openVolume } from '../load-chunk.ts'
import type { EvidenceRequest, FromDecoder } from '../messages.ts'
import { createUnpackers } from '../unpackers.ts'
import { createEvidenceLoader } from './load-evidence.ts'

/** Two blocks of labels meet in the plane x = 10, under a third one; the image is dark at borders. Voxels of 100 nm. */
const SIZE: Vec3 = [20, 16, 8]
const OFFSET: Vec3 = [1000, 0, 0]
const labelAt = (x: number, y: number) => (y >= 8 ? 7n : x < 10 ? 5n : 6n)
const greyAt = (x: number, y: number, z: number) => {
  const isDark = (y < 8 && (x === 9 || x === 10)) || y === 7 || y === 8
  return (isDark ? 60 : 180) + ((x + y + z) % 3)
}

function scaleOf(resolution: Vec3): PrecomputedScale {
  return { key: 's', size: SIZE, resolution, voxelOffset: OFFSET, chunkSize: [8, 8, 8], encoding: { kind: 'raw' } }
}

/** The bytes of a chunk by its name, such as `s/1000-1008_0-8_0-8`. */
function chunkOf(key: string, bytesOf: (x: number, y: number, z: number) => Uint8Array): Uint8Array {
  const [x, y, z] = key
    .slice(2)
    .split('_')
    .map((range) => range.split('-').map(Number)) as [number, number][]
  const parts: number[] = []
  for (let k = z![0]; k < z![1]; k++)
    for (let j = y![0]; j < y![1]; j++) for (let i = x![0]; i < x![1]; i++) parts.push(...bytesOf(i - OFFSET[0], j, k))
  return Uint8Array.from(parts)
}

const asLabel = (x: number, y: number) => new Uint8Array(BigUint64Array.of(labelAt(x, y)).buffer)
const FAILURE = { kind: 'http-status', message: 'no', status: 500 } as const

type Fault = (source: string, key: string) => 'missing' | 'failed' | undefined

function start(fault: Fault = () => undefined) {
  const read: string[] = []
  const client: ByteClient = {
    get: async (source, key) => {
      read.push(`${source} ${key}`)
      const wrong = fault(source, key)
      if (wrong === 'failed') throw new ProblemError(FAILURE)
      if (wrong === 'missing') return undefined
      const data = source === 'em' ? chunkOf(key, (x, y, z) => Uint8Array.of(greyAt(x, y, z))) : chunkOf(key, asLabel)
      return { data: new Uint8Array(data), transferred: data.length }
    },
  }
  const scales = [scaleOf([100, 100, 100])] as const
  const volume = (id: number, sourceId: string, files: Record<string, unknown>) => {
    const described = { format: 'precomputed', files, place: { location: `/${sourceId}`, above: 0 }, at: [] }
    return openVolume({ kind: 'volume', volumeId: id, sourceId, described }, FORMATS)
  }
  const volumes = new Map([
    [1, volume(1, 'seg', { info: infoOf({ kind: 'segmentation', voxelType: 'uint64', scales }) })],
    [2, volume(2, 'em', { info: infoOf({ kind: 'image', voxelType: 'uint8', scales }) })],
  ])
  const wasm = { jpeg: createJpegDecoder().decode, unpackers: createUnpackers() }
  const loader = createEvidenceLoader({ client, wasm, volumeOf: (id) => volumes.get(id) })
  const told: FromDecoder[] = []
  const abort = new AbortController()
  const look = (change: Partial<EvidenceRequest> = {}, sides = (id: bigint) => Number(id) - 4) => {
    const request: EvidenceRequest = {
      ...{ kind: 'evidence', id: 9, volumeId: 1, imageId: 2, position: [101_000, 500, 400] },
      ...change,
    }
    const tell = (message: FromDecoder) => {
      told.push(message)
      if (message.kind === 'in-box')
        loader.sides(
          9,
          Uint8Array.from(message.supervoxels, (id) => sides(id) % 3),
        )
    }
    return loader.load(request, tell, abort.signal)
  }
  return { look, told, read, abort, loader }
}

function valuesOf(reply: FromDecoder): (name: EvidenceName) => number {
  if (reply.kind !== 'evidence') throw new Error(JSON.stringify(reply))
  return (name) => reply.evidence[placeOf(name)]!
}

describe('evidence of the voxels around a place', () => {
  it('[DO31] is of the two sides that are told of the supervoxels there, and of the image at their contact', async () => {
    const { look, told, read } = start()
    const reply = await look()
    expect(told).toMatchObject([{ kind: 'in-box', id: 9 }])
    expect(told[0]?.kind === 'in-box' && [...told[0].supervoxels].sort()).toEqual([5n, 6n, 7n])
    const value = valuesOf(reply)
    // The box goes three voxels each way from (10, 5, 4): the contact there is y 2 to 7 and z 1 to 7.
    expect(value('local-contact')).toBeCloseTo(Math.log(1 + 6 * 7 * 100 * 100), 3)
    expect(value('membrane')).toBeGreaterThan(0.8)
    expect(value('best-odds')).toBeNaN()
    // The same chunks are read once for places near each other.
    const count = read.length
    await look({ position: [101_000, 500, 300] })
    expect(read.length).toBe(count)
  })

  it('[DO32] without an image, or where a part of it fails or is not stored, shapes alone are known', async () => {
    const faults: readonly [Fault, Partial<EvidenceRequest>, unknown][] = [
      [() => undefined, { imageId: undefined }, undefined],
      [() => undefined, { imageId: 3 }, { kind: 'not-found' }],
      [(source, key) => (source === 'em' && key.includes('1008-1016_0-8') ? 'failed' : undefined), {}, FAILURE],
      [
        (source, key) => (source === 'em' && key.includes('1008-1016_0-8') ? 'missing' : undefined),
        {},
        { kind: 'not-found' },
      ],
      // Labels are no image.
      [() => undefined, { imageId: 1 }, { kind: 'unsupported' }],
    ]
    for (const [fault, change, problem] of faults) {
      const reply = await start(fault).look(change)
      const value = valuesOf(reply)
      expect(value('local-contact')).toBeGreaterThan(0)
      expect([value('membrane'), value('inside-step')]).toEqual([Number.NaN, Number.NaN])
      const told = reply.kind === 'evidence' ? reply.imageProblem : undefined
      if (problem === undefined) expect(told).toBeUndefined()
      else expect(told).toMatchObject(problem as object)
    }
  })

  it('[DO32] where labels fail nothing is told; where none are stored there is background, which has no shape', async () => {
    const failed = await start((source) => (source === 'seg' ? 'failed' : undefined)).look()
    expect(failed).toEqual({ kind: 'failed', id: 9, problem: FAILURE })
    const missing = await start((source) => (source === 'seg' ? 'missing' : undefined)).look()
    expect(valuesOf(missing)('local-contact')).toBeNaN()
    expect(await start().look({ volumeId: 8 })).toMatchObject({ kind: 'failed', problem: { kind: 'not-found' } })
    expect(await start().look({ volumeId: 2 })).toMatchObject({ kind: 'failed', problem: { kind: 'unsupported' } })
    // Outside of the volume, and where an agglomeration does not know the place of a contact.
    for (const x of [0, Number.NaN]) {
      const reply = await start().look({ position: [x, 0, 0] })
      expect(reply).toMatchObject({ kind: 'failed', problem: { kind: 'not-found' } })
    }
  })

  it('[DO32] supervoxels of neither side, and sides that do not meet, say nothing', async () => {
    const value = valuesOf(await start().look({}, (id) => (id === 5n ? 1 : 0)))
    expect(value('local-contact')).toBeNaN()
  })

  it('[DO33] one that is taken back while the sides are asked for ends, and nothing waits on', async () => {
    const { loader, abort, read } = start()
    const request = { kind: 'evidence', id: 4, volumeId: 1, imageId: 2, position: [101_000, 500, 400] } as const
    const reply = await loader.load(request, () => abort.abort(), abort.signal)
    expect(reply).toMatchObject({ kind: 'failed', problem: { kind: 'cancelled' } })
    const count = read.length
    expect(await loader.load(request, () => undefined, abort.signal)).toMatchObject({ kind: 'failed' })
    expect(read.length).toBe(count)
  })
})
