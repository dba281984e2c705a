import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { createLoadScheduler } from '../../../shared/loading/load-scheduler.ts'
import type { LoadScheduler, NeededLoad, SchedulerAction } from '../../../shared/loading/scheduler-events.ts'
import { messageOf } from '../../../shared/problem.ts'
import type { SlicePlane } from '../../../shared/view/camera.ts'
import { chunkBytes } from '../../../shared/view/chunks/cell-ranges.ts'
import { neededOf } from '../../../shared/view/chunks/needed-chunks.ts'
import type { Motion } from '../../../shared/view/motion.ts'
import type { Budgets } from '../messages.ts'
import { chunkKey, keyPrefix, type OpenLayer } from '../open-layer.ts'
import type { ChunkTextures } from '../textures/chunk-textures.ts'
import { gpuBytesOf, layoutOf, memoryBytesOf } from '../textures/texture-layout.ts'
import type { DecoderPool, Loaded } from './decoder-pool.ts'
import { createFoundChunks, type FoundChunks } from './found-chunks.ts'
import { placesOfLabel } from './label-places.ts'
import { createResidentChunks, type ResidentChunk, type ResidentChunks, type Uploader } from './resident-chunks.ts'
import { createUploadPace, type UploadPace } from './upload-pace.ts'

export interface LoaderTurn {
  /** Something that was not on the GPU before now is. */
  readonly isNewer: boolean
  /** Further uploads wait for the next call. */
  readonly isWaiting: boolean
}

export interface ChunkLoader {
  readonly scheduler: LoadScheduler
  /** Decides what to load, upload and drop for these planes, and does it. `ahead`: see `neededOf`. */
  update(
    layers: readonly OpenLayer[],
    planes: readonly SlicePlane[],
    motion: Motion | undefined,
    budgets: Budgets,
    nowMs: number,
    ahead?: readonly (readonly SlicePlane[])[],
  ): LoaderTurn
  /** Drops all chunks of a closed layer. */
  forget(open: OpenLayer): void
  residentAt(key: string): ResidentChunk | undefined
  /** Whether the last update left out chunks in view of this layer, because even its coarsest scale has too many there. */
  isTooFarOut(open: OpenLayer): boolean
  texturesAt(key: string): ChunkTextures | undefined
  /** The context is gone and all textures with it. */
  gpuLost(): void
  bytesTransferred(): number
  /** Places of a label of a layer in chunks in memory: x, y, z in nanometres each. */
  placesOf(open: OpenLayer, label: bigint): Float32Array
  /** Chunks that came into memory so far. */
  arrivals(): number
  /** See `FoundChunks`. */
  missingAll(open: OpenLayer, scale: number): number
}

/** The part of the GPU budget that visible layers may plan with; the rest holds what was just left. */
const PLANNED_SHARE = 0.9

/** GPU bytes that one of `count` layers may plan its view with. */
export function gpuShare(budgets: Budgets, count: number): number {
  return (budgets.gpuBytes * PLANNED_SHARE) / Math.max(1, count)
}

/** Loads of the other pool of the scheduler, which this loader passes on. */
export interface MeshLoads {
  needed(layers: readonly OpenLayer[], budgets: Budgets): readonly NeededLoad[]
  /** Whether a key of the scheduler is a mesh's. */
  owns(key: string): boolean
  /** Loads in flight at most. */
  downloads(): number
  act(action: SchedulerAction): void
}

/** Meshes that one frame uploads at most: each is up to some 100 KB. */
const MESH_UPLOADS = 4

export interface LoaderParts {
  readonly pool: Pick<DecoderPool, 'load' | 'cancel'>
  readonly meshes?: MeshLoads
  readonly uploader: Uploader
  readonly now: () => number
  /** A load has ended, or a chunk was refused. */
  readonly changed: () => void
  /** Called with errors that are bugs, so that they are seen as such. */
  readonly report: (error: unknown) => void
}

interface ChunkPlace {
  readonly open: OpenLayer
  readonly scale: number
  readonly cell: Vec3
}

