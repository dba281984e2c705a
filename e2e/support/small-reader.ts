import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import jpeg from 'jpeg-js'

/**
 * A second, plain reader of precomputed volumes for the end-to-end tests. It shares no code with the app, takes the format from
 * its description (neuroglancer, datasource/precomputed/volume.md), and reads whole scales of unsharded volumes.
 */
export interface Grid {
  /** Voxels, x fastest. */
  readonly values: Uint8Array | BigUint64Array
  readonly size: readonly [number, number, number]
  /** Nanometres. */
  readonly resolution: readonly [number, number, number]
}

interface ScaleInfo {
  readonly key: string
  readonly size: [number, number, number]
  readonly resolution: [number, number, number]
  readonly voxel_offset: [number, number, number]
  readonly encoding: string
  readonly compressed_segmentation_block_size?: [number, number, number]
}

/** The folder of the real data beside the checkout. */
export function realData(name: string): string {
  const folder = resolve(process.cwd(), '..', 'shared', 'data', name)
  if (!existsSync(folder)) throw new Error(`These tests need the real data at ../shared/data: ${name} is not there`)
  return folder
}

/** Reads one scale whole. Throws for what these tests do not use: offsets, sharding, other encodings. */
export function readGrid(folder: string, scaleIndex: number): Grid {
  const info: { data_type: string; scales: ScaleInfo[] } = JSON.parse(readFileSync(join(folder, 'info'), 'utf8'))
  const scale = info.scales[scaleIndex]
  if (scale === undefined) throw new Error(`${folder} has no scale ${scaleIndex}`)
  if (scale.voxel_offset.some((offset) => offset !== 0)) throw new Error(`${folder} has a voxel offset`)
  const count = scale.size[0] * scale.size[1] * scale.size[2]
  const values = info.data_type === 'uint8' ? new Uint8Array(count) : new BigUint64Array(count)
  const seen = new Uint8Array(count)
  for (const name of readdirSync(join(folder, scale.key))) {
    const box = boxOf(name)
    const extent: Extent = [box[1] - box[0], box[3] - box[2], box[5] - box[4]]
    const bytes = inflated(join(folder, scale.key, name))
    const voxels = decode(bytes, scale, extent, info.data_type)
    let from = 0
    for (let z = box[4]; z < box[5]; z++) {
      for (let y = box[2]; y < box[3]; y++) {
        for (let x = box[0]; x < box[1]; x++) {
          const at = x + scale.size[0] * (y + scale.size[1] * z)
          values[at] = voxels[from++]!
          seen[at] = 1
        }
      }
    }
  }
  if (seen.includes(0)) throw new Error(`${folder} has voxels without a chunk in ${scale.key}`)
  return { values, size: scale.size, resolution: scale.resolution }
}

/** The voxel that holds a point given in nanometres; undefined outside. */
export function valueAt(grid: Grid, nm: readonly number[]): number | bigint | undefined {
  const { size, resolution, values } = grid
  const x = Math.floor(nm[0]! / resolution[0])
  const y = Math.floor(nm[1]! / resolution[1])
  const z = Math.floor(nm[2]! / resolution[2])
  if (x < 0 || y < 0 || z < 0 || x >= size[0] || y >= size[1] || z >= size[2]) return undefined
  return values[x + size[0] * (y + size[1] * z)]
}

type Extent = [number, number, number]

function boxOf(name: string): [number, number, number, number, number, number] {
  const match = /^(\d+)-(\d+)_(\d+)-(\d+)_(\d+)-(\d+)(\.gz)?$/.exec(name)
  if (match === null) throw new Error(`${name} is no name of a chunk`)
  const [x0, x1, y0, y1, z0, z1] = match.slice(1, 7).map(Number)
  return [x0!, x1!, y0!, y1!, z0!, z1!]
}

function inflated(file: string): Uint8Array {
  const bytes = readFileSync(file)
  return file.endsWith('.gz') || (bytes[0] === 0x1f && bytes[1] === 0x8b) ? gunzipSync(bytes) : bytes
}

function decode(bytes: Uint8Array, scale: ScaleInfo, extent: Extent, dataType: string): ArrayLike<number | bigint> {
  switch (scale.encoding) {
    case 'raw':
      if (dataType !== 'uint8') throw new Error('only raw images of 8 bits are read here')
      return bytes
    case 'jpeg': {
      const { data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false })
      return data.filter((_, index) => index % 3 === 0)
    }
    case 'compressed_segmentation':
      if (dataType !== 'uint64') throw new Error('only labels of 64 bits are read here')
      return decodeLabels(bytes, extent, scale.compressed_segmentation_block_size!)
    default:
      throw new Error(`the encoding ${scale.encoding} is not read here`)
  }
}

/**
 * compressed_segmentation of one channel, uint64 (neuroglancer, sliceview/compressed_segmentation/README.md): a header of 64 bits a
 * block with the offset of its table (24 bits), bits a value (8) and the offset of its values (32), all in words of 32 bits.
 */
function decodeLabels(bytes: Uint8Array, extent: Extent, block: Extent): BigUint64Array {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (index: number) => data.getUint32(index * 4, true)
  const start = word(0)
  const blocks = extent.map((side, axis) => Math.ceil(side / block[axis]!))
  const voxels = new BigUint64Array(extent[0] * extent[1] * extent[2])
  for (let z = 0, at = 0; z < extent[2]; z++) {
    for (let y = 0; y < extent[1]; y++) {
      for (let x = 0; x < extent[0]; x++, at++) {
        const [bx, by, bz] = [Math.floor(x / block[0]), Math.floor(y / block[1]), Math.floor(z / block[2])]
        const header = start + 2 * (bx + blocks[0]! * (by + blocks[1]! * bz))
        const first = word(header)
        const bits = first >>> 24
        const inBlock = (x % block[0]) + block[0] * ((y % block[1]) + block[1] * (z % block[2]))
        const place = inBlock * bits
        const packed = bits === 0 ? 0 : word(start + word(header + 1) + Math.floor(place / 32))
        const index = bits === 32 ? packed : (packed >>> (place % 32)) & (2 ** bits - 1)
        const entry = start + (first & 0xffffff) + 2 * index
        voxels[at] = BigInt(word(entry)) | (BigInt(word(entry + 1)) << 32n)
      }
    }
  }
  return voxels
}
