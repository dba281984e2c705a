import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { VoxelSource } from '../inputs/voxel-source.ts'
import { type LayerPlan, type Staged, type Task, WORK_FOLDER } from '../plan/import-plan.ts'
import { type Shard, shardsOf } from '../plan/shards.ts'
import type { KeptTask } from '../plan/tasks.ts'
import { bytesPerVoxel } from '../voxels/voxel-type.ts'

/** Sections that one task copies. */
const SECTIONS_A_TASK = 8

/** Block tasks that need the same sections. */
export interface Slab {
  readonly tasks: readonly KeptTask[]
  /** Sections of the input. */
  readonly first: number
  readonly count: number
}

/** Block tasks by the sections that they need. */
export function slabsOf(
  layer: LayerPlan,
  source: Pick<VoxelSource, 'size'>,
  tasks: readonly KeptTask[],
): readonly Slab[] {
  const shards = shardsOf(layer.scales[0])
  const slabs = new Map<number, { shard: Shard; tasks: KeptTask[] }>()
  for (const task of tasks) {
    const shard = shards[task.shard]!
    const slab = slabs.get(shard.place[2])
    if (slab === undefined) slabs.set(shard.place[2], { shard, tasks: [task] })
    else slab.tasks.push(task)
  }
  return [...slabs.values()].map(({ shard, tasks: own }) => {
    const first = Math.max(0, shard.voxels.min[2] - layer.input.padding[2])
    const end = Math.min(source.size[2], shard.voxels.max[2] - layer.input.padding[2])
    return { tasks: own, first, count: Math.max(0, end - first) }
  })
}

/** Makes the file of a slab, and the tasks that fill it. */
export async function beginStage(
  out: string,
  layer: 'image' | 'labels',
  { size, type }: Pick<VoxelSource, 'size' | 'type'>,
  slab: Slab,
): Promise<{ readonly staged: Staged; readonly tasks: readonly Task[] }> {
  const folder = join(out, WORK_FOLDER)
  await mkdir(folder, { recursive: true })
  const staged = { file: join(folder, `${layer}-sections.raw`), first: slab.first, count: slab.count }
  await writeFile(staged.file, '')
  await truncate(staged.file, size[0] * size[1] * slab.count * bytesPerVoxel(type))
  const tasks: Task[] = []
  for (let from = slab.first; from < slab.first + slab.count; from += SECTIONS_A_TASK) {
    const to = Math.min(slab.first + slab.count, from + SECTIONS_A_TASK)
    tasks.push({ kind: 'stage', layer, from, to, staged })
  }
  return { staged, tasks }
}

export async function endStage({ file }: Staged): Promise<void> {
  await rm(file, { force: true })
}
