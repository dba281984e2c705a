import type { Task } from '../plan/import-plan.ts'
import { runBorders } from './border-tasks.ts'
import { runImageBlock, runImageScale } from './image-tasks.ts'
import { runLabelBlock, runLabelScale } from './label-tasks.ts'
import { runStage } from './stage-task.ts'
import type { TaskContext } from './task-context.ts'

/** Does one task. When it resolves, all of its files are durable. Doing a task again gives the same files. */
export async function runTask(context: TaskContext, task: Task): Promise<void> {
  switch (task.kind) {
    case 'stage':
      return runStage(context, task.layer, task.from, task.to, task.staged)
    case 'image-block':
      return runImageBlock(context, task.shard, task.staged)
    case 'label-block':
      return runLabelBlock(context, task.shard, task.staged)
    case 'image-scale':
      return runImageScale(context, task.scale, task.shard)
    case 'label-scale':
      return runLabelScale(context, task.scale, task.shard)
    case 'borders':
      return runBorders(context, task.shard)
  }
}
