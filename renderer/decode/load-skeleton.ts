import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import { messageOf, type Problem, problemOf, type Result } from '../../shared/problem.ts'
import { precomputedSkeletons } from '../../shared/skeletons/precomputed-skeletons.ts'
import { ribbonsOf } from '../../shared/skeletons/ribbons.ts'
import type { SkeletonReader, SkeletonSource } from '../../shared/skeletons/skeleton.ts'
import { countedBytes } from './counted-bytes.ts'
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
  const { location } = open.source
  try {
    const read = await open.reader.value.skeleton(segment, { bytes: counted.of(open.source.sourceId), signal })
    if (read === undefined) return { kind: 'missing', id }
    if (!read.ok) return failed(read.problem)
    const mesh = ribbonsOf(read.value, segment, `${location}/${segment}`)
    if (!mesh.ok) return failed(mesh.problem)
    return { kind: 'skeleton', id, mesh: mesh.value, problems: read.value.problems, transferred: counted.transferred() }
  } catch (error) {
    return failed(problemOf(error) ?? unexpected(error, `${location}/${segment}`))
  }
}

/** A bug met while reading fails this skeleton alone, not the worker. */
function unexpected(error: unknown, file: string): Problem {
  console.error(error)
  const reason = messageOf(error)
  return { kind: 'bad-mesh', message: `The skeleton ${file} could not be read: ${reason}`, file }
}
