import { byteSource } from '../../formats/testing/open-files.ts'
import type { Mesh, MeshReading } from '../mesh.ts'
import type { DracoDecoder } from '../stored/draco.ts'

/** For tests of formats that hold no Draco. */
const NO_DRACO: DracoDecoder = {
  floats: () => Promise.reject(new Error('there is no Draco')),
  integers: () => Promise.reject(new Error('there is no Draco')),
}

/** Reads meshes out of files in memory. */
export function meshReadingOf(files: ReadonlyMap<string, Uint8Array>, draco = NO_DRACO): MeshReading {
  return { bytes: byteSource(files), manifests: undefined, draco, signal: undefined }
}

/** Nanometres of each vertex. */
export function absolutePositions({ positions, origin }: Mesh): number[] {
  return Array.from(positions, (value, i) => value + origin[i % 3]!)
}

/** A fragment as the legacy format has it. */
export function legacyFragment(
  positions: readonly number[],
  corners: readonly number[],
  announced?: number,
): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * positions.length + 4 * corners.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, announced ?? positions.length / 3, true)
  for (const [i, value] of positions.entries()) view.setFloat32(4 + 4 * i, value, true)
  for (const [i, corner] of corners.entries()) view.setUint32(4 + 4 * (positions.length + i), corner, true)
  return bytes
}
