import { countOf, sizeOf } from '../voxels/boxes.ts'
import type { ImportPlan, LayerPlan, Task } from './import-plan.ts'
import { shardsOf } from './shards.ts'

/** What is kept of an import: tasks but stages. */
export type KeptTask = Exclude<Task, { kind: 'stage' }>

/** Tasks that need nothing of each other, and all of what was done before. */
export interface Phase {
  readonly name: string
  readonly tasks: readonly { readonly task: KeptTask; readonly voxels: number }[]
}

/** All tasks of an import, in order. `voxels` is what a task writes. */
export function phasesOf({ image, labels }: ImportPlan): readonly Phase[] {
  const phases: Phase[] = []
  if (image !== undefined) phases.push(blocks(image, 'image'))
  if (labels !== undefined) phases.push(blocks(labels, 'labels'))
  if (image !== undefined) phases.push(...coarser(image, 'image'))
  if (labels !== undefined) phases.push(...coarser(labels, 'labels'))
  if (labels?.supervoxels === 'cut') {
    const tasks = shardsOf(labels.scales[0]).map(({ index }) => {
      return { task: { kind: 'borders', shard: index } as const, voxels: 0 }
    })
    phases.push({ name: 'contacts', tasks })
  }
  return phases
}

function blocks(layer: LayerPlan, name: 'image' | 'labels'): Phase {
  const kind = name === 'image' ? 'image-block' : 'label-block'
  const tasks = shardsOf(layer.scales[0]).map(({ index, voxels }) => {
    return { task: { kind, shard: index } as const, voxels: countOf(sizeOf(voxels)) }
  })
  return { name, tasks }
}

function coarser(layer: LayerPlan, name: 'image' | 'labels'): readonly Phase[] {
  const kind = name === 'image' ? 'image-scale' : 'label-scale'
  return layer.factors.map((_, i) => {
    const tasks = shardsOf(layer.scales[i + 1]!).map(({ index, voxels }) => {
      return { task: { kind, scale: i + 1, shard: index } as const, voxels: countOf(sizeOf(voxels)) }
    })
    return { name: `${name}, scale ${i + 1}`, tasks }
  })
}
