import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import { precomputedSkeletons } from '../../shared/skeletons/precomputed-skeletons.ts'
import { ribbonsOf } from '../../shared/skeletons/ribbons.ts'
import type { SkeletonReader, SkeletonSource } from '../../shared/skeletons/skeleton.ts'
import { countedBytes } from './counted-bytes.ts'
import { failedLoad } from './failed-load.ts'
import type { FromDecoder, SkeletonRequest } from './messages.ts'

/** Stored skeletons that are asked for, or why their description says none. */
export interface OpenSkeletons {
  readonly source: SkeletonSource
  readonly reader: Result<SkeletonReader>
}

export function openSkeletons(source: SkeletonSource): OpenSkeletons {
  return { source, reader: precomputedSkeletons(source.info, source.location) }
}

/** Never rejects. */
export async function loadSkeleton(
  open: OpenSkeletons | undefined,
  { id, segment }: SkeletonRequest,
  client: ByteClient,
  signal: AbortSignal,
): Promise<FromDecoder> {
  const failed = (problem: Problem): FromDecoder => ({ kind: 'failed', id, problem })
  if (open === undefined) return failed({ kind: 'not-found', message: 'The volume has no stored skeletons' })
  if (!open.reader.ok) return failed(open.reader.problem)
  const counted = countedBytes(client)
  const file = `${open.source.location}/${segment}`
  try {
    const read = await open.reader.value.skeleton(segment, { bytes: counted.of(open.source.sourceId), signal })
    if (read === undefined) return { kind: 'missing', id }
    if (!read.ok) return failed(read.problem)
    const mesh = ribbonsOf(read.value, segment, file)
    if (!mesh.ok) return failed(mesh.problem)
    return { kind: 'skeleton', id, mesh: mesh.value, problems: read.value.problems, transferred: counted.transferred() }
  } catch (error) {
    return failedLoad(id, error, { kind: 'bad-mesh', what: `The skeleton ${file} could not be read`, file, signal })
  }
}
