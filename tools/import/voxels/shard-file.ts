import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { assert } from '../../../shared/assert.ts'
import { mortonKey } from '../../../shared/formats/precomputed/morton.ts'
import type { PrecomputedScale } from '../../../shared/formats/precomputed/precomputed-volume.ts'
import { shardIndexBytes, shardLocation } from '../../../shared/formats/precomputed/sharding.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { gridOf } from '../../../shared/volume/chunk-grid.ts'
import { type StoredChunk, shardBytes } from '../../shard-writer.ts'

/** The bytes of a shard with one minishard, as an import plans them, from the encoded chunks of its cells. */
export function packShard(
  scale: PrecomputedScale,
  chunks: readonly { readonly cell: Vec3; readonly bytes: Uint8Array }[],
): Uint8Array {
  const { sharding } = scale
  assert(sharding?.minishardBits === 0, 'an import plans one minishard a shard')
  const grid = gridOf(scale)
  const stored = chunks.map(({ cell, bytes }): StoredChunk => ({ key: mortonKey(cell, grid), bytes }))
  return shardBytes([stored], sharding)
}

/** Reads chunks out of the shards that an import has written. */
export interface ChunkFiles {
  /** The encoded bytes of a cell, without the gzip of the shard. */
  read(cell: Vec3): Promise<Uint8Array>
  close(): Promise<void>
}

interface OpenShard {
  readonly handle: FileHandle
  readonly places: ReadonlyMap<bigint, readonly [offset: number, length: number]>
}

/** `folder` is that of the volume. Files are opened as they are needed. */
export function openChunkFiles(folder: string, scale: PrecomputedScale): ChunkFiles {
  const { sharding } = scale
  assert(sharding !== undefined, 'an import plans shards')
  const grid = gridOf(scale)
  const shards = new Map<string, Promise<OpenShard>>()
  const shardWith = (file: string): Promise<OpenShard> => {
    const known = shards.get(file)
    if (known !== undefined) return known
    const opened = openShard(join(folder, scale.key, file), shardIndexBytes(sharding))
    shards.set(file, opened)
    return opened
  }
  return {
    async read(cell) {
      const key = mortonKey(cell, grid)
      const { file } = shardLocation(sharding, key)
      const { handle, places } = await shardWith(file)
      const place = places.get(key)
      if (place === undefined) throw damaged(join(folder, scale.key, file), `holds no chunk ${cell.join(', ')}`)
      const bytes = await readPart(handle, place[0], place[1], join(folder, scale.key, file))
      return sharding.dataEncoding === 'gzip' ? Uint8Array.from(gunzipSync(bytes)) : bytes
    },
    async close() {
      for (const shard of shards.values())
        await shard.then(
          ({ handle }) => handle.close(),
          () => undefined,
        )
    },
  }
}

/** Reads the one minishard index of a shard: deltas of keys, gaps between chunks, lengths. */
async function openShard(file: string, indexBytes: number): Promise<OpenShard> {
  const handle = await open(file, 'r')
  const span = await readPart(handle, 0, indexBytes, file)
  const [start = 0n, end = 0n] = new BigUint64Array(span.buffer, 0, 2)
  const index = await readPart(handle, indexBytes + Number(start), Number(end - start), file)
  const rows = new BigUint64Array(index.buffer, 0, index.byteLength / 8)
  const count = rows.length / 3
  const places = new Map<bigint, readonly [number, number]>()
  let key = 0n
  let at = indexBytes
  for (let i = 0; i < count; i += 1) {
    key += rows[i]!
    at += Number(rows[count + i]!)
    const length = Number(rows[2 * count + i]!)
    places.set(key, [at, length])
    at += length
  }
  return { handle, places }
}

async function readPart(
  handle: FileHandle,
  from: number,
  length: number,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  const { bytesRead } = await handle.read(bytes, 0, length, from)
  if (bytesRead !== length) throw damaged(file, 'is cut short')
  return bytes
}

function damaged(file: string, what: string): ProblemError {
  return new ProblemError({ kind: 'bad-shard', message: `${file}, which this import wrote, ${what}`, file })
}
