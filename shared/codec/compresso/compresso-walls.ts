import type { Vec3 } from '../../geometry.ts'
import { MAX_CHUNK_LABELS } from '../label-chunk.ts'
import { type LabelTable, placeOfLabel } from '../label-table.ts'

/** Locations below this are codes, others are a label plus this number. */
const CODES = 7
/** This code says that the next number is the label itself; lower codes name a neighbour. */
const NEXT_IS_LABEL = 6

export interface FilledWalls {
  readonly fault?: string
  /** For each slice: how many locations were read before it. */
  readonly firstOfSlice: Uint32Array
}

/**
 * Gives every wall voxel its place. A wall has the label of the voxel before it along x, else along y (else along z, if
 * regions are joined along z), when that is no wall. Otherwise the next of `locations` tells: 0 to 5 is
 * the neighbour at -x, +x, -y, +y, -z, +z; 6 is followed by a label; more is a label plus 7.
 */
export function fillWalls(
  walls: Uint8Array,
  size: Vec3,
  connectivity: 4 | 6,
  locations: { readonly low: Uint32Array; readonly high: Uint32Array },
  table: LabelTable,
  places: Uint16Array,
): FilledWalls {
  const [width, height, depth] = size
  const sheet = width * height
  const { low, high } = locations
  const firstOfSlice = new Uint32Array(depth)
  const fail = (fault: string): FilledWalls => ({ fault, firstOfSlice })
  let next = 0
  let voxel = 0
  for (let z = 0; z < depth; z++) {
    firstOfSlice[z] = next
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, voxel++) {
        if (walls[voxel] === 0) continue
        if (x > 0 && walls[voxel - 1] === 0) {
          places[voxel] = places[voxel - 1]!
          continue
        }
        if (y > 0 && walls[voxel - width] === 0) {
          places[voxel] = places[voxel - width]!
          continue
        }
        if (connectivity === 6 && z > 0 && walls[voxel - sheet] === 0) {
          places[voxel] = places[voxel - sheet]!
          continue
        }
        if (next >= low.length) return fail(`its ${low.length} locations end at voxel (${x}, ${y}, ${z})`)
        const code = low[next]!
        const isCode = code < CODES && high[next] === 0
        if (isCode && code !== NEXT_IS_LABEL) {
          const from = neighbour(code, voxel, x, y, z, size)
          // Of neighbours ahead, only those that are no walls are known by now.
          if (from < 0 || (from > voxel && walls[from] !== 0)) {
            return fail(`the location of voxel (${x}, ${y}, ${z}) points outside`)
          }
          places[voxel] = places[from]!
          next++
          continue
        }
        if (isCode) next++
        if (next >= low.length) return fail(`its ${low.length} locations end at voxel (${x}, ${y}, ${z})`)
        const label = isCode ? low[next]! : low[next]! - CODES
        const borrow = label < 0 ? 1 : 0
        const place = placeOfLabel(table, label >>> 0, (high[next]! - borrow) >>> 0)
        if (place >= MAX_CHUNK_LABELS) return { firstOfSlice }
        places[voxel] = place
        next++
      }
    }
  }
  return next === low.length ? { firstOfSlice } : fail(`only ${next} of its ${low.length} locations are needed`)
}

/** The voxel that a code names; -1 outside the chunk. */
function neighbour(code: number, voxel: number, x: number, y: number, z: number, size: Vec3): number {
  const sheet = size[0] * size[1]
  switch (code) {
    case 0:
      return x > 0 ? voxel - 1 : -1
    case 1:
      return x < size[0] - 1 ? voxel + 1 : -1
    case 2:
      return y > 0 ? voxel - size[0] : -1
    case 3:
      return y < size[1] - 1 ? voxel + size[0] : -1
    case 4:
      return z > 0 ? voxel - sheet : -1
    default:
      return z < size[2] - 1 ? voxel + sheet : -1
  }
}
