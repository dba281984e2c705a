import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../fixtures/fixture.ts'
import { chunkFileName } from '../formats/precomputed/chunk-file-name.ts'
import { decodeChunk } from '../formats/precomputed/decode-chunk.ts'
import { mortonKey } from '../formats/precomputed/morton.ts'
import { parseInfoText } from '../formats/precomputed/precomputed-info.ts'
import type { PrecomputedScale, PrecomputedVolume } from '../formats/precomputed/precomputed-volume.ts'
import { findChunk, minishardRange, parseMinishardIndex } from '../formats/precomputed/shard-index.ts'
import { shardIndexBytes, shardLocation } from '../formats/precomputed/sharding.ts'
import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import { chunkSizeAt, gridOf } from '../volume/chunk-grid.ts'
import type { DecodedChunk } from './decoded-chunk.ts'

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

function openVolume(folder: string): PrecomputedVolume {
  return value(parseInfoText(new TextDecoder().decode(readFixture(`${folder}/info`)), folder))
}

function readChunk(folder: string, scale: PrecomputedScale, cell: Vec3): Uint8Array {
  const path = `${folder}/${chunkFileName(scale, cell)}`
  if (scale.sharding === undefined) return readFixture(path)
  const { sharding } = scale
  const key = mortonKey(cell, gridOf(scale))
  const { file, minishard } = shardLocation(sharding, key)
  const shard = readFixture(`${folder}/${scale.key}/${file}`)
  const range = value(minishardRange(shard.subarray(0, shardIndexBytes(sharding)), minishard, sharding, file))
  if (range === undefined) throw new Error(`minishard ${minishard} of ${file} is empty`)
  const packed = shard.subarray(range.start, range.end)
  const bytes = sharding.minishardIndexEncoding === 'gzip' ? new Uint8Array(gunzipSync(packed)) : packed
  const found = findChunk(value(parseMinishardIndex(bytes, sharding, file)), key)
  if (found === undefined) throw new Error(`${file} has no key ${key}`)
  const chunk = shard.subarray(found.start, found.end)
  return sharding.dataEncoding === 'gzip' ? new Uint8Array(gunzipSync(chunk)) : chunk
}

function readDecoded(folder: string, volume: PrecomputedVolume, scale: PrecomputedScale, cell: Vec3): DecodedChunk {
  const { encoding } = scale
  if (encoding.kind === 'jpeg') throw new Error('jpeg is tested with the decode worker')
  return value(decodeChunk(readChunk(folder, scale, cell), volume, encoding, chunkSizeAt(scale, cell), folder))
}

/** Writes a scale into one array, x fastest. `write` takes a voxel's place in the chunk and in the array. */
function assemble(folder: string, volume: PrecomputedVolume, scale: PrecomputedScale, write: Writer): void {
  for (const cell of allCells(scale)) {
    const chunk = readDecoded(folder, volume, scale, cell)
    const first = cell.map((number, axis) => number * scale.chunkSize[axis]!)
    const put = write(chunk)
    let from = 0
    for (let z = 0; z < chunk.size[2]; z++) {
      for (let y = 0; y < chunk.size[1]; y++) {
        let to = first[0]! + scale.size[0] * (first[1]! + y + scale.size[1] * (first[2]! + z))
        for (let x = 0; x < chunk.size[0]; x++) put(from++, to++)
      }
    }
  }
}
type Writer = (chunk: DecodedChunk) => (from: number, to: number) => void

function allCells(scale: PrecomputedScale): Vec3[] {
  const [nx, ny, nz] = gridOf(scale)
  const cells: Vec3[] = []
  for (let z = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) cells.push([x, y, z])
  return cells
}

function readGrey(folder: string, number: number): Uint8Array {
  const volume = openVolume(folder)
  const scale = scaleOf(volume, number)
  const voxels = new Uint8Array(scale.size[0] * scale.size[1] * scale.size[2])
  assemble(folder, volume, scale, (chunk) => {
    if (chunk.kind !== 'grey') throw new Error('no image')
    return (from, to) => {
      voxels[to] = chunk.voxels[from]!
    }
  })
  return voxels
}

function scaleOf(volume: PrecomputedVolume, number: number): PrecomputedScale {
  const scale = volume.scales[number]
  if (scale === undefined) throw new Error(`the volume has no scale ${number}`)
  return scale
}

