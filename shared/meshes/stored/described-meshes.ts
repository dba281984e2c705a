import type { Result } from '../../problem.ts'
import type { MeshReader } from '../mesh.ts'
import type { DescribedMeshes, MeshFormat } from './mesh-format.ts'

/** What reads described meshes. A problem of kind 'unsupported' where `formats` has none of that name. */
export function meshReaderOf(
  { format, files, place }: Pick<DescribedMeshes, 'format' | 'files' | 'place'>,
  formats: readonly MeshFormat[],
): Result<MeshReader> {
  const found = formats.find(({ name }) => name === format)
  if (found !== undefined) return found.parse(files, place)
  const message = `${place.location} is of the format "${format}", which this Skein does not know`
  return { ok: false, problem: { kind: 'unsupported', message, file: place.location } }
}
