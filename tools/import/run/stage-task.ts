import { open } from 'node:fs/promises'
import type { Staged } from '../plan/import-plan.ts'
import { bytesOf, bytesPerVoxel } from '../voxels/voxel-type.ts'
import type { TaskContext } from './task-context.ts'

/** Copies sections of an input that is only cheap in whole sections into a raw file. */
export async function runStage(
  context: TaskContext,
  layer: 'image' | 'labels',
  from: number,
  to: number,
  staged: Staged,
): Promise<void> {
  const plan = context.plan[layer]
  if (plan === undefined) return
  const source = await context.source(plan.input)
  const [width, height] = source.size
  const sectionBytes = width * height * bytesPerVoxel(source.type)
  const handle = await open(staged.file, 'r+')
  try {
    for (let z = from; z < to; z += 1) {
      const voxels = await source.readBox({ min: [0, 0, z], max: [width, height, z + 1] })
      const bytes = bytesOf(voxels)
      for (let done = 0; done < bytes.length; ) {
        const place = (z - staged.first) * sectionBytes + done
        done += (await handle.write(bytes, done, bytes.length - done, place)).bytesWritten
      }
    }
  } finally {
    await handle.close()
  }
}
