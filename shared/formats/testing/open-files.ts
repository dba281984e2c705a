import { gunzipSync, unzlibSync } from 'fflate'
import { type AnyRange, rangeWithin } from '../../bytes/byte-range.ts'
import type { ByteSource, ReadOptions } from '../../bytes/byte-source.ts'
import type { DecodedChunk } from '../../codec/decoded-chunk.ts'
import { UNPACKERS } from '../../codec/packed/unpackers.ts'
import type { Vec3 } from '../../geometry.ts'
import { type Problem, ProblemError, problemOf, type Result, unwrap } from '../../problem.ts'
import { chunkSizeAt, gridOf } from '../../volume/chunk-grid.ts'
import type { ChunkReader, Reading, StoredVolume, VolumeFormat, VolumePlace } from '../volume-format.ts'

// Opens volumes out of files in memory, as the page and the decode workers do together.

type Files = ReadonlyMap<string, Uint8Array>

/** A byte source that knows ranges. `reads` records what was asked for. */
export function byteSource(files: Files, reads: string[] = []): ByteSource<ReadOptions> {
  return {
    get: (key, options) => {
      reads.push(options?.range === undefined ? key : `${key} ${words(options.range)}`)
      const bytes = files.get(key)
      if (bytes === undefined) return undefined
      const { start, end } = rangeWithin(options?.range, bytes.length)
      return bytes.slice(start, end)
    },
  }
}

function words(range: AnyRange): string {
  return 'last' in range ? `-${range.last}` : `${range.start}-${range.end}`
}

export function readingOf(files: Files, reads?: string[]): Reading {
  return {
    bytes: byteSource(files, reads),
    unpacks: false,
    wasm: {
      jpeg: () => Promise.reject(new Error('there is no jpeg')),
      unpackers: () => Promise.resolve(UNPACKERS),
    },
    signal: undefined,
  }
}

/** As `readingOf`, of a source that takes compressions off where it is asked to, as the byte process does. */
export function unpackingReadingOf(files: Files): Reading {
  const reading = readingOf(files)
  const get = async (key: string, options: ReadOptions = {}): Promise<Uint8Array | undefined> => {
    const bytes = await reading.bytes.get(key, options)
    if (bytes === undefined || options.unpack === undefined) return bytes
    const { coding, after } = options.unpack
    try {
      const packed = bytes.subarray(after)
      const inside = coding === 'gzip' ? gunzipSync(packed) : unzlibSync(packed)
      return Uint8Array.of(...bytes.subarray(0, after), ...inside)
    } catch {
      throw new ProblemError({ kind: 'bad-chunk', message: `The ${coding} of ${key} is damaged`, file: key })
    }
  }
  return { ...reading, bytes: { get }, unpacks: true }
}

/** What opening the folder of these files comes to. The first of the marks that is there counts. */
export async function openFiles(
  format: VolumeFormat,
  files: Files,
  place: Partial<VolumePlace> = {},
): Promise<Result<StoredVolume>> {
  const read = async (key: string): Promise<unknown> => {
    const bytes = files.get(key)
    if (bytes === undefined) return undefined
    try {
      return JSON.parse(textOf(bytes))
    } catch {
      throw new ProblemError({ kind: 'bad-description', message: `${key} is not JSON`, file: key })
    }
  }
  try {
    for (const mark of format.marks) {
      const json = await read(mark)
      const gathered = json === undefined ? undefined : await format.gather(mark, json, read)
      if (gathered === undefined) continue
      // Workers get the files as a message.
      const sent: typeof gathered = JSON.parse(JSON.stringify(gathered))
      return format.parse(sent, { location: '/data', above: 0, ...place })
    }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    return { ok: false, problem }
  }
  throw new Error('none of the marks is there')
}

/** Text of UTF-8. */
function textOf(bytes: Uint8Array): string {
  return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
}

/** The problem of opening these files. */
export async function problemOfOpening(
  format: VolumeFormat,
  files: Files,
  place?: Partial<VolumePlace>,
): Promise<Problem> {
  const opened = await openFiles(format, files, place)
  if (opened.ok) throw new Error('it opened')
  return opened.problem
}

/** The value of a voxel of a chunk. */
function valueIn(chunk: DecodedChunk, at: Vec3): number | bigint {
  const [x, y, z] = at
  const place = x + chunk.size[0] * (y + chunk.size[1] * z)
  return chunk.kind === 'grey' ? chunk.voxels[place]! : chunk.labels[chunk.indices[place]!]!
}

/** Reads every chunk of a scale, and gives each voxel's value (undefined: background) to `see`. */
export async function readScale(
  stored: StoredVolume,
  scale: number,
  reading: Reading,
  see: (voxel: Vec3, value: number | bigint | undefined) => void,
  at: readonly number[] = stored.axes.map(() => 0),
): Promise<void> {
  const reader: ChunkReader = stored.chunks(at)
  const about = stored.volume.scales[scale]!
  const [gx, gy, gz] = gridOf(about)
  for (let k = 0; k < gz; k++)
    for (let j = 0; j < gy; j++)
      for (let i = 0; i < gx; i++) {
        const cell: Vec3 = [i, j, k]
        const read = await reader.read(scale, cell, reading)
        const chunk = read && unwrap(read)
        const [sx, sy, sz] = chunkSizeAt(about, cell)
        const begin = about.chunkSize.map((length, axis) => length * cell[axis]!)
        for (let z = 0; z < sz; z++)
          for (let y = 0; y < sy; y++)
            for (let x = 0; x < sx; x++)
              see([begin[0]! + x, begin[1]! + y, begin[2]! + z], chunk && valueIn(chunk, [x, y, z]))
      }
}
