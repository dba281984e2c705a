import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Box3, Vec3 } from '../../../shared/geometry.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { sizeOf } from '../voxels/boxes.ts'
import type { VoxelArray } from '../voxels/voxel-type.ts'
import type { ContactTable } from './block-contacts.ts'
import { packColumns, unpackColumns } from './columns-file.ts'
import type { BlockSupervoxels } from './supervoxels.ts'

/** What is known of the supervoxels of one block, by number from 1; entry 0 is background. */
export interface BlockTable {
  readonly labels: BigUint64Array
  readonly voxels: Uint32Array
  /** x, y, z of a voxel of each, in voxels of the volume. */
  readonly insides: Uint32Array
  /** The mean grey value of each; 0 without an image. */
  readonly greyMeans: Float32Array
}

/** Contacts as they are kept: of a block, or across its upper borders. */
export interface KeptContacts {
  readonly lower: Int32Array
  readonly higher: Int32Array
  readonly areas: Uint32Array
  /** x, y, z in half voxels of the volume. */
  readonly places: Float64Array
  /** The mean of what is known of the faces (`FaceValues`); 0 without any. */
  readonly valueMeans: Float32Array
}

export const blockTableFile = (work: string, shard: number): string => join(work, 'blocks', `${shard}.table`)
export const blockContactsFile = (work: string, shard: number): string => join(work, 'blocks', `${shard}.contacts`)
export const facesFile = (work: string, shard: number): string => join(work, 'faces', `${shard}.faces`)
export const borderFile = (work: string, shard: number, axis: number): string =>
  join(work, 'borders', `${shard}-${axis}.contacts`)

export function packBlockTable(block: BlockSupervoxels, box: Box3, greySums: Float64Array | undefined): Uint8Array {
  const [width, height] = sizeOf(box)
  const insides = new Uint32Array(3 * (block.count + 1))
  for (let s = 1; s <= block.count; s += 1) {
    const i = block.insides[s]!
    const y = Math.floor(i / width)
    insides.set([box.min[0] + (i % width), box.min[1] + (y % height), box.min[2] + Math.floor(y / height)], 3 * s)
  }
  const greyMeans = new Float32Array(block.count + 1)
  if (greySums !== undefined) for (let s = 1; s <= block.count; s += 1) greyMeans[s] = greySums[s]! / block.voxels[s]!
  return packColumns({ labels: block.labels, voxels: block.voxels, insides, greyMeans })
}

export function packContacts(contacts: ContactTable, min: Vec3): Uint8Array {
  const { lower, higher, areas, places, valueSums, count } = contacts
  return packColumns({
    lower,
    higher,
    areas: Uint32Array.from(areas),
    places: Float64Array.from(places, (place, i) => place + 2 * min[i % 3]!),
    valueMeans: Float32Array.from({ length: count }, (_, i) => valueSums[i]! / (2 * areas[i]!)),
  })
}

export async function readBlockTable(work: string, shard: number): Promise<BlockTable> {
  const columns = await readColumns(blockTableFile(work, shard))
  return {
    labels: columns('labels', BigUint64Array),
    voxels: columns('voxels', Uint32Array),
    insides: columns('insides', Uint32Array),
    greyMeans: columns('greyMeans', Float32Array),
  }
}

export async function readContacts(file: string): Promise<KeptContacts> {
  const columns = await readColumns(file)
  return {
    lower: columns('lower', Int32Array),
    higher: columns('higher', Int32Array),
    areas: columns('areas', Uint32Array),
    places: columns('places', Float64Array),
    valueMeans: columns('valueMeans', Float32Array),
  }
}

/** Gives the columns of a file by name and type. Both it and what it gives throw a `ProblemError`. */
export async function readColumns(file: string): Promise<<T extends VoxelArray>(name: string, type: new () => T) => T> {
  const columns = unpackColumns(await readFile(file), file)
  return (name, type) => {
    const values = columns.get(name)
    if (values instanceof type) return values
    throw new ProblemError({ kind: 'bad-chunk', message: `${file}, which this import wrote, has no ${name}`, file })
  }
}
