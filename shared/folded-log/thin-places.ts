import type { Box3 } from '../geometry.ts'

/** The box round places (x, y, z each); those that are no numbers are passed over. Undefined if there are none. */
export function boxOfPlaces(places: Float32Array): Box3 | undefined {
  const min: [number, number, number] = [Infinity, Infinity, Infinity]
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity]
  for (let at = 0; at + 2 < places.length; at += 3) {
    if (!isPlace(places, at)) continue
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis]!, places[at + axis]!)
      max[axis] = Math.max(max[axis]!, places[at + axis]!)
    }
  }
  return min[0] <= max[0] ? { min, max } : undefined
}

/** Cells along the longest side of the box that the first try has. */
const FIRST_CELLS = 1024

/** Nanometres: places may all be one. */
const LEAST_CELL = 1e-3

/**
 * At most `most` of the places (x, y, z each), spread over all of them: one in each cell of a grid, as fine as the limit
 * allows. Places that are no numbers are left out.
 */
export function thinPlaces(places: Float32Array, most: number): Float32Array {
  const box = boxOfPlaces(places)
  if (box === undefined) return new Float32Array(0)
  const side = Math.max(...box.max.map((max, axis) => max - box.min[axis]!))
  for (let cells = places.length <= 3 * most ? Infinity : FIRST_CELLS; ; cells /= 2) {
    const kept = onePerCell(places, box, cells === Infinity ? 0 : Math.max(side / cells, LEAST_CELL), most)
    if (kept !== undefined) return kept
  }
}

/** Undefined if more than `most` cells hold a place. A cell of size 0 holds one place: all are kept. */
function onePerCell(places: Float32Array, { min }: Box3, size: number, most: number): Float32Array | undefined {
  const kept: number[] = []
  const taken = new Set<number>()
  for (let at = 0; at + 2 < places.length; at += 3) {
    if (!isPlace(places, at)) continue
    if (size > 0) {
      // At most FIRST_CELLS + 1 cells a side: the key is exact.
      const [x, y, z] = [0, 1, 2].map((axis) => Math.floor((places[at + axis]! - min[axis]!) / size))
      const key = (z! * 2048 + y!) * 2048 + x!
      if (taken.has(key)) continue
      taken.add(key)
      if (taken.size > most) return undefined
    }
    kept.push(places[at]!, places[at + 1]!, places[at + 2]!)
  }
  return Float32Array.from(kept)
}

function isPlace(places: Float32Array, at: number): boolean {
  return Number.isFinite(places[at]) && Number.isFinite(places[at + 1]) && Number.isFinite(places[at + 2])
}
