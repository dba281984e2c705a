import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import { unsupportedChunk } from './bad-chunk.ts'
import type { LabelChunk } from './decoded-chunk.ts'
import { type LabelTable, labelsOf } from './label-table.ts'

/** The most labels in one chunk: their places must fit 16 bits, the widest index that goes to the GPU. */
export const MAX_CHUNK_LABELS = 65_536

/** The most labels whose places fit 8 bits. */
const MAX_NARROW_LABELS = 256

/** Puts a decoded chunk together from 16-bit places, narrowing them to 8 bits where the labels allow. */
export function labelChunk(size: Vec3, table: LabelTable, places: Uint16Array): LabelChunk {
  const indices = table.count <= MAX_NARROW_LABELS ? new Uint8Array(places) : places
  return { kind: 'labels', size, labels: labelsOf(table), indices }
}

/** The problem of a chunk with more labels than places can tell apart. */
export function tooManyLabels(file: string): Result<never> {
  return unsupportedChunk(
    file,
    `holds more than ${MAX_CHUNK_LABELS} labels, the most that Skein shows in one chunk; smaller chunks would help`,
  )
}
