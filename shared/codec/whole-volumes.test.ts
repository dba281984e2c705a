import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import { cellBox, chunkFileName, chunkSizeAt, gridOf } from '../volume/chunk-grid.ts'
import { mortonKey } from '../volume/morton.ts'
import { parseInfoText } from '../volume/precomputed-info.ts'
import { findChunk, minishardRange, parseMinishardIndex } from '../volume/shard-index.ts'
import { shardIndexBytes, shardLocation } from '../volume/sharding.ts'
import type { Scale, Volume } from '../volume/volume.ts'
import { decodeChunk } from './decode-chunk.ts'
import type { DecodedChunk } from './decoded-chunk.ts'

const DATA = resolve('../shared/data')

function read(path: string): Uint8Array {
  const full = resolve(DATA, path)
  if (!existsSync(full)) throw new Error(`This test needs the real data beside the project: ${path} is not there`)
  return new Uint8Array(readFileSync(full))
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

function openVolume(folder: string): Volume {
  return value(parseInfoText(new TextDecoder().decode(read(`${folder}/info`)), folder))
}

function readChunk(folder: string, scale: Scale, cell: Vec3): Uint8Array {
  const path = `${folder}/${chunkFileName(scale, cell)}`
  if (scale.sharding === undefined) {
    return existsSync(resolve(DATA, `${path}.gz`)) ? new Uint8Array(gunzipSync(read(`${path}.gz`))) : read(path)
  }
  const { sharding } = scale
  const key = mortonKey(cell, gridOf(scale))
  const { file, minishard } = shardLocation(sharding, key)
  const shard = read(`${folder}/${scale.key}/${file}`)
  const range = value(minishardRange(shard.subarray(0, shardIndexBytes(sharding)), minishard, sharding, file))
  if (range === undefined) throw new Error(`minishard ${minishard} of ${file} is empty`)
  const packed = shard.subarray(range.start, range.end)
  const bytes = sharding.minishardIndexEncoding === 'gzip' ? new Uint8Array(gunzipSync(packed)) : packed
  const found = findChunk(value(parseMinishardIndex(bytes, sharding, file)), key)
  if (found === undefined) throw new Error(`${file} has no key ${key}`)
  const chunk = shard.subarray(found.start, found.end)
  return sharding.dataEncoding === 'gzip' ? new Uint8Array(gunzipSync(chunk)) : chunk
}

function readDecoded(folder: string, volume: Volume, scale: Scale, cell: Vec3): DecodedChunk {
  const { encoding } = scale
  if (encoding.kind === 'jpeg') throw new Error('jpeg is tested with the decode worker')
  return value(decodeChunk(readChunk(folder, scale, cell), volume, encoding, chunkSizeAt(scale, cell), folder))
}

/** Writes cells of a scale into one array, x fastest. `write` takes a voxel's place in the chunk and in the array. */
function assemble(folder: string, volume: Volume, scale: Scale, cells: Vec3[], write: Writer): void {
  for (const cell of cells) {
    const chunk = readDecoded(folder, volume, scale, cell)
    const { min } = cellBox(scale, cell)
    const put = write(chunk)
    let from = 0
    for (let z = 0; z < chunk.size[2]; z++) {
      for (let y = 0; y < chunk.size[1]; y++) {
        let to = min[0] + scale.size[0] * (min[1] + y + scale.size[1] * (min[2] + z))
        for (let x = 0; x < chunk.size[0]; x++) put(from++, to++)
      }
    }
  }
}
type Writer = (chunk: DecodedChunk) => (from: number, to: number) => void

function allCells(scale: Scale, depth: number): Vec3[] {
  const [nx, ny] = gridOf(scale)
  const cells: Vec3[] = []
  for (let z = 0; z < depth; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) cells.push([x, y, z])
  return cells
}

function readGrey(folder: string): Uint8Array {
  const volume = openVolume(folder)
  const [scale] = volume.scales
  const voxels = new Uint8Array(scale.size[0] * scale.size[1] * scale.size[2])
  assemble(folder, volume, scale, allCells(scale, gridOf(scale)[2]), (chunk) => {
    if (chunk.kind !== 'grey') throw new Error('no image')
    return (from, to) => {
      voxels[to] = chunk.voxels[from]!
    }
  })
  return voxels
}

/** The first `depth` layers of cells of a scale; labels as their low and high halves, as they lie in memory. */
function readLabels(folder: string, number = 0, depth?: number): { words: Uint32Array; scale: Scale } {
  const volume = openVolume(folder)
  const scale = volume.scales[number]
  if (scale === undefined) throw new Error(`${folder} has no scale ${number}`)
  const layers = depth ?? gridOf(scale)[2]
  const slices = Math.min(layers * scale.chunkSize[2], scale.size[2])
  const words = new Uint32Array(2 * scale.size[0] * scale.size[1] * slices)
  assemble(folder, volume, scale, allCells(scale, layers), (chunk) => {
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

interface Expected {
  readonly sha256: Readonly<Record<'em' | 'watershed', string>>
  readonly spots_scale0: readonly { readonly xyz: Vec3; readonly gt_body: string }[]
}

function expected(): Expected {
  return JSON.parse(new TextDecoder().decode(read('fib25/tables/expected.json')))
}

describe('whole volumes', () => {
  it('[CD7] fib25/em-raw is the published volume, to the last voxel', () => {
    expect(sha256(readGrey('fib25/em-raw'))).toBe(expected().sha256.em)
  })

  it.each(['fib25/seg-watershed', 'fib25/seg-watershed-sharded'])('[CD7] %s is the published volume', (folder) => {
    expect(sha256(readLabels(folder).words)).toBe(expected().sha256.watershed)
  })

  it('[CD7] fib25/seg-gt-bodies has the body that is known at each spot', () => {
    const { words, scale } = readLabels('fib25/seg-gt-bodies')
    const spots = expected().spots_scale0
    expect(spots.length).toBeGreaterThan(50)
    for (const { xyz, gt_body } of spots) {
      const at = xyz[0] + scale.size[0] * (xyz[1] + scale.size[1] * xyz[2])
      expect(words[2 * at]).toBe(Number(gt_body))
    }
  })

  it('[CD7] each coarse voxel of pinky40 is one of the fine voxels under it, and theirs where they agree', () => {
    const folder = 'pinky40/seg-compresso'
    for (const [fineNumber, depth] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const fine = readLabels(folder, fineNumber, depth)
      const coarse = readLabels(folder, fineNumber + 1, depth)
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
    }
  }, 30_000)

  it('[CD7] the published meshes of all 831 pinky40 bodies reach as far as their decoded voxels', () => {
    const { words, scale } = readLabels('pinky40/seg-compresso', 2)
    const boxes = labelBoxes(words, scale)
    const files = readTar(read('pinky40/seg-compresso/mesh_mip_2_err_40.subset.tar'))
    let bodies = 0
    for (const [name, manifest] of files) {
      if (!/^\d+:0$/.test(name)) continue
      const mesh = meshBox(files, manifest)
      const body = boxes.get(Number(name.split(':')[0]))
      if (body === undefined) throw new Error(`no voxel of body ${name} was decoded`)
      bodies++
      // Meshes are simplified, so their corners lie within a voxel of the voxels' box.
      for (const axis of [0, 1, 2] as const) {
        expect(Math.abs(mesh.min[axis]! / scale.resolution[axis] - body.min[axis]!)).toBeLessThan(1)
        expect(Math.abs(mesh.max[axis]! / scale.resolution[axis] - body.max[axis]! - 1)).toBeLessThan(1)
      }
    }
    expect(bodies).toBe(831)
  }, 30_000)
})

interface Box {
  readonly min: number[]
  readonly max: number[]
}

function emptyBox(): Box {
  return { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] }
}

function widen({ min, max }: Box, point: readonly number[]): void {
  for (let axis = 0; axis < 3; axis++) {
    min[axis] = Math.min(min[axis]!, point[axis]!)
    max[axis] = Math.max(max[axis]!, point[axis]!)
  }
}

/** The voxels of each label, first and last included. */
function labelBoxes(words: Uint32Array, scale: Scale): Map<number, Box> {
  const boxes = new Map<number, Box>()
  const [width, height] = scale.size
  for (let voxel = 0; voxel < words.length / 2; voxel++) {
    const label = words[2 * voxel]!
    const box = boxes.get(label) ?? emptyBox()
    boxes.set(label, box)
    widen(box, [voxel % width, Math.floor(voxel / width) % height, Math.floor(voxel / (width * height))])
  }
  return boxes
}

/** Vertices of a legacy mesh, in nanometres (reference: formats 1.7). */
function meshBox(files: Map<string, Uint8Array>, manifest: Uint8Array): Box {
  const { fragments }: { fragments: string[] } = JSON.parse(new TextDecoder().decode(manifest))
  const box = emptyBox()
  for (const name of fragments) {
    const packed = files.get(`${name}.gz`)
    if (packed === undefined) throw new Error(`the fragment ${name} is missing`)
    const bytes = gunzipSync(packed)
    for (let i = 0, at = 4; i < bytes.readUInt32LE(0); i++, at += 12) {
      widen(box, [bytes.readFloatLE(at), bytes.readFloatLE(at + 4), bytes.readFloatLE(at + 8)])
    }
  }
  return box
}

/** Files of a tar by their last name: 512-byte headers with name at 0 and octal size at 124. */
function readTar(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const text = (from: number, to: number) =>
    new TextDecoder('latin1').decode(bytes.subarray(from, to)).replace(/\0.*/, '')
  for (let at = 0; at + 512 <= bytes.length; ) {
    const name = text(at, at + 100)
    if (name === '') break
    const size = Number.parseInt(text(at + 124, at + 136), 8)
    files.set(name.replace(/^.*\//, ''), bytes.subarray(at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}
