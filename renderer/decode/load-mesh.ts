import type { ByteClient } from '../../shared/bytes/byte-client.ts'
import { inDrawingOrder } from '../../shared/meshes/drawing-order.ts'
import type { MeshManifest, MeshPart, MeshReader, MeshReading } from '../../shared/meshes/mesh.ts'
import { packMesh } from '../../shared/meshes/pack-mesh.ts'
import { meshReaderOf } from '../../shared/meshes/stored/described-meshes.ts'
import type { DracoDecoder } from '../../shared/meshes/stored/draco.ts'
import type { MeshFormat, MeshSource } from '../../shared/meshes/stored/mesh-format.ts'
import type { Result } from '../../shared/problem.ts'
import { type CountedBytes, countedBytes } from './counted-bytes.ts'
import { failedLoad } from './failed-load.ts'
import type { FromDecoder, ManifestRequest, PartRequest } from './messages.ts'

/** Stored meshes that are asked for, or why their description says none. */
export interface OpenMeshes {
  readonly source: MeshSource
  readonly reader: Result<MeshReader>
}

export function openMeshes(source: MeshSource, formats: readonly MeshFormat[]): OpenMeshes {
  return { source, reader: meshReaderOf(source, formats) }
}

/** Never rejects. */
export async function loadMesh(
  open: OpenMeshes | undefined,
  request: ManifestRequest | PartRequest,
  client: ByteClient,
  draco: DracoDecoder,
  signal: AbortSignal,
): Promise<FromDecoder> {
  const { id } = request
  if (open === undefined) {
    return { kind: 'failed', id, problem: { kind: 'not-found', message: 'The volume has no stored meshes' } }
  }
  if (!open.reader.ok) return { kind: 'failed', id, problem: open.reader.problem }
  const counted = countedBytes(client)
  const { sourceId, manifestsId } = open.source
  const manifests = manifestsId === undefined ? undefined : counted.of(manifestsId)
  const reading: MeshReading = { bytes: counted.of(sourceId), manifests, draco, signal }
  try {
    return await read(open.reader.value, request, reading, counted)
  } catch (error) {
    const file = open.source.place.location
    return failedLoad(id, error, { kind: 'bad-mesh', what: `A mesh of ${file} could not be decoded`, file, signal })
  }
}

async function read(
  reader: MeshReader,
  request: ManifestRequest | PartRequest,
  reading: MeshReading,
  counted: CountedBytes,
): Promise<FromDecoder> {
  const { id } = request
  if (request.kind === 'manifest') {
    const manifest = await reader.manifest(request.segment, reading)
    if (manifest === undefined) return { kind: 'missing', id }
    if (!manifest.ok) return { kind: 'failed', id, problem: manifest.problem }
    const told = withFailingParts(manifest.value, request.segment)
    return { kind: 'manifest', id, manifest: told, transferred: counted.transferred() }
  }
  const fault = faultOf(request.part.key)
  if (fault !== undefined) return { kind: 'failed', id, problem: { kind: 'bad-mesh', message: fault } }
  const part = await reader.part(request.part, reading)
  const mesh = part.ok ? packMesh(part.value) : part
  if (!mesh.ok) return { kind: 'failed', id, problem: mesh.problem }
  return { kind: 'part', id, mesh: inDrawingOrder(mesh.value), transferred: counted.transferred() }
}

/** The key of a part that cannot be read begins with this character, and the reason follows. No file name has it. */
const FAULT = '\0'

/** What a manifest names and cannot be used becomes a part that fails: it is counted and told as any other such part. */
function withFailingParts(manifest: MeshManifest, label: bigint): MeshManifest {
  const level = Math.max(0, manifest.levelErrors.length - 1)
  const failing = manifest.problems.map((problem): MeshPart => {
    return { key: `${FAULT}${problem}`, label, level, box: undefined, bytes: undefined }
  })
  return { ...manifest, parts: [...manifest.parts, ...failing] }
}

function faultOf(key: string): string | undefined {
  return key.startsWith(FAULT) ? key.slice(FAULT.length) : undefined
}
