import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decodeChunk } from '../../shared/codec/decode-chunk.ts'
import { cellOf, chunkFileName, chunkSizeAt } from '../../shared/volume/chunk-grid.ts'
import { parsePrecomputedInfo } from '../../shared/volume/precomputed-info.ts'
import type { Vec3 } from './screen.ts'

/**
 * The labels of a compresso volume at points in nanometres. There is no second decoder of compresso here: the codec is the
 * app's, which whole-volumes.test.ts proves against published meshes; what is compared is the way from there to the screen.
 */
export function compressoLabels(folder: string, scaleIndex: number): (nm: Vec3) => bigint | undefined {
  const info: unknown = JSON.parse(readFileSync(join(folder, 'info'), 'utf8'))
  const parsed = parsePrecomputedInfo(info, join(folder, 'info'))
  if (!parsed.ok) throw new Error(parsed.problem.message)
  const volume = parsed.value
  const scale = volume.scales[scaleIndex]
  if (scale?.encoding.kind !== 'compresso') throw new Error(`${folder} has no compresso at scale ${scaleIndex}`)
  const { encoding } = scale
  const chunks = new Map<string, (x: number, y: number, z: number) => bigint>()
  const chunkAt = (cell: Vec3) => {
    const name = chunkFileName(scale, cell)
    const known = chunks.get(name)
    if (known) return known
    const bytes = gunzipSync(readFileSync(join(folder, scale.key, `${name.split('/').at(-1)}.gz`)))
    const size = chunkSizeAt(scale, cell)
    const chunk = decodeChunk(bytes, volume, encoding, size, name)
    if (!chunk.ok || chunk.value.kind !== 'labels') throw new Error(`${name} does not decode`)
    const { labels, indices } = chunk.value
    const read = (x: number, y: number, z: number) => labels[indices[x + size[0] * (y + size[1] * z)]!]!
    chunks.set(name, read)
    return read
  }
  return (nm) => {
    const at = (axis: 0 | 1 | 2) => Math.floor(nm[axis] / scale.resolution[axis])
    const voxel: Vec3 = [at(0), at(1), at(2)]
    const cell = cellOf(scale, voxel)
    if (cell === undefined) return undefined
    const within = (axis: 0 | 1 | 2) => voxel[axis] - scale.voxelOffset[axis] - cell[axis] * scale.chunkSize[axis]
    return chunkAt(cell)(within(0), within(1), within(2))
  }
}
