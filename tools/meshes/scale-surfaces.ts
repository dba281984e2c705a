import { storedVolumeOf } from '../../shared/formats/described-volume.ts'
import { FORMATS } from '../../shared/formats/format-list.ts'
import type { ChunkReader } from '../../shared/formats/volume-format.ts'
import type { Box3, Vec3 } from '../../shared/geometry.ts'
import { unpackMesh } from '../../shared/meshes/pack-mesh.ts'
import { addChunk, labelBoxOf, openLabelBox } from '../../shared/meshes/surfaces/label-box.ts'
import type { SurfaceBlock } from '../../shared/meshes/surfaces/surface-block.ts'
import { surfaceGridOf } from '../../shared/meshes/surfaces/surface-grid.ts'
import { surfacesOf, surfaceVoxels } from '../../shared/meshes/surfaces/surfaces-of.ts'
import { ProblemError, unwrap } from '../../shared/problem.ts'
import { cellBoxVoxels } from '../../shared/volume/chunk-grid.ts'
import type { Scale, Volume } from '../../shared/volume/volume.ts'
import { findVolume, readingOf } from '../import/inputs/stored-volume.ts'
import { cellsOf, coveringCells, shifted } from '../import/voxels/boxes.ts'

/** A segmentation in a local folder. */
export interface OpenLabels {
  readonly folder: string
  readonly volume: Volume
  readonly reader: ChunkReader
}

/** Rejects with a `ProblemError` where the folder holds no segmentation. */
export async function openLabels(folder: string): Promise<OpenLabels> {
  const spec = await findVolume(folder, 'labels')
  if (spec === undefined) {
    throw new ProblemError({ kind: 'not-a-volume', message: `${folder} holds no volume`, file: folder })
  }
  const stored = unwrap(
    storedVolumeOf({ ...spec, place: { location: folder, above: 0, kind: 'segmentation' } }, FORMATS),
  )
  if (stored.volume.kind !== 'segmentation') {
    throw new ProblemError({ kind: 'not-a-volume', message: `${folder} is an image`, file: folder })
  }
  return { folder, volume: stored.volume, reader: stored.chunks([]) }
}

/** Gets a triangle of a label, nanometres. */
export type TakeSurface = (label: bigint, a: Vec3, b: Vec3, c: Vec3) => void

/** The surfaces of all labels at one scale. Returns the nanometres that they may be off. */
export async function scaleSurfaces(labels: OpenLabels, number: number, take: TakeSurface): Promise<number> {
  const scale = labels.volume.scales[number]!
  const { counts } = surfaceGridOf(scale)
  let errorNm = 0
  for (let z = 0; z < counts[2]; z++) {
    for (let y = 0; y < counts[1]; y++) {
      for (let x = 0; x < counts[0]; x++) {
        const block = await blockOf(labels, number, scale, [x, y, z])
        errorNm = Math.max(errorNm, block.errorNm)
        takeBlock(block, take)
      }
    }
  }
  return errorNm
}

async function blockOf(
  { folder, reader }: OpenLabels,
  number: number,
  scale: Scale,
  cell: Vec3,
): Promise<SurfaceBlock> {
  const wanted = surfaceVoxels(scale, cell)
  const box = openLabelBox(wanted)
  const inside: Box3 = {
    min: [Math.max(0, wanted.min[0]), Math.max(0, wanted.min[1]), Math.max(0, wanted.min[2])],
    max: [
      Math.min(scale.size[0], wanted.max[0]),
      Math.min(scale.size[1], wanted.max[1]),
      Math.min(scale.size[2], wanted.max[2]),
    ],
  }
  for (const chunk of cellsOf(coveringCells(inside, scale.chunkSize))) {
    const read = await reader.read(number, chunk, readingOf(folder))
    const decoded = read && unwrap(read)
    if (decoded?.kind !== 'labels') continue
    addChunk(box, shifted(cellBoxVoxels(scale, chunk), scale.voxelOffset, -1).min, decoded)
  }
  const work = surfacesOf(labelBoxOf(box), scale, cell)
  for (;;) {
    const step = work.next()
    if (step.done) return unwrap(step.value)
  }
}

function takeBlock({ mesh }: SurfaceBlock, take: TakeSurface): void {
  const { origin, positions, triangles, labels, triangleStarts } = unpackMesh(mesh)
  const corner = (at: number): Vec3 => {
    const i = 3 * triangles[at]!
    return [origin[0] + positions[i]!, origin[1] + positions[i + 1]!, origin[2] + positions[i + 2]!]
  }
  labels.forEach((label, piece) => {
    for (let triangle = triangleStarts[piece]!; triangle < triangleStarts[piece + 1]!; triangle++) {
      take(label, corner(3 * triangle), corner(3 * triangle + 1), corner(3 * triangle + 2))
    }
  })
}
