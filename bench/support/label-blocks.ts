import path from 'node:path'
import type { LabelChunk } from '../../shared/codec/decoded-chunk.ts'
import { chunkFileName } from '../../shared/formats/precomputed/chunk-file-name.ts'
import { decodeChunk } from '../../shared/formats/precomputed/decode-chunk.ts'
import type { PrecomputedScale } from '../../shared/formats/precomputed/precomputed-volume.ts'
import type { Vec3 } from '../../shared/geometry.ts'
import { addChunk, type LabelBox, labelBoxOf, openLabelBox } from '../../shared/meshes/surfaces/label-box.ts'
import { surfaceVoxels } from '../../shared/meshes/surfaces/surfaces-of.ts'
import { unwrap } from '../../shared/problem.ts'
import { chunkSizeAt, gridOf } from '../../shared/volume/chunk-grid.ts'
import { readChunk, readVolume } from './real-chunks.ts'

/** The finest scale of a local volume of labels, and its chunks as they are stored, by their keys. */
export interface StoredLabels {
  readonly scale: PrecomputedScale
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
  /** The voxels that the surfaces of a block depend on. */
  boxOf(cell: Vec3): LabelBox
}

export async function readLabels(folder: string): Promise<StoredLabels> {
  const volume = await readVolume(folder)
  const scale = volume.scales[0]
  const { encoding } = scale
  if (encoding.kind === 'jpeg') throw new Error('labels are no JPEG')
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  const chunks: { readonly at: Vec3; readonly chunk: LabelChunk }[] = []
  const [gx, gy, gz] = gridOf(scale)
  for (let number = 0; number < gx * gy * gz; number++) {
    const cell: Vec3 = [number % gx, Math.floor(number / gx) % gy, Math.floor(number / (gx * gy))]
    const bytes = await readChunk(folder, scale, cell)
    if (bytes === undefined) continue
    const file = chunkFileName(scale, cell)
    files.set(file, bytes)
    const chunk = unwrap(decodeChunk(bytes, volume, encoding, chunkSizeAt(scale, cell), path.join(folder, file)))
    if (chunk.kind !== 'labels') throw new Error(`${file} has no labels`)
    const { chunkSize } = scale
    chunks.push({ at: [cell[0] * chunkSize[0], cell[1] * chunkSize[1], cell[2] * chunkSize[2]], chunk })
  }
  return {
    scale,
    files,
    boxOf: (cell) => {
      const open = openLabelBox(surfaceVoxels(scale, cell))
      for (const { at, chunk } of chunks) addChunk(open, at, chunk)
      return labelBoxOf(open)
    },
  }
}
