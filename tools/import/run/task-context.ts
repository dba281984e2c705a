import { join } from 'node:path'
import { assert } from '../../../shared/assert.ts'
import type { Box3 } from '../../../shared/geometry.ts'
import { openInput } from '../inputs/open-input.ts'
import type { VoxelSource } from '../inputs/voxel-source.ts'
import { type ImportPlan, type LayerPlan, type PlannedInput, type Staged, WORK_FOLDER } from '../plan/import-plan.ts'
import { type Shard, shardsOf } from '../plan/shards.ts'
import { copyShared, countOf, sharedBox, shifted, sizeOf } from '../voxels/boxes.ts'
import { emptyVoxels, type VoxelArray } from '../voxels/voxel-type.ts'
import type { DurableFiles } from './durable-files.ts'

/** What the tasks of one thread share. Inputs are opened once and stay open. */
export interface TaskContext {
  readonly plan: ImportPlan
  readonly work: string
  readonly files: DurableFiles
  shards(layer: LayerPlan, scale: number): readonly Shard[]
  source(input: PlannedInput): Promise<VoxelSource>
  close(): Promise<void>
}

export function createTaskContext(plan: ImportPlan, files: DurableFiles): TaskContext {
  const sources = new Map<PlannedInput, Promise<VoxelSource>>()
  const shards = new Map<string, readonly Shard[]>()
  return {
    plan,
    work: join(plan.out, WORK_FOLDER),
    files,
    shards(layer, scale) {
      const key = `${scale} ${layer.folder}`
      const known = shards.get(key)
      if (known !== undefined) return known
      const made = shardsOf(layer.scales[scale]!)
      shards.set(key, made)
      return made
    },
    source(input) {
      const known = sources.get(input)
      if (known !== undefined) return known
      const opened = openInput(input.spec)
      sources.set(input, opened)
      return opened
    },
    async close() {
      const all = [...sources.values()]
      sources.clear()
      for (const source of all) {
        await source.then(
          (one) => one.close(),
          () => undefined,
        )
      }
    },
  }
}

export function imageOf(plan: ImportPlan): NonNullable<ImportPlan['image']> {
  assert(plan.image !== undefined, 'tasks of the image are planned with an image')
  return plan.image
}

export function labelsOf(plan: ImportPlan): NonNullable<ImportPlan['labels']> {
  assert(plan.labels !== undefined, 'tasks of the labels are planned with labels')
  return plan.labels
}

/** Reads boxes of a planned volume: its padding is background, and sections that were staged come from their file. */
export interface PlannedSource {
  readonly source: VoxelSource
  read(box: Box3): Promise<VoxelArray>
  close(): Promise<void>
}

export async function plannedSource(
  context: TaskContext,
  input: PlannedInput,
  staged: Staged | undefined,
): Promise<PlannedSource> {
  const source = await context.source(input)
  const { size, type } = source
  const file =
    staged === undefined
      ? undefined
      : await openInput({ kind: 'raw', file: staged.file, size: [size[0], size[1], staged.count], type, skip: 0 })
  const first = staged?.first ?? 0
  return {
    source,
    async read(box) {
      const whole: Box3 = {
        min: [0, 0, first],
        max: [size[0], size[1], staged === undefined ? size[2] : first + staged.count],
      }
      const wanted = shifted(box, input.padding, -1)
      const inside = sharedBox(wanted, whole)
      if (inside === undefined) return emptyVoxels(type, countOf(sizeOf(box)))
      const voxels = await (file ?? source).readBox(shifted(inside, [0, 0, first], -1))
      if (countOf(sizeOf(inside)) === countOf(sizeOf(box))) return voxels
      const padded = emptyVoxels(type, countOf(sizeOf(box)))
      copyShared({ box: inside, voxels }, { box: wanted, voxels: padded }, type)
      return padded
    },
    close: async () => file?.close(),
  }
}
