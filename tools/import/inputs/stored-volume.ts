import { inflateSync, zstdDecompressSync } from 'node:zlib'
import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import { UNPACKERS, type Unpackers } from '../../../shared/codec/packed/unpackers.ts'
import { storedVolumeOf } from '../../../shared/formats/described-volume.ts'
import { FORMATS } from '../../../shared/formats/format-list.ts'
import type { Reading } from '../../../shared/formats/volume-format.ts'
import type { Box3 } from '../../../shared/geometry.ts'
import { parseJson } from '../../../shared/json-field.ts'
import { ProblemError, unwrap } from '../../../shared/problem.ts'
import { cellBoxVoxels } from '../../../shared/volume/chunk-grid.ts'
import { cellsOf, copyShared, countOf, coveringCells, shifted, sizeOf } from '../voxels/boxes.ts'
import { decodeJpeg } from '../voxels/jpeg.ts'
import { emptyVoxels, type InputType, type VoxelArray } from '../voxels/voxel-type.ts'
import { folderBytes } from './folder-bytes.ts'
import type { VolumeSpec, VoxelSource } from './voxel-source.ts'

/** Sections that are read at once, about: a whole number of chunks. */
const SECTIONS = 16

/** Affinities are three volumes: along z, y and x. */
const AFFINITY_CHANNELS = 3

/** Flat chunks of more pixels than this are read once, as whole sections. */
const LARGE_SECTION = 1024 * 1024

/**
 * Recognises a folder of any format of volumes: OME-Zarr, N5, precomputed. Undefined where it is none. Rejects with a
 * `ProblemError` where one is there and not read.
 */
export async function findVolume(folder: string, use: 'image' | 'labels'): Promise<VolumeSpec | undefined> {
  const bytes = folderBytes(folder, 0)
  const read = async (key: string): Promise<unknown> => {
    const stored = await bytes.get(key)
    if (stored === undefined) return undefined
    const json = parseJson(new TextDecoder().decode(stored))
    if (json !== undefined) return json
    const message = `${folder}/${key} is not JSON`
    throw new ProblemError({ kind: 'bad-description', message, file: `${folder}/${key}` })
  }
  for (const format of FORMATS) {
    for (const mark of format.marks) {
      const json = await read(mark)
      const files = json === undefined ? undefined : await format.gather(mark, json, read)
      if (files !== undefined) return { kind: 'volume', file: folder, format: format.name, files, use }
    }
  }
  return undefined
}

/** The finest scale of a volume in a local folder. Chunks that are not there are background, as in the app. */
export async function openVolume(spec: VolumeSpec): Promise<VoxelSource> {
  const { file: folder, use } = spec
  const kind = use === 'labels' ? 'segmentation' : 'image'
  const stored = unwrap(storedVolumeOf({ ...spec, place: { location: folder, above: 0, kind } }, FORMATS))
  const [axis, ...more] = stored.axes
  const isChannel = axis?.kind === 'channel' && more.length === 0 && axis.length === AFFINITY_CHANNELS
  if (axis !== undefined && !(isChannel && spec.channel !== undefined)) {
    const message = `${folder} is ${axis.length} long along its axis ${axis.name}; volumes of x, y and z alone are imported`
    throw new ProblemError({ kind: 'unsupported', message, file: folder })
  }
  const { volume } = stored
  if (volume.kind !== kind) {
    const message = `${folder} is ${volume.kind === 'image' ? 'an image' : 'a segmentation'}; give it as such`
    throw new ProblemError({ kind: 'bad-description', message, file: folder })
  }
  const [scale] = volume.scales
  const { size, resolution, voxelOffset, chunkSize } = scale
  // Labels come with 64 bits, whatever they are stored with.
  const type: InputType = use === 'labels' ? 'uint64' : volume.voxelType
  const reader = stored.chunks(axis === undefined ? [] : [spec.channel ?? 0])
  const isPaged = chunkSize[2] === 1 && chunkSize[0] * chunkSize[1] > LARGE_SECTION
  return {
    size,
    type,
    voxelSize: resolution,
    offsetNm: [voxelOffset[0] * resolution[0], voxelOffset[1] * resolution[1], voxelOffset[2] * resolution[2]],
    sectionsAtOnce: isPaged ? 0 : chunkSize[2] * Math.ceil(SECTIONS / chunkSize[2]),
    async readBox(box) {
      const voxels = emptyVoxels(type, countOf(sizeOf(box)))
      const reading = readingOf(folder)
      for (const cell of cellsOf(coveringCells(box, chunkSize))) {
        const read = await reader.read(0, cell, reading)
        if (read === undefined) continue
        const chunkBox: Box3 = shifted(cellBoxVoxels(scale, cell), voxelOffset, -1)
        copyShared({ box: chunkBox, voxels: voxelsIn(unwrap(read)) }, { box, voxels }, type)
      }
      return voxels
    },
    close: async () => {},
  }
}

const BY_NODE: Unpackers = {
  ...UNPACKERS,
  // Decoders want bytes in a buffer of their own, and Node may put several small ones into one.
  zstd: (bytes, maxBytes) => Uint8Array.from(zstdDecompressSync(bytes, { maxOutputLength: maxBytes })),
  zlib(bytes, out) {
    // Zlib refuses a limit of 0.
    const whole = inflateSync(bytes, { maxOutputLength: Math.max(1, out.length) })
    if (whole.length !== out.length) throw new Error(`it holds ${whole.length} bytes of ${out.length}`)
    out.set(whole)
  },
}

/** Reads chunks of a volume in a local folder. */
export function readingOf(folder: string): Reading {
  return {
    bytes: folderBytes(folder, 0),
    unpacks: false,
    wasm: {
      jpeg: async (bytes, size, file) => {
        return { ok: true, value: { kind: 'grey', size, voxels: await decodeJpeg(bytes, countOf(size), file) } }
      },
      unpackers: async () => BY_NODE,
    },
    signal: undefined,
  }
}

function voxelsIn(chunk: DecodedChunk): VoxelArray {
  if (chunk.kind === 'grey') return chunk.voxels
  const voxels = new BigUint64Array(chunk.indices.length)
  const halves = new Uint32Array(voxels.buffer)
  const labels = new Uint32Array(chunk.labels.buffer, chunk.labels.byteOffset, 2 * chunk.labels.length)
  for (let i = 0; i < voxels.length; i += 1) {
    const place = chunk.indices[i]!
    halves[2 * i] = labels[2 * place]!
    halves[2 * i + 1] = labels[2 * place + 1]!
  }
  return voxels
}
