import type { Vec3 } from '../../../shared/geometry.ts'
import { borderFile, facesFile, packContacts, readColumns } from '../labels/block-file.ts'
import { type Face, type FaceSide, faceAxes, faceName, findBorderContacts } from '../labels/faces.ts'
import type { Shard } from '../plan/shards.ts'
import { sizeOf } from '../voxels/boxes.ts'
import { labelsOf, type TaskContext } from './task-context.ts'

/** The next block along an axis; undefined at the end of the volume. */
function blockAfter(shards: readonly Shard[], shard: Shard, axis: number): Shard | undefined {
  return shards.find(({ place }) => place.every((at, a) => at === shard.place[a]! + (a === axis ? 1 : 0)))
}

/** Finds the contacts of a block with the next one along each axis. */
export async function runBorders(context: TaskContext, index: number): Promise<void> {
  const labels = labelsOf(context.plan)
  const shards = context.shards(labels, 0)
  const shard = shards[index]!
  const voxelSize = labels.scales[0].resolution
  for (const axis of [0, 1, 2]) {
    const next = blockAfter(shards, shard, axis)
    if (next === undefined) continue
    const [below, above] = [await readFace(context, shard, axis, 'high'), await readFace(context, next, axis, 'low')]
    const size = sizeOf(shard.voxels)
    const [u, v] = faceAxes(axis)
    const contacts = findBorderContacts(below, above, axis, [size[u]!, size[v]!], voxelSize)
    const { min, max } = shard.voxels
    const corner = min.map((at, a) => (a === axis ? max[axis]! : at))
    const origin: Vec3 = [corner[0]!, corner[1]!, corner[2]!]
    await context.files.write(borderFile(context.work, index, axis), packContacts(contacts, origin))
  }
}

async function readFace({ work }: TaskContext, shard: Shard, axis: number, side: FaceSide): Promise<Face> {
  const columns = await readColumns(facesFile(work, shard.index))
  const name = faceName(axis, side)
  return { numbers: columns(name, Uint32Array), values: columns(`${name}-values`, Float32Array) }
}
