import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Blosc from 'numcodecs/blosc'
import Lz4 from 'numcodecs/lz4'
import Zstd from 'numcodecs/zstd'
import { layOutAgglomeration } from '../../shared/agglomeration/lay-out-agglomeration.ts'
import { writeAgglomeration } from '../../tools/agglomeration-writer.ts'
import type { Vec3 } from './screen.ts'
import { VOXEL_NM, writeVolume } from './shape-volumes.ts'

/** Supervoxels from left to right, each `BAND` voxels wide; the first two are one segment, of the first one's id. */
export const SUPERVOXELS = [7n, 2n ** 53n + 1n, 2n ** 63n + 5n, 2n ** 64n - 1n] as const
export const SEGMENTS = [7n, 7n, 2n ** 63n + 5n, 2n ** 64n - 1n] as const
export const BAND = 16
export const SIZE: Vec3 = [4 * BAND, 48, 16]

/** A point in a band, nanometres. */
export function pointIn(band: number): Vec3 {
  return [(band + 0.5) * BAND * VOXEL_NM + 3, (SIZE[1] / 2) * VOXEL_NM + 3, (SIZE[2] / 2) * VOXEL_NM + 3]
}

/** How the arrays of the agglomeration are compressed; as the tools write them when nothing is said. */
export type Packing = 'zstd' | 'blosc' | 'lz4'

const PACKINGS: Readonly<Record<Packing, { codec: unknown; encode: (bytes: Uint8Array) => Promise<Uint8Array> }>> = {
  zstd: {
    codec: { name: 'zstd', configuration: { level: 3, checksum: false } },
    encode: async (bytes) => Zstd.fromConfig({ id: 'zstd', level: 3 }).encode(bytes),
  },
  blosc: {
    codec: {
      name: 'blosc',
      configuration: { cname: 'lz4', clevel: 5, shuffle: 'shuffle', typesize: 4, blocksize: 0 },
    },
    encode: async (bytes) => Blosc.fromConfig({ id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1 }).encode(bytes),
  },
  lz4: {
    codec: { name: 'numcodecs.lz4', configuration: { acceleration: 1 } },
    encode: async (bytes) => Lz4.fromConfig({ id: 'lz4', acceleration: 1 }).encode(bytes),
  },
}

/** Writes labels with their agglomeration and the `skein.json` that joins them; answers the folder. */
export async function writeGrouped(folder: string, packing?: Packing): Promise<string> {
  const home = join(folder, `grouped-${packing ?? 'gzip'}`)
  mkdirSync(home)
  const count = SIZE[0] * SIZE[1] * SIZE[2]
  const labels = BigUint64Array.from({ length: count }, (_, i) => SUPERVOXELS[Math.floor((i % SIZE[0]) / BAND)]!)
  writeVolume(join(home, 'seg'), 'segmentation', SIZE, [32, 32, 16], labels)
  const layers = [{ name: 'seg', kind: 'segmentation', source: 'seg', agglomeration: 'agg' }]
  writeFileSync(join(home, 'skein.json'), JSON.stringify({ name: 'grouped', layers }))
  const arrays = layOutAgglomeration({
    ids: BigUint64Array.of(0n, ...SUPERVOXELS),
    insides: new Uint32Array(3 * 5),
    edges: {
      lower: Int32Array.of(1, 2),
      higher: Int32Array.of(2, 3),
      affinities: Float32Array.of(0.9, 0.1),
      areas: Uint32Array.of(100, 20),
      positions: Float32Array.of(...pointIn(0), ...pointIn(1)),
    },
    threshold: 0.5,
  })
  writeAgglomeration(join(home, 'agg'), arrays, {})
  if (packing !== undefined) await pack(join(home, 'agg'), PACKINGS[packing])
  return home
}

async function pack(folder: string, { codec, encode }: (typeof PACKINGS)[Packing]): Promise<void> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile() || dirname(file) === folder) continue
    if (entry.name === 'zarr.json') {
      const array: { codecs: unknown[] } = JSON.parse(readFileSync(file, 'utf8'))
      writeFileSync(file, JSON.stringify({ ...array, codecs: [array.codecs[0], codec] }))
    } else {
      writeFileSync(file, await encode(gunzipSync(readFileSync(file))))
    }
  }
}

/** Changes the codecs of one array's description. */
export function recode(home: string, array: string, codec: unknown): void {
  const file = join(home, 'agg', array, 'zarr.json')
  const old: { codecs: unknown[] } = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...old, codecs: [old.codecs[0], codec] }))
}