/** The state of the loader. */
interface Loading extends LoaderParts {
  readonly scheduler: LoadScheduler
  readonly residents: ResidentChunks
  /** The pool's ids of loads under way, by the chunk's key. */
  readonly loads: Map<string, number>
  readonly found: FoundChunks
  readonly pace: UploadPace
  /** Of what the last update needed. */
  places: ReadonlyMap<string, ChunkPlace>
  transferred: number
  arrivals: number
  gpuBytes: number
}

export function createChunkLoader(parts: LoaderParts): ChunkLoader {
  const { uploader } = parts
  const scheduler = createLoadScheduler()
  const residents = createResidentChunks(uploader)
  const found = createFoundChunks()
  const loading: Loading = {
    ...{ ...parts, scheduler, residents, found, loads: new Map(), pace: createUploadPace() },
    ...{ places: new Map(), transferred: 0, arrivals: 0, gpuBytes: 0 },
  }
  const farOut = new Set<OpenLayer>()
  return {
    scheduler,
    update: (layers, planes, motion, budgets, nowMs, ahead = []) => {
      const { needed, places, tooFarOut } = plan(layers, planes, motion, budgets, ahead)
      farOut.clear()
      for (const open of tooFarOut) farOut.add(open)
      loading.places = places
      loading.gpuBytes = budgets.gpuBytes
      const uploads = loading.pace.uploadsPerFrame()
      // What slabs hold beyond the chunks in them is taken off, so that the slabs stay inside the budget too.
      const slack = Math.max(0, uploader.chunkBytes() - scheduler.totals().gpuBytes)
      const gpuBytes = Math.max(0, budgets.gpuBytes - slack)
      const meshes = parts.meshes?.needed(layers, budgets) ?? []
      const capacities = {
        ...budgets,
        gpuBytes,
        uploads,
        meshes: { ...budgets.meshes, uploads: MESH_UPLOADS, downloads: parts.meshes?.downloads() ?? 0 },
      }
      const actions = scheduler.schedule([...needed, ...meshes], capacities, nowMs)
      for (const action of actions) act(loading, action)
      const uploaded = actions.filter(({ kind }) => kind === 'upload')
      const ofMeshes = uploaded.filter(({ key }) => parts.meshes?.owns(key) === true).length
      const isWaiting = ofMeshes >= MESH_UPLOADS || uploaded.length - ofMeshes >= uploads
      return { isNewer: uploaded.length > 0, isWaiting }
    },
    forget: (open) => {
      const isOwn = (key: string): boolean => key.startsWith(keyPrefix(open))
      found.forget(open)
      for (const action of scheduler.forget(keyPrefix(open))) act(loading, action)
      for (const key of residents.keys()) if (isOwn(key)) residents.dropMemory(key)
      for (const key of [...loading.loads.keys()]) if (isOwn(key)) cancel(loading, key)
    },
    residentAt: residents.at,
    isTooFarOut: (open) => farOut.has(open),
    texturesAt: residents.texturesAt,
    gpuLost: () => {
      scheduler.gpuLost()
      residents.gpuLost()
    },
    bytesTransferred: () => loading.transferred,
    placesOf: (open, label) => placesOfLabel(residents, keyPrefix(open), label),
    arrivals: () => loading.arrivals,
    missingAll: found.missingAll,
  }
}

/** What all layers need together. */
function plan(
  layers: readonly OpenLayer[],
  planes: readonly SlicePlane[],
  motion: Motion | undefined,
  budgets: Budgets,
  ahead: readonly (readonly SlicePlane[])[],
): {
  readonly needed: readonly NeededLoad[]
  readonly places: ReadonlyMap<string, ChunkPlace>
  readonly tooFarOut: readonly OpenLayer[]
} {
  const needed: NeededLoad[] = []
  const places = new Map<string, ChunkPlace>()
  const tooFarOut: OpenLayer[] = []
  const share = gpuShare(budgets, layers.length)
  for (const open of layers) {
    const { volume } = open.layer
    const { chunks, isTooFarOut } = neededOf(volume, planes, motion, share, ahead)
    if (isTooFarOut) tooFarOut.push(open)
    for (const { scale, cell, tier, order } of chunks) {
      const key = chunkKey(open, scale, cell)
      places.set(key, { open, scale, cell })
      needed.push({ key, tier, order, bytes: chunkBytes(volume, volume.scales[scale]!) })
    }
  }
  return { needed, places, tooFarOut }
}

