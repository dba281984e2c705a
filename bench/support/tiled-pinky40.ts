import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fixture } from '../../fixtures/fixture.ts'
import { chunkFileName } from '../../shared/formats/precomputed/chunk-file-name.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { gridOf } from '../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../shared/volume/volume.ts'
import { cacheFolder } from './cache-folder.ts'
import { readVolume } from './real-chunks.ts'

export const TILED_PINKY40 = path.join(cacheFolder, 'pinky40-tiled', 'seg-compresso')

/**
 * The crop of fixtures/pinky40 is repeated this often along x, y, z. That gives 1024 x 1024 x 512 voxels at the finest
 * scale.
 */
const TILES: Vec3 = [2, 2, 8]

/** Writes a volume as large as the published one, by repeating the real chunks that are here. */
export async function tilePinky40(): Promise<void> {
  const source = fixture('pinky40/seg-compresso')
  const info: { scales: object[] } = JSON.parse(readFileSync(path.join(source, 'info'), 'utf8'))
  const volume = await readVolume(source)
  const scales = volume.scales.map((scale) => tileScale(source, scale))
  const described = info.scales.map((scale, index) => ({ ...scale, ...scales[index] }))
  writeFileSync(path.join(TILED_PINKY40, 'info'), JSON.stringify({ ...info, scales: described }))
}

/** Writes the chunks of one scale. Returns the fields of its description that differ. */
function tileScale(source: string, scale: Scale): { size: Vec3; voxel_offset: Vec3 } {
  const [sx, sy, sz] = scale.size
  const tiled: Scale = { ...scale, size: [sx * TILES[0], sy * TILES[1], sz * TILES[2]], voxelOffset: [0, 0, 0] }
  const own = gridOf(scale)
  const [gx, gy, gz] = gridOf(tiled)
  mkdirSync(path.join(TILED_PINKY40, scale.key), { recursive: true })
  for (let i = 0; i < gx * gy * gz; i++) {
    const cell: Vec3 = [i % gx, Math.floor(i / gx) % gy, Math.floor(i / (gx * gy))]
    const from: Vec3 = [cell[0] % own[0], cell[1] % own[1], cell[2] % own[2]]
    const bytes = readFileSync(path.join(source, `${chunkFileName(scale, from)}.gz`))
    writeFileSync(path.join(TILED_PINKY40, `${chunkFileName(tiled, cell)}.gz`), bytes)
  }
  return { size: tiled.size, voxel_offset: [0, 0, 0] }
}