/** Labels as their low and high halves, as they lie in memory. */
function readLabels(folder: string, number: number): { words: Uint32Array; scale: PrecomputedScale } {
  const volume = openVolume(folder)
  const scale = scaleOf(volume, number)
  const words = new Uint32Array(2 * scale.size[0] * scale.size[1] * scale.size[2])
  assemble(folder, volume, scale, (chunk) => {
    if (chunk.kind !== 'labels') throw new Error('no labels')
    const halves = new Uint32Array(chunk.labels.buffer)
    const { indices } = chunk
    return (from, to) => {
      words[2 * to] = halves[2 * indices[from]!]!
      words[2 * to + 1] = halves[2 * indices[from]! + 1]!
    }
  })
  return { words, scale }
}

function sha256(array: Uint8Array | Uint32Array): string {
  return createHash('sha256').update(array).digest('hex')
}

function readJson<T>(name: string): T {
  return JSON.parse(new TextDecoder().decode(readFixture(name)))
}

interface Published {
  readonly sha256: Readonly<Record<'watershed', string>>
  readonly spots_scale0: readonly {
    readonly xyz: Vec3
    readonly em: number
    readonly watershed: string
    readonly gt_body: string
  }[]
}

const published = () => readJson<Published>('fib25/published.json')
/** By a reader that shares no code with this one (fixtures/small-reader.ts). */
const expected = (folder: string, number: number) =>
  readJson<Record<string, string[]>>('expected/volumes.json')[folder]?.[number] ?? 'a hash'

describe('whole volumes', () => {
  it.each([0, 1, 2])('[CD7] fib25/em-raw, scale %i, to the last voxel', (number) => {
    expect(sha256(readGrey('fib25/em-raw', number))).toBe(expected('fib25/em-raw', number))
  })

  it.each(['fib25/seg-watershed', 'fib25/seg-watershed-sharded'])('[CD7] %s is the published volume', (folder) => {
    expect(sha256(readLabels(folder, 0).words)).toBe(published().sha256.watershed)
    for (const number of [1, 2]) {
      expect(sha256(readLabels(folder, number).words)).toBe(expected('fib25/seg-watershed', number))
    }
  })

  it('[CD7] fib25/seg-gt-bodies, to the last voxel', () => {
    expect(sha256(readLabels('fib25/seg-gt-bodies', 0).words)).toBe(expected('fib25/seg-gt-bodies', 0))
  })

  it('[CD7] fib25 has the grey level, the supervoxel and the body that are published for each point', () => {
    const image = readGrey('fib25/em-raw', 0)
    const supervoxels = readLabels('fib25/seg-watershed', 0)
    const bodies = readLabels('fib25/seg-gt-bodies', 0)
    const { size } = bodies.scale
    const points = published().spots_scale0
    expect(points.length).toBeGreaterThan(50)
    for (const { xyz, em, watershed, gt_body } of points) {
      const at = xyz[0] + size[0] * (xyz[1] + size[1] * xyz[2])
      expect([image[at], supervoxels.words[2 * at], bodies.words[2 * at]]).toEqual([em, +watershed, +gt_body])
    }
  })

  it.each([0, 1])('[CD7] pinky40/seg-compresso, scale %i, to the last voxel', (number) => {
    const folder = 'pinky40/seg-compresso'
    expect(sha256(readLabels(folder, number).words)).toBe(expected(folder, number))
  })

  it('[CD7] each coarse voxel of pinky40 is one of the fine voxels under it, and theirs where they agree', () => {
    const fine = readLabels('pinky40/seg-compresso', 0)
    const coarse = readLabels('pinky40/seg-compresso', 1)
    const [width, height] = coarse.scale.size
    const row = fine.scale.size[0]
    let foreign = 0
    let agreeing = 0
    let broken = 0
    for (let voxel = 0; voxel < coarse.words.length / 2; voxel++) {
      const x = 2 * (voxel % width)
      const y = 2 * (Math.floor(voxel / width) % height)
      const corner = x + row * (y + fine.scale.size[1] * Math.floor(voxel / (width * height)))
      const a = fine.words[2 * corner]
      const b = fine.words[2 * corner + 2]
      const c = fine.words[2 * (corner + row)]
      const d = fine.words[2 * (corner + row) + 2]
      const label = coarse.words[2 * voxel]
      if (a === b && a === c && a === d) {
        agreeing++
        if (label !== a) broken++
      } else if (label !== a && label !== b && label !== c && label !== d) foreign++
    }
    expect({ foreign, broken }).toEqual({ foreign: 0, broken: 0 })
    expect(agreeing).toBeGreaterThan(0.8 * (coarse.words.length / 2))
  })
})
