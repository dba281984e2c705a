import type { Vec3 } from '../../geometry.ts'
import type { Result } from '../../problem.ts'
import type { VoxelType } from '../../volume/volume.ts'
import { badChunk, voxelCount } from '../bad-chunk.ts'
import type { LabelChunk } from '../decoded-chunk.ts'
import { labelChunk, MAX_CHUNK_LABELS, tooManyLabels } from '../label-chunk.ts'
import { emptyLabelTable, type LabelTable, placeOfLabel } from '../label-table.ts'
import { type CompressoHeader, readCompressoHeader, readSection } from './compresso-header.ts'
import { fillWalls } from './compresso-walls.ts'
import { connectedRegions, type Regions } from './connected-regions.ts'

/**
 * Decodes `compresso` in cloud-volume's dialect, versions 0 and 1 (github.com/seung-lab/compresso). The stream holds a
 * bit map of the walls between labels in deduplicated windows, one id for each connected region between walls, and what
 * walls cannot tell from their neighbours. `size` is the chunk's.
 */
export function decodeCompresso(bytes: Uint8Array, voxelType: VoxelType, size: Vec3, file: string): Result<LabelChunk> {
  const read = readCompressoHeader(bytes, voxelType, size, file)
  if (!read.ok) return read
  const header = read.value
  const walls = readWalls(bytes, header, size, file)
  if (!walls.ok) return walls
  const regions = connectedRegions(walls.value, size, header.connectivity)
  if (regions.count !== header.ids.count) {
    return badChunk(file, `its walls leave ${regions.count} regions, but it has ids for ${header.ids.count}`)
  }
  const table = emptyLabelTable()
  const places = new Uint16Array(voxelCount(size))
  fillRegions(bytes, header, regions, table, places)
  if (table.count > MAX_CHUNK_LABELS) return tooManyLabels(file)
  const locations = readSection(bytes, header.locations)
  const filled = fillWalls(walls.value, size, header.connectivity, locations, table, places)
  if (table.count > MAX_CHUNK_LABELS) return tooManyLabels(file)
  if (filled.fault !== undefined) return badChunk(file, filled.fault)
  const fault = checkSliceIndex(bytes, header, size, regions, filled.firstOfSlice)
  if (fault !== undefined) return badChunk(file, fault)
  return { ok: true, value: labelChunk(size, table, places) }
}

/** Expands the run-length coded windows into one byte a voxel, 1 on walls. */
function readWalls(bytes: Uint8Array, header: CompressoHeader, size: Vec3, file: string): Result<Uint8Array> {
  const values = readSection(bytes, header.windowValues)
  const codes = readSection(bytes, header.windows)
  const walls = new Uint8Array(voxelCount(size))
  const gridX = Math.ceil(size[0] / header.step[0])
  const gridY = Math.ceil(size[1] / header.step[1])
  const windows = gridX * gridY * Math.ceil(size[2] / header.step[2])
  let window = 0
  for (let i = 0; i < codes.low.length; i++) {
    // The lowest bit tells a run of windows with the first value from the number of one window's value.
    const code = codes.low[i]! + codes.high[i]! * 2 ** 32
    const rest = Math.floor(code / 2)
    const isRun = code % 2 === 1
    const value = isRun ? 0 : rest
    const end = isRun ? window + rest : window + 1
    if (end > windows) return badChunk(file, `it describes more than its ${windows} windows`)
    if (value >= values.low.length) {
      return badChunk(file, `window ${window} has value ${value} of ${values.low.length}`)
    }
    const low = values.low[value]!
    const high = values.high[value]!
    if (low === 0 && high === 0) window = end
    for (; window < end; window++) drawWindow(walls, size, header.step, gridX, gridY, window, low, high)
  }
  if (window !== windows) return badChunk(file, `it describes ${window} of its ${windows} windows`)
  return { ok: true, value: walls }
}

/** Writes one window's bits, x fastest; bits beyond the chunk's end are ignored. */
function drawWindow(
  walls: Uint8Array,
  size: Vec3,
  step: Vec3,
  gridX: number,
  gridY: number,
  window: number,
  low: number,
  high: number,
): void {
  const x = (window % gridX) * step[0]
  const y = (Math.floor(window / gridX) % gridY) * step[1]
  const z = Math.floor(window / (gridX * gridY)) * step[2]
  const width = Math.min(step[0], size[0] - x)
  const height = Math.min(step[1], size[1] - y)
  const depth = Math.min(step[2], size[2] - z)
  for (let dz = 0; dz < depth; dz++) {
    for (let dy = 0; dy < height; dy++) {
      const row = x + size[0] * (y + dy + size[1] * (z + dz))
      const first = step[0] * (dy + step[1] * dz)
      for (let dx = 0; dx < width; dx++) {
        const bit = first + dx
        walls[row + dx] = ((bit < 32 ? low : high) >>> (bit & 31)) & 1
      }
    }
  }
}

function fillRegions(
  bytes: Uint8Array,
  header: CompressoHeader,
  { provisional, regionOf }: Regions,
  table: LabelTable,
  places: Uint16Array,
): void {
  const ids = readSection(bytes, header.ids)
  const placeOf = new Uint32Array(regionOf.length)
  for (let number = 1; number < regionOf.length; number++) {
    const region = regionOf[number]!
    placeOf[number] = placeOfLabel(table, ids.low[region]!, ids.high[region]!)
  }
  // Walls have number 0 and get a place in the next step.
  for (let voxel = 0; voxel < places.length; voxel++) places[voxel] = placeOf[provisional[voxel]!]!
}

/**
 * Version 1 repeats how many regions begin in each slice, and how many locations come before it (as differences). It
 * is meant for random access; here it proves that the stream was understood.
 */
function checkSliceIndex(
  bytes: Uint8Array,
  header: CompressoHeader,
  size: Vec3,
  regions: Regions,
  firstOfSlice: Uint32Array,
): string | undefined {
  // With regions across slices the format leaves the index without use.
  if (header.sliceIndex === undefined || header.connectivity === 6) return undefined
  const { low } = readSection(bytes, header.sliceIndex)
  const depth = size[2]
  let before = 0
  for (let z = 0; z < depth; z++) {
    if (low[z] !== regions.newInSlice[z]) {
      return `slice ${z} has ${regions.newInSlice[z]} regions, but its index says ${low[z]}`
    }
    before += low[depth + z]!
    if (before !== firstOfSlice[z]) return `the locations of slice ${z} do not begin where its index says`
  }
  return undefined
}
