import type { Vec3 } from '../../../shared/geometry.ts'
import type { LoadScheduler } from '../../../shared/loading/scheduler-events.ts'
import { voxelAt } from '../../../shared/view/labels/format-position.ts'
import { cellOf } from '../../../shared/volume/chunk-grid.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import type { ResidentChunk } from '../chunks/resident-chunks.ts'
import type { PickedLayer, PickedValue } from '../messages.ts'
import { chunkKey, type OpenLayer } from '../open-layer.ts'

/** What picking may ask of the chunks in memory. */
export interface PickSource {
  readonly scheduler: Pick<LoadScheduler, 'phaseOf' | 'failureOf'>
  residentAt(key: string): ResidentChunk | undefined
  isTooFarOut(open: OpenLayer): boolean
}

/** The voxel of a scale that holds a position (nanometres), in voxels of that scale, its offset included; null outside. */
export function voxelWithin(scale: Scale, position: Vec3): Vec3 | null {
  const voxel = voxelAt(position, scale.resolution)
  return cellOf(scale, voxel) === undefined ? null : voxel
}

/**
 * What each layer holds at a position (nanometres): the value of the finest scale whose chunk is in memory. A failure is
 * reported for the chunk of the wanted scale, because that chunk is drawn hatched. `wantedOf`: the scale at which a
 * layer is drawn now.
 */
export function pickLayers(
  layers: readonly OpenLayer[],
  wantedOf: (open: OpenLayer) => number,
  position: Vec3,
  source: PickSource,
  nowMs: number,
): PickedLayer[] {
  return layers.map((open) => {
    const voxel = voxelWithin(open.layer.volume.scales[0], position)
    const value: PickedValue =
      voxel === null ? { kind: 'background' } : valueAt(open, wantedOf(open), position, source, nowMs)
    return { layerId: open.layer.id, voxel, value }
  })
}

function valueAt(open: OpenLayer, wanted: number, position: Vec3, source: PickSource, nowMs: number): PickedValue {
  const { scales } = open.layer.volume
  const failure = failureAt(open, wanted, position, source, nowMs)
  if (failure !== undefined) return failure
  for (let index = 0; index < scales.length; index++) {
    const scale = scales[index]!
    const cell = cellAt(scale, position)
    if (cell === undefined) continue
    const key = chunkKey(open, index, cell)
    const resident = source.residentAt(key)
    if (resident !== undefined) return valueIn(resident, scale, cell, voxelAt(position, scale.resolution))
    if (source.scheduler.phaseOf(key) === 'background') return { kind: 'background' }
  }
  return isLeftOut(open, wanted, position, source) ? { kind: 'too-far-out' } : { kind: 'loading' }
}

/** Whether the chunk at this place was not asked for and will not be, because too much is in view. */
function isLeftOut(open: OpenLayer, wanted: number, position: Vec3, source: PickSource): boolean {
  const cell = cellAt(open.layer.volume.scales[wanted], position)
  if (cell === undefined || !source.isTooFarOut(open)) return false
  return source.scheduler.phaseOf(chunkKey(open, wanted, cell)) === undefined
}

function failureAt(
  open: OpenLayer,
  wanted: number,
  position: Vec3,
  source: PickSource,
  nowMs: number,
): PickedValue | undefined {
  const cell = cellAt(open.layer.volume.scales[wanted], position)
  if (cell === undefined) return undefined
  const key = chunkKey(open, wanted, cell)
  if (source.residentAt(key) !== undefined) return undefined
  const failure = source.scheduler.failureOf(key)
  if (failure === undefined) return undefined
  return { kind: 'failed', problem: failure.problem, retryInMs: Math.max(0, failure.retryAtMs - nowMs) }
}

/** The cell of a scale that holds a position; undefined outside the volume, and where there is no such scale. */
function cellAt(scale: Scale | undefined, position: Vec3): Vec3 | undefined {
  return scale && cellOf(scale, voxelAt(position, scale.resolution))
}

/** The value of a voxel (of its scale, offset included) in the chunk that holds it. */
function valueIn({ chunk, dense, open }: ResidentChunk, scale: Scale, cell: Vec3, voxel: Vec3): PickedValue {
  const within = (axis: number): number =>
    voxel[axis]! - scale.voxelOffset[axis]! - cell[axis]! * scale.chunkSize[axis]!
  const place = within(0) + chunk.size[0] * (within(1) + chunk.size[1] * within(2))
  if (chunk.kind === 'grey') return { kind: 'grey', value: chunk.voxels[place]! }
  const index = chunk.indices[place]!
  const supervoxel = chunk.labels[index]!
  if (supervoxel === 0n) return { kind: 'background' }
  if (dense === undefined || open.palette === undefined) return { kind: 'label', supervoxel, segment: supervoxel }
  return { kind: 'label', supervoxel, segment: open.palette.segmentOf(dense[index]!) ?? null }
}
