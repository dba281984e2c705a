import { placeKind } from '../../../../shared/bytes/address.ts'
import type { OpenedSource } from '../../../../shared/contracts/host-api.ts'
import { storedVolumeOf } from '../../../../shared/formats/described-volume.ts'
import { FORMATS } from '../../../../shared/formats/format-list.ts'
import { readOptional } from '../../../../shared/formats/read-optional.ts'
import type { NamedFolder } from '../../../../shared/formats/volume-format.ts'
import { isRecord } from '../../../../shared/json-field.ts'
import { meshReaderOf } from '../../../../shared/meshes/stored/described-meshes.ts'
import { manifestAddress } from '../../../../shared/meshes/stored/graphene/manifest-address.ts'
import type { MeshSource } from '../../../../shared/meshes/stored/mesh-format.ts'
import { MESH_FORMATS } from '../../../../shared/meshes/stored/mesh-format-list.ts'
import { ProblemError, problemOf, type Result, unwrap } from '../../../../shared/problem.ts'
import { precomputedSkeletons } from '../../../../shared/skeletons/precomputed-skeletons.ts'
import type { SkeletonSource } from '../../../../shared/skeletons/skeleton.ts'
import type { Layer } from '../../view/view-state.ts'
import { fileIn, type OpeningServices, readJson } from '../opening/read-description.ts'

export interface MeshFinding {
  readonly services: Pick<OpeningServices, 'openSource' | 'openBelow' | 'read'>
  readonly signal: AbortSignal
  /** Hears of each source that was opened: the caller closes it. */
  readonly opened: (sourceId: string) => void
}

export interface FoundMeshes {
  readonly meshes: MeshSource | undefined
  readonly skeletons: SkeletonSource | undefined
  /** Sentences: why what is named could not be read. */
  readonly problems: readonly string[]
}

/** The stored meshes and skeletons of a layer, by its dataset file or by the description of its volume. Never rejects with a problem. */
export async function findMeshes(layer: Layer, finding: MeshFinding): Promise<FoundMeshes> {
  const stored = storedVolumeOf(layer.described, FORMATS)
  const { meshes, skeletons } = stored.ok ? stored.value : { meshes: undefined, skeletons: undefined }
  const problems: string[] = []
  const orTold = async <T>(what: string, work: Promise<T | undefined>): Promise<T | undefined> => {
    try {
      return await work
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      problems.push(`No stored ${what}: ${problem.message}`)
      return undefined
    }
  }
  const [foundMeshes, foundSkeletons] = await Promise.all([
    orTold('meshes', meshesOf(layer, meshes, finding)),
    orTold('skeletons', skeletonsOf(layer, skeletons, finding)),
  ])
  return { meshes: foundMeshes, skeletons: foundSkeletons, problems }
}

async function meshesOf(
  layer: Layer,
  named: Result<NamedFolder> | undefined,
  finding: MeshFinding,
): Promise<MeshSource | undefined> {
  const { namedMeshes } = layer
  if (namedMeshes === undefined && named === undefined) return undefined
  const description = namedMeshes === undefined && named ? unwrap(named).description : undefined
  const source = namedMeshes === undefined ? await openNamed(layer, named, finding) : unwrap(namedMeshes.opened)
  if (source === undefined) return undefined
  const info = await readInfo(source, finding)
  const format = MESH_FORMATS.find((one) => one.gather({ info, volume: description }) !== undefined)
  const files = format?.gather({ info, volume: description })
  if (format === undefined || files === undefined) throw unknownMeshes(source, info)
  const found = { format: format.name, files, place: { location: source.folder }, of: namedMeshes?.of ?? format.of }
  unwrap(meshReaderOf(found, MESH_FORMATS))
  const manifestsId = format.name === 'graphene' ? await openManifests(layer, finding) : undefined
  return { ...found, sourceId: source.sourceId, manifestsId }
}

async function skeletonsOf(
  layer: Layer,
  named: Result<NamedFolder> | undefined,
  finding: MeshFinding,
): Promise<SkeletonSource | undefined> {
  const source = await openNamed(layer, named, finding)
  if (source === undefined) return undefined
  const info = await readInfo(source, finding)
  const file = fileIn(source, 'info')
  if (info === undefined) throw new ProblemError({ kind: 'not-found', message: `There is no file ${file}`, file })
  unwrap(precomputedSkeletons(info, source.folder))
  return { sourceId: source.sourceId, info, location: source.folder }
}

async function openNamed(
  { sourceId }: Layer,
  named: Result<NamedFolder> | undefined,
  { services, opened }: MeshFinding,
): Promise<OpenedSource | undefined> {
  if (named === undefined) return undefined
  const { folder } = unwrap(named)
  const opening = placeKind(folder) === 'address' ? services.openSource(folder) : services.openBelow(sourceId, folder)
  const source = unwrap(await opening)
  opened(source.sourceId)
  return source
}

/** The server of a graph gives manifests beside its table. */
async function openManifests(layer: Layer, { services, opened }: MeshFinding): Promise<string | undefined> {
  const address = manifestAddress(layer.location)
  if (address === undefined) return undefined
  const { sourceId } = unwrap(await services.openSource(address))
  opened(sourceId)
  return sourceId
}

function readInfo(source: OpenedSource, { services, signal }: MeshFinding): Promise<unknown> {
  return readOptional((key) => readJson(services, source, key, signal), 'info')
}

function unknownMeshes(source: OpenedSource, info: unknown): ProblemError {
  const file = fileIn(source, 'info')
  const type = isRecord(info) ? info['@type'] : undefined
  const known = MESH_FORMATS.map(({ title }) => title).join(', ')
  const message = `${file}: @type is ${JSON.stringify(type)?.slice(0, 60)}; the meshes that Skein reads are ${known}`
  return new ProblemError({ kind: 'unsupported', message, file, field: '@type' })
}
