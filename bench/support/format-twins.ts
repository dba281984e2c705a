import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  type Files,
  type MadeArray,
  type MadeCodec,
  writeN5,
  writeZarrV2,
  writeZarrV3,
} from '../../fixtures/array-writer.ts'
import { FIXTURES } from '../../fixtures/fixture.ts'
import { type Grid, readGrid } from '../../fixtures/small-reader.ts'
import { chunkFileName } from '../../shared/formats/precomputed/chunk-file-name.ts'
import { infoOf } from '../../shared/formats/precomputed/info-of.ts'
import type { PrecomputedScale } from '../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { cellBoxVoxels, gridOf } from '../../shared/volume/chunk-grid.ts'
import { cacheFolder } from './cache-folder.ts'

/** Voxels along each axis of a chunk, in every format. */
const CHUNK = 64
/** Chunks along each axis of a shard. */
const SHARD = 2

/** The layers of fib25 at full resolution, each in every format: uint8 and uint64, one scale, the same chunks. */
const LAYERS = ['em-raw', 'seg-watershed'] as const

/** The first is what the others are compared with. */
export const TWINS = ['precomputed', 'zarr2-gzip', 'zarr2-blosc', 'zarr3-zstd', 'zarr3-sharded', 'n5-gzip'] as const
export type Twin = (typeof TWINS)[number]

/** Where the twins lie; made once. A folder a twin, in it one a layer. */
export async function formatTwins(): Promise<string> {
  const folder = path.join(cacheFolder, 'format-twins-2')
  if (existsSync(folder)) return folder
  const partial = `${folder}.part`
  rmSync(partial, { recursive: true, force: true })
  for (const layer of LAYERS) {
    const grid = readGrid(path.join(FIXTURES, 'fib25', layer), 0)
    for (const twin of TWINS) {
      for (const [key, bytes] of await filesOf(twin, grid)) {
        const file = path.join(partial, folderOf(twin, layer), key)
        mkdirSync(path.dirname(file), { recursive: true })
        writeFileSync(file, bytes)
      }
    }
  }
  renameSync(partial, folder)
  return folder
}

/** The locations of a twin's layers below `base`. */
export function locationsOfTwin(base: string, twin: Twin): readonly string[] {
  return LAYERS.map((layer) => `${base}/${folderOf(twin, layer)}`)
}

/** Named as people name folders of these formats. */
function folderOf(twin: Twin, layer: string): string {
  const ending = /^(zarr|n5)/.exec(twin)?.[0]
  return `${twin}/${ending === undefined ? layer : `${layer}.${ending}`}`
}

async function filesOf(twin: Twin, grid: Grid): Promise<Files> {
  switch (twin) {
    case 'precomputed':
      return precomputedFiles(grid)
    case 'zarr2-gzip':
      return omeZarr(grid, await writeZarrV2(arrayOf(grid, 'gzip'), 's0/'), '.zattrs', (ome) => ome)
    case 'zarr2-blosc':
      return omeZarr(grid, await writeZarrV2(arrayOf(grid, 'blosc'), 's0/'), '.zattrs', (ome) => ome)
    case 'zarr3-zstd':
      return omeZarr(grid, await writeZarrV3(arrayOf(grid, 'zstd'), 's0/'), 'zarr.json', groupOf)
    case 'zarr3-sharded': {
      const array = { ...arrayOf(grid, 'gzip'), shard: [SHARD, SHARD, SHARD] }
      return omeZarr(grid, await writeZarrV3(array, 's0/'), 'zarr.json', groupOf)
    }
    case 'n5-gzip': {
      const { shape, valueAt, ...rest } = arrayOf(grid, 'gzip')
      const [z = 0, y = 0, x = 0] = shape
      const turned = {
        ...rest,
        shape: [x, y, z],
        valueAt: ([i = 0, j = 0, k = 0]: readonly number[]) => valueAt([k, j, i]),
      }
      return writeN5(turned, '', { pixelResolution: { dimensions: grid.resolution, unit: 'nm' } })
    }
  }
}

/** Axes z, y, x, as in OME-Zarr. */
function arrayOf({ values, size }: Grid, codec: MadeCodec): MadeArray {
  const [x, y, z] = size
  return {
    shape: [z, y, x],
    chunks: [CHUNK, CHUNK, CHUNK],
    type: values instanceof BigUint64Array ? 'uint64' : 'uint8',
    codec,
    valueAt: ([k = 0, j = 0, i = 0]) => values[i + x * (j + y * k)]!,
  }
}

function omeZarr(grid: Grid, files: Files, key: string, descriptionOf: (ome: object) => object): Files {
  const scale = [...grid.resolution].reverse()
  const datasets = [{ path: 's0', coordinateTransformations: [{ type: 'scale', scale }] }]
  const axes = [...'zyx'].map((name) => ({ name, type: 'space', unit: 'nanometer' }))
  // Labels are known by this member.
  const labels = grid.values instanceof BigUint64Array ? { 'image-label': { version: '0.4' } } : {}
  const ome = { multiscales: [{ version: '0.4', axes, datasets }], ...labels }
  return new Map([...files, [key, new TextEncoder().encode(JSON.stringify(descriptionOf(ome)))]])
}

function groupOf(ome: object): object {
  return { zarr_format: 3, node_type: 'group', attributes: { ome: { version: '0.5', ...ome } } }
}

function precomputedFiles({ values, size, resolution, offset }: Grid): Files {
  const isLabels = values instanceof BigUint64Array
  const scale: PrecomputedScale = {
    ...{ key: 's0', size, resolution, voxelOffset: offset, chunkSize: [CHUNK, CHUNK, CHUNK] },
    encoding: { kind: 'raw' },
  }
  const kinds = isLabels
    ? ({ kind: 'segmentation', voxelType: 'uint64' } as const)
    : ({ kind: 'image', voxelType: 'uint8' } as const)
  const files: Files = new Map()
  files.set('info', new TextEncoder().encode(JSON.stringify(infoOf({ ...kinds, scales: [scale] }))))
  const [gx, gy, gz] = gridOf(scale)
  for (let cell = 0; cell < gx * gy * gz; cell++) {
    const at: Vec3 = [cell % gx, Math.floor(cell / gx) % gy, Math.floor(cell / (gx * gy))]
    const { min, max } = cellBoxVoxels(scale, at)
    const parts: Uint8Array[] = []
    for (let z = min[2] - offset[2]; z < max[2] - offset[2]; z++) {
      for (let y = min[1] - offset[1]; y < max[1] - offset[1]; y++) {
        const from = min[0] - offset[0] + size[0] * (y + size[1] * z)
        const row = values.slice(from, from + max[0] - min[0])
        parts.push(new Uint8Array(row.buffer))
      }
    }
    files.set(`${chunkFileName(scale, at)}.gz`, new Uint8Array(gzipSync(Buffer.concat(parts))))
  }
  return files
}
