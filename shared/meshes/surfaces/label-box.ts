import { assert } from '../../assert.ts'
import type { LabelChunk } from '../../codec/decoded-chunk.ts'
import { emptyLabelTable, type LabelTable, labelsOf, placeOfLabel } from '../../codec/label-table.ts'
import type { Box3, Vec3 } from '../../geometry.ts'
import { halvesOf } from '../../ids/halves.ts'

/** A box of voxels out of one or more chunks, x fastest. */
export interface LabelBox {
  readonly size: Vec3
  /** For each voxel its place in `labels`. */
  readonly places: Uint32Array
  /** Distinct. The first is 0, background: so is what no chunk has, and what lies outside of the volume. */
  readonly labels: BigUint64Array
}

/** A box that chunks are put into one by one. */
export interface OpenLabelBox {
  readonly box: Box3
  readonly places: Uint32Array
  readonly table: LabelTable
}

/** @param box in any count of voxels that `addChunk` uses too */
export function openLabelBox(box: Box3): OpenLabelBox {
  const size = sizeOf(box)
  const table = emptyLabelTable()
  placeOfLabel(table, 0, 0)
  return { box, places: new Uint32Array(size[0] * size[1] * size[2]), table }
}

/** Puts in the voxels of a chunk that lie in the box. `at` is the chunk's first voxel. */
export function addChunk({ box, places, table }: OpenLabelBox, at: Vec3, chunk: LabelChunk): void {
  const [chunkX, chunkY] = chunk.size
  assert(chunk.indices.length === chunkX * chunkY * chunk.size[2], 'a chunk has an index for each voxel')
  const halves = halvesOf(chunk.labels)
  const placeOf = Uint32Array.from(chunk.labels, (_, i) => placeOfLabel(table, halves[2 * i]!, halves[2 * i + 1]!))
  const [width, height] = sizeOf(box)
  const from = (axis: 0 | 1 | 2): number => Math.max(box.min[axis], at[axis])
  const to = (axis: 0 | 1 | 2): number => Math.min(box.max[axis], at[axis] + chunk.size[axis])
  for (let z = from(2); z < to(2); z++) {
    for (let y = from(1); y < to(1); y++) {
      let target = from(0) - box.min[0] + width * (y - box.min[1] + height * (z - box.min[2]))
      let source = from(0) - at[0] + chunkX * (y - at[1] + chunkY * (z - at[2]))
      for (let x = from(0); x < to(0); x++) places[target++] = placeOf[chunk.indices[source++]!]!
    }
  }
}

export function labelBoxOf({ box, places, table }: OpenLabelBox): LabelBox {
  return { size: sizeOf(box), places, labels: labelsOf(table) }
}

function sizeOf({ min, max }: Box3): Vec3 {
  return [max[0] - min[0], max[1] - min[1], max[2] - min[2]]
}
