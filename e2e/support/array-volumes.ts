import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  allFiles,
  type Files,
  jsonBytes,
  type MadeArray,
  writeN5,
  writeZarrV2,
  writeZarrV3,
} from '../../fixtures/array-writer.ts'
import type { Grid } from '../../fixtures/small-reader.ts'
import type { Vec3 } from './screen.ts'

// Volumes of Zarr and N5 whose voxels are known by a formula.

/** Voxels and nanometres of the two scales that these volumes have. */
export const SIZES: readonly Vec3[] = [
  [60, 50, 40],
  [30, 25, 20],
]
export const NM = [10, 20] as const
const CHUNK = [16, 20, 24] as const

export function grey(scale: number, x: number, y: number, z: number): number {
  return (Math.imul(x + 61 * y + 3001 * z + 1 + 90_001 * scale, 0x9e3779b1) >>> 24) % 200
}

/** Labels beyond 2^53, in blocks. */
export function label(scale: number, x: number, y: number, z: number): bigint {
  const size = scale === 0 ? 8 : 4
  const [i, j, k] = [x, y, z].map((at) => Math.floor(at / size))
  return i === 2 ? 0n : (1n << 60n) + BigInt(i! + 8 * j! + 64 * k!)
}

/** The voxels of a scale as a grid, which the comparisons of pixels read. */
export function gridOf<T extends Uint8Array | BigUint64Array>(
  scale: number,
  values: T,
  of: (scale: number, x: number, y: number, z: number) => T[number],
): Grid {
  const [sx, sy, sz] = SIZES[scale]!
  const [nm, size] = [NM[scale]!, SIZES[scale]!]
  for (let z = 0, at = 0; z < sz; z++)
    for (let y = 0; y < sy; y++) for (let x = 0; x < sx; x++) values[at++] = of(scale, x, y, z)
  return { size, offset: [0, 0, 0], resolution: [nm, nm, nm], values }
}

function save(folder: string, files: Files): void {
  for (const [key, bytes] of files) {
    mkdirSync(dirname(join(folder, key)), { recursive: true })
    writeFileSync(join(folder, key), bytes)
  }
}

const zyx = ([x, y, z]: readonly [number, number, number] | Vec3) => [z, y, x]
const AXES = [...'zyx'].map((name) => ({ name, type: 'space', unit: 'nanometer' }))

/** Two datasets; the coarser one's first voxel is centred on eight of the finer one. */
function datasets(before: readonly number[] = []): readonly unknown[] {
  return NM.map((nm, scale) => ({
    path: `s${scale}`,
    coordinateTransformations: [
      { type: 'scale', scale: [...before.map(() => 1), nm, nm, nm] },
      { type: 'translation', translation: [...before.map(() => 0), ...[0, 0, 0].map(() => (nm - NM[0]) / 2)] },
    ],
  }))
}

function greyArray(scale: number): Pick<MadeArray, 'shape' | 'chunks' | 'type' | 'valueAt'> {
  return {
    ...{ shape: zyx(SIZES[scale]!), chunks: zyx(CHUNK), type: 'uint8' },
    valueAt: ([z = 0, y = 0, x = 0]) => grey(scale, x, y, z),
  }
}

/** OME-Zarr 0.5 of Zarr 3: sharded zstd, with labels beside it in sharded blosc. */
export async function writeSharded(folder: string): Promise<void> {
  const group = (ome: object) =>
    jsonBytes({ zarr_format: 3, node_type: 'group', attributes: { ome: { version: '0.5', ...ome } } })
  const multiscales = [{ axes: AXES, datasets: datasets() }]
  const files: Files[] = [
    new Map([
      ['zarr.json', group({ multiscales })],
      ['labels/zarr.json', group({ labels: ['cells'] })],
      ['labels/cells/zarr.json', group({ multiscales, 'image-label': {} })],
    ]),
  ]
  for (const scale of [0, 1]) {
    files.push(await writeZarrV3({ ...greyArray(scale), codec: 'zstd', shard: [2, 2, 2] }, `s${scale}/`))
    const labels: MadeArray = {
      ...{ ...greyArray(scale), type: 'uint64', codec: 'blosc-zstd', shard: [1, 2, 2], indexAt: 'start' },
      valueAt: ([z = 0, y = 0, x = 0]) => label(scale, x, y, z),
    }
    files.push(await writeZarrV3(labels, `labels/cells/s${scale}/`))
  }
  save(folder, allFiles(...files))
}

/** Values at one of two times and two channels, of 16 bits. */
export function light(t: number, c: number, scale: number, x: number, y: number, z: number): number {
  return grey(scale + 2 * t + 4 * c, x, y, z) + 1000 * c
}

/** OME-Zarr 0.4 of Zarr 2: five axes, big-endian, blosc, with a name and a colour for each channel. */
export async function writeFiveAxes(folder: string): Promise<void> {
  const axes = [{ name: 't', type: 'time', unit: 'second' }, { name: 'c', type: 'channel' }, ...AXES]
  const channels = [
    { label: 'membrane', color: 'FF0000', window: { start: 0, end: 255, min: 0, max: 65535 } },
    { label: 'nuclei', color: '00FF00', window: { start: 1000, end: 1255, min: 0, max: 65535 } },
  ]
  const attributes = { multiscales: [{ axes, datasets: datasets([1, 1]) }], omero: { channels } }
  const files: Files[] = [new Map([['.zattrs', jsonBytes(attributes)]])]
  for (const scale of [0, 1]) {
    const array: MadeArray = {
      ...{ shape: [2, 2, ...zyx(SIZES[scale]!)], chunks: [1, 2, ...zyx(CHUNK)], type: 'uint16', codec: 'blosc' },
      ...{ bigEndian: true, separator: '/' },
      valueAt: ([t = 0, c = 0, z = 0, y = 0, x = 0]) => light(t, c, scale, x, y, z),
    }
    files.push(await writeZarrV2(array, `s${scale}/`))
  }
  save(folder, allFiles(...files))
}

/** N5 as N5 Viewer writes it: blocks cut off at the end, gzip. */
export async function writeViewerN5(folder: string): Promise<void> {
  const attributes = { pixelResolution: { unit: 'um', dimensions: [0.01, 0.01, 0.01] } }
  const files: Files[] = [new Map([['attributes.json', jsonBytes(attributes)]])]
  for (const scale of [0, 1]) {
    const array: MadeArray = {
      ...{ shape: SIZES[scale]!, chunks: CHUNK, type: 'uint8', codec: 'gzip' },
      valueAt: ([x = 0, y = 0, z = 0]) => grey(scale, x, y, z),
    }
    const factor = 2 ** scale
    files.push(await writeN5(array, `s${scale}/`, { downsamplingFactors: [factor, factor, factor] }))
  }
  save(folder, allFiles(...files))
}
