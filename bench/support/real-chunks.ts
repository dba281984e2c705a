import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { chunkFileName } from '../../shared/formats/precomputed/chunk-file-name.ts'
import { parseInfoText } from '../../shared/formats/precomputed/precomputed-info.ts'
import type { PrecomputedScale, PrecomputedVolume } from '../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { chunkSizeAt, gridOf } from '../../shared/volume/chunk-grid.ts'

/** A chunk as it is stored, but without gzip, in a buffer of its own. */
export interface StoredChunk {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly size: Vec3
  readonly file: string
}

/** The description of a local volume. Throws if something is wrong with it. */
export async function readVolume(folder: string): Promise<PrecomputedVolume> {
  const file = path.join(folder, 'info')
  const volume = parseInfoText(await readFile(file, 'utf8'), file)
  if (!volume.ok) throw new Error(volume.problem.message)
  return volume.value
}

/** The first `count` whole chunks of the finest scale whose files exist, in the order of their cells. */
export async function readWholeChunks(
  folder: string,
  volume: PrecomputedVolume,
  count: number,
): Promise<readonly StoredChunk[]> {
  const scale = volume.scales[0]
  const chunks: StoredChunk[] = []
  const [gx, gy, gz] = gridOf(scale)
  for (let cell = 0; cell < gx * gy * gz && chunks.length < count; cell++) {
    const at: Vec3 = [cell % gx, Math.floor(cell / gx) % gy, Math.floor(cell / (gx * gy))]
    const size = chunkSizeAt(scale, at)
    const isWhole = size.every((side, axis) => side === scale.chunkSize[axis])
    const bytes = isWhole ? await readChunk(folder, scale, at) : undefined
    if (bytes !== undefined) chunks.push({ bytes, size, file: chunkFileName(scale, at) })
  }
  if (chunks.length < count) throw new Error(`${folder} has only ${chunks.length} whole chunks of ${count}`)
  return chunks
}

export async function readChunk(
  folder: string,
  scale: PrecomputedScale,
  cell: Vec3,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = path.join(folder, chunkFileName(scale, cell))
  const plain = await readFile(file).catch(() => undefined)
  if (plain !== undefined) return Uint8Array.from(plain)
  const zipped = await readFile(`${file}.gz`).catch(() => undefined)
  return zipped === undefined ? undefined : Uint8Array.from(gunzipSync(zipped))
}
