import type { Vec3 } from '../geometry.ts'
import type { Result } from '../problem.ts'
import type { LabelChunk } from './decoded-chunk.ts'
import { labelChunk, MAX_CHUNK_LABELS, tooManyLabels } from './label-chunk.ts'
import { emptyLabelTable, placeOfLabel } from './label-table.ts'

/** One label a voxel; `uint64` as pairs of words, low first. */
type PlainLabels =
  | { readonly kind: 'words'; readonly words: Uint8Array | Uint16Array | Uint32Array }
  | { readonly kind: 'pairs'; readonly pairs: Uint32Array }

/** Distinct labels and places of a plain array (x fastest). More than 65,536 labels in a chunk are 'unsupported'. */
export function labelsFromArray(plain: PlainLabels, size: Vec3, file: string): Result<LabelChunk> {
  const table = emptyLabelTable()
  const places = new Uint16Array(size[0] * size[1] * size[2])
  const array = plain.kind === 'pairs' ? plain.pairs : plain.words
  const stride = plain.kind === 'pairs' ? 2 : 1
  let lastLow = -1
  let lastHigh = -1
  let place = 0
  for (let voxel = 0, at = 0; voxel < places.length; voxel++, at += stride) {
    const low = array[at]!
    const high = stride === 2 ? array[at + 1]! : 0
    // Neighbours mostly share their label.
    if (low !== lastLow || high !== lastHigh) {
      place = placeOfLabel(table, low, high)
      if (place >= MAX_CHUNK_LABELS) return tooManyLabels(file)
      lastLow = low
      lastHigh = high
    }
    places[voxel] = place
  }
  return { ok: true, value: labelChunk(size, table, places) }
}
