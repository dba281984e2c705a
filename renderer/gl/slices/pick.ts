import type { Vec3 } from '../../../shared/geometry.ts'
import type { ChunkScheduler } from '../../../shared/view/chunks/scheduler-events.ts'
import type { Scale } from '../../../shared/volume/volume.ts'
import type { ResidentChunk } from '../chunks/chunk-loader.ts'
import type { PickedLayer, PickedValue } from '../messages.ts'
import { chunkKey, type OpenLayer } from '../open-layer.ts'

/** What picking may ask of the chunks in memory. */
export interface PickSource {
  readonly scheduler: Pick<ChunkScheduler, 'phaseOf' | 'failureOf'>
  residentAt(key: string): ResidentChunk | undefined
  isTooFarOut(open: OpenLayer): boolean
}

/** The voxel of a scale that holds a position (nanometres), in voxels of that scale, its offset included; null outside. */
export function voxelAt(scale: Scale, position: Vec3): Vec3 | null {
  const voxel = [0, 0, 0]
  for (let axis = 0; axis < 3; axis++) {
    voxel[axis] = Math.floor(position[axis]! / scale.resolution[axis]!)
    const inside = voxel[axis]! - scale.voxelOffset[axis]!
    if (inside < 0 || inside >= scale.size[axis]!) return null
  }
  return [voxel[0]!, voxel[1]!, voxel[2]!]
}

/**
 * What each layer holds at a position (nanometres): the value of the finest scale whose chunk is in memory. A failure is reported for the
 * wanted scale's chunk, which is the one drawn hatched. `wantedOf`: the scale at which a layer is drawn now.
 */
export function pickLayers(
  layers: readonly OpenLayer[],
  wantedOf: (open: OpenLayer) => number,
  position: Vec3,
  source: PickSource,
  nowMs: number,
): PickedLayer[] {
  return layers.map((open) => {
    const voxel = voxelAt(open.layer.volume.scales[0], position)
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
    const voxel = voxelAt(scale, position)
    if (voxel === null) continue
    const cell = cellOf(scale, voxel)
    const key = chunkKey(open, index, cell)
    const resident = source.residentAt(key)
    if (resident !== undefined) return valueIn(resident, scale, cell, voxel)
    if (source.scheduler.phaseOf(key) === 'background') return { kind: 'background' }
  }
  return isLeftOut(open, wanted, position, source) ? { kind: 'too-far-out' } : { kind: 'loading' }
}

/** Nobody asked for the chunk at this place, and nobody will. */
function isLeftOut(open: OpenLayer, wanted: number, position: Vec3, source: PickSource): boolean {
  const scale = open.layer.volume.scales[wanted]
  const voxel = scale === undefined ? null : voxelAt(scale, position)
  if (scale === undefined || voxel === null || !source.isTooFarOut(open)) return false
  return source.scheduler.phaseOf(chunkKey(open, wanted, cellOf(scale, voxel))) === undefined
}

function failureAt(
  open: OpenLayer,
  wanted: number,
  position: Vec3,
  source: PickSource,
  nowMs: number,
): PickedValue | undefined {
  const scale = open.layer.volume.scales[wanted]
  const voxel = scale === undefined ? null : voxelAt(scale, position)
  if (scale === undefined || voxel === null) return undefined
  const key = chunkKey(open, wanted, cellOf(scale, voxel))
  if (source.residentAt(key) !== undefined) return undefined
  const failure = source.scheduler.failureOf(key)
  if (failure === undefined) return undefined
  return { kind: 'failed', problem: failure.problem, retryInMs: Math.max(0, failure.retryAtMs - nowMs) }
}

function cellOf(scale: Scale, voxel: Vec3): Vec3 {
  const along = (axis: number): number => Math.floor((voxel[axis]! - scale.voxelOffset[axis]!) / scale.chunkSize[axis]!)
  return [along(0), along(1), along(2)]
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
