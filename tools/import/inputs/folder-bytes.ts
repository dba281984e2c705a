import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { rangeWithin } from '../../../shared/bytes/byte-range.ts'
import type { ByteSource, ReadOptions, ShardEntry } from '../../../shared/bytes/byte-source.ts'
import { readKey } from '../../../shared/bytes/key.ts'
import { findChunk, minishardRange, parseMinishardIndex } from '../../../shared/formats/precomputed/shard-index.ts'
import { shardIndexBytes, shardLocation } from '../../../shared/formats/precomputed/sharding.ts'
import { messageOf, ProblemError, unwrap } from '../../../shared/problem.ts'

/** The files of a folder and the entries of its shards as a byte source. `above`: how far up a key may lead. */
export function folderBytes(folder: string, above: number): ByteSource<ReadOptions> {
  const fileOf = (key: string): string => {
    const { up, parts } = unwrap(readKey(key, above, process.platform))
    return join(folder, ...new Array<string>(up).fill('..'), ...parts)
  }
  return {
    async get(key, options) {
      if (options?.entry !== undefined) return readEntry(fileOf(key), options.entry)
      const { range } = options ?? {}
      const file = fileOf(key)
      const length = await fileLength(file)
      if (length === undefined) {
        // Local folders of precomputed volumes have their chunks with `.gz` at the end of the name.
        const zipped = (await fileLength(`${file}.gz`)) === undefined ? undefined : await readFile(`${file}.gz`)
        if (zipped === undefined) return undefined
        const bytes = inflated(zipped, `${file}.gz`)
        const { start, end } = rangeWithin(range, bytes.length)
        return bytes.slice(start, end)
      }
      const { start, end } = rangeWithin(range, length)
      return readPart(file, start, end)
    },
  }
}

/** The bytes of a file; undefined where there is none. */
async function fileLength(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file)
    return found.isFile() ? found.size : undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

async function readPart(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file, 'r')
  try {
    const bytes = new Uint8Array(end - start)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytesRead === bytes.length ? bytes : bytes.slice(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function readEntry(folder: string, { sharding, chunkKey }: ShardEntry): Promise<Uint8Array | undefined> {
  const { file, minishard } = shardLocation(sharding, chunkKey)
  const path = join(folder, file)
  if ((await fileLength(path)) === undefined) return undefined
  const index = await readPart(path, 0, shardIndexBytes(sharding))
  const range = unwrap(minishardRange(index, minishard, sharding, path))
  if (range === undefined) return undefined
  const stored = await readPart(path, range.start, range.end)
  const rows = sharding.minishardIndexEncoding === 'gzip' ? inflated(stored, path) : stored
  const place = findChunk(unwrap(parseMinishardIndex(rows, sharding, path)), chunkKey)
  if (place === undefined) return undefined
  const bytes = await readPart(path, place.start, place.end)
  if (bytes.length < place.end - place.start) {
    throw new ProblemError({ kind: 'bad-shard', message: `The shard ${path} is cut short`, file: path })
  }
  return sharding.dataEncoding === 'gzip' ? inflated(bytes, path) : bytes
}

function inflated(bytes: Uint8Array, file: string): Uint8Array {
  try {
    // Decoders want bytes in a buffer of their own, and Node may put several small ones into one.
    return Uint8Array.from(gunzipSync(bytes))
  } catch (error) {
    const reason = messageOf(error)
    throw new ProblemError({ kind: 'bad-chunk', message: `${file} does not inflate: ${reason}`, file })
  }
}