function act(loading: Loading, action: SchedulerAction): void {
  const { residents, meshes } = loading
  const { kind, key } = action
  if (meshes?.owns(key) === true) {
    meshes.act(action)
    return
  }
  switch (kind) {
    case 'start':
      start(loading, key)
      break
    case 'cancel':
      cancel(loading, key)
      break
    case 'upload':
      upload(loading, key)
      break
    case 'dropGpu':
      residents.dropGpu(key)
      break
    case 'dropMemory':
      residents.dropMemory(key)
  }
}

function start(loading: Loading, key: string): void {
  const place = loading.places.get(key)
  if (place === undefined) return
  const { open, scale, cell } = place
  const id = loading.pool.load(open.volumeId, scale, cell, (loaded) => arrived(loading, key, place, loaded))
  loading.loads.set(key, id)
}

function cancel({ loads, pool }: Loading, key: string): void {
  const id = loads.get(key)
  if (id !== undefined) pool.cancel(id)
  loads.delete(key)
}

function upload(loading: Loading, key: string): void {
  const { residents, uploader, now, pace, gpuBytes } = loading
  const resident = residents.at(key)
  if (resident === undefined || resident.textures !== undefined) return
  const before = now()
  const { location } = resident.open.layer
  orRefuse(loading, key, location, () => {
    if (!residents.upload(resident, gpuBytes)) refuse(loading, key, location, 'no texture of this machine can hold it')
  })
  pace.uploaded(gpuBytesOf(resident.chunk, uploader.maxTextureSize), now() - before)
}

function arrived(loading: Loading, key: string, place: ChunkPlace, loaded: Loaded): void {
  const { loads, found, scheduler, now } = loading
  loads.delete(key)
  if (loaded.kind !== 'failed') found.told(place.open, place.scale, loaded.kind !== 'missing')
  switch (loaded.kind) {
    case 'missing':
      scheduler.missing(key, now())
      break
    case 'failed':
      scheduler.failed(key, loaded.problem, now())
      break
    case 'loaded':
      loading.transferred += loaded.transferred
      orRefuse(loading, key, place.open.layer.location, () => take(loading, key, place, loaded.chunk))
  }
  loading.changed()
}

function take(loading: Loading, key: string, { open, scale }: ChunkPlace, chunk: DecodedChunk): void {
  const { scheduler, residents, now } = loading
  const { maxTextureSize } = loading.uploader
  if (layoutOf(chunk.size, maxTextureSize) === undefined) {
    const message = `A chunk of ${chunk.size.join(' x ')} voxels does not fit a texture of ${maxTextureSize} pixels`
    scheduler.failed(key, { kind: 'too-large', message, file: open.layer.location }, now())
    return
  }
  if (!scheduler.loaded(key, memoryBytesOf(chunk), gpuBytesOf(chunk, maxTextureSize))) return
  residents.add(key, open, open.layer.volume.scales[scale]!, chunk)
  loading.arrivals += 1
}

/** A chunk that fails in `work` is refused alone, whatever it holds. */
function orRefuse(loading: Loading, key: string, location: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    loading.report(error)
    refuse(loading, key, location, messageOf(error))
  }
}

/** A chunk in memory that cannot be shown has failed. Whatever else is loaded or drawn goes on. */
function refuse({ residents, scheduler, now, changed }: Loading, key: string, location: string, reason: string): void {
  residents.dropMemory(key)
  const message = `A chunk cannot be drawn: ${reason}`
  scheduler.refused(key, { kind: 'unsupported', message, file: location }, now())
  changed()
}
