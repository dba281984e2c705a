import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import type { SlicePlane } from '../../../shared/view/camera.ts'
import { chunkBytes } from '../../../shared/view/chunks/cell-ranges.ts'
import { createChunkScheduler } from '../../../shared/view/chunks/chunk-scheduler.ts'
import { neededOf } from '../../../shared/view/chunks/needed-chunks.ts'
import type { ChunkScheduler, NeededLoad } from '../../../shared/view/chunks/scheduler-events.ts'
import type { Motion } from '../../../shared/view/motion.ts'
import type { Budgets } from '../messages.ts'
import { chunkKey, keyPrefix, type OpenLayer } from '../open-layer.ts'
import type { ChunkTextures } from '../textures/chunk-textures.ts'
import { gpuBytesOf, layoutOf, memoryBytesOf } from '../textures/texture-layout.ts'
import type { DecoderPool, Loaded } from './decoder-pool.ts'
import { createFoundChunks } from './found-chunks.ts'

/** A chunk in memory, and on the GPU when `textures` is there. */
export interface ResidentChunk {
  readonly open: OpenLayer
  readonly chunk: DecodedChunk
  /** Of labels: their dense numbers in the layer's table. */
  readonly dense: Uint32Array | undefined
  /** Voxels of a whole chunk of its scale. */
  readonly wholeSize: Vec3
  textures: ChunkTextures | undefined
}

/** How chunks reach the GPU; a context can be lost and made anew, so this is asked for each time. */
export interface Uploader {
  readonly maxTextureSize: number
  /** `gpuBytes`: the budget for chunks. */
  upload(resident: ResidentChunk, gpuBytes: number): ChunkTextures | undefined
  /** Writes the palette of a chunk of labels anew. */
  repaint(resident: ResidentChunk, textures: ChunkTextures): void
  destroy(textures: ChunkTextures): void
  /** Bytes of the textures that hold chunks, room for more included. */
  chunkBytes(): number
}

export interface LoaderTurn {
  /** Something that was not on the GPU before now is. */
  readonly isNewer: boolean
  /** Further uploads wait for the next call. */
  readonly isWaiting: boolean
}

export interface ChunkLoader {
  readonly scheduler: ChunkScheduler
  /** Decides what to load, upload and drop for these planes, and does it. */
  update(
    layers: readonly OpenLayer[],
    planes: readonly SlicePlane[],
    motion: Motion | undefined,
    budgets: Budgets,
    nowMs: number,
  ): LoaderTurn
  /** Drops all chunks of a closed layer. */
  forget(open: OpenLayer): void
  residentAt(key: string): ResidentChunk | undefined
  /** At the last update not all that is in view of the layer was asked for: even its coarsest scale has too much there. */
  isTooFarOut(open: OpenLayer): boolean
  /** Its textures with an up-to-date palette; undefined while it is not on the GPU. */
  texturesAt(key: string): ChunkTextures | undefined
  /** The context is gone and all textures with it. */
  gpuLost(): void
  bytesTransferred(): number
  /** See `FoundChunks`. */
  missingAll(open: OpenLayer, scale: number): number
}

/** Time for uploads within one frame, ms. */
const UPLOAD_MS = 6
/** What an upload is taken to cost before any was done, ms. */
const FIRST_UPLOAD_MS = 0.4
/**
 * What an upload costs the GPU's own process at least, ms per byte (measured in software GL: 0.35 ms for 64^3 bytes). It is
 * not seen here: the call returns at once, and the next frame is late.
 */
const UPLOAD_MS_PER_BYTE = 0.35 / 64 ** 3
/** Weight of the newest upload in the running mean. */
const UPLOAD_WEIGHT = 0.1
/** The part of the GPU budget that visible layers may plan with; the rest keeps what was just left. */
const PLANNED_SHARE = 0.9

/** GPU bytes that one of `count` layers may plan its view with. */
export function gpuShare(budgets: Budgets, count: number): number {
  return (budgets.gpuBytes * PLANNED_SHARE) / Math.max(1, count)
}

interface ChunkPlace {
  readonly open: OpenLayer
  readonly scale: number
  readonly cell: Vec3
}

export function createChunkLoader(
  pool: DecoderPool,
  uploader: Uploader,
  now: () => number,
  changed: () => void,
  /** Where bugs are told: they must be seen as such. */
  report: (error: unknown) => void,
): ChunkLoader {
  const scheduler = createChunkScheduler()
  const residents = new Map<string, ResidentChunk>()
  const loads = new Map<string, number>()
  const found = createFoundChunks()
  let places = new Map<string, ChunkPlace>()
  let uploadMs = FIRST_UPLOAD_MS
  /** Layers of which not all that is in view will come. */
  const farOut = new Set<OpenLayer>()
  let transferred = 0
  let gpuBudget = 0

  function arrived(key: string, place: ChunkPlace, loaded: Loaded): void {
    loads.delete(key)
    if (loaded.kind !== 'failed') found.told(place.open, place.scale, loaded.kind !== 'missing')
    if (loaded.kind === 'missing') scheduler.missing(key, now())
    else if (loaded.kind === 'failed') scheduler.failed(key, loaded.problem, now())
    else orRefuse(key, place.open.layer.location, () => arrivedChunk(key, place, loaded.chunk, loaded.transferred))
    changed()
  }

  /** Whatever a chunk holds, it takes nothing else with it. */
  function orRefuse(key: string, location: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      report(error)
      refuse(key, location, error instanceof Error ? error.message : String(error))
    }
  }

  /** A chunk in memory that cannot be shown fails alone; whatever else is loaded or drawn goes on. */
  function refuse(key: string, location: string, reason: string): void {
    dropMemory(key)
    scheduler.refused(
      key,
      { kind: 'unsupported', message: `A chunk cannot be drawn: ${reason}`, file: location },
      now(),
    )
    changed()
  }

  function arrivedChunk(key: string, { open, scale }: ChunkPlace, chunk: DecodedChunk, bytes: number): void {
    transferred += bytes
    const { maxTextureSize } = uploader
    if (layoutOf(chunk.size, maxTextureSize) === undefined) {
      const message = `A chunk of ${chunk.size.join(' x ')} voxels does not fit a texture of ${maxTextureSize} pixels`
      scheduler.failed(key, { kind: 'too-large', message, file: open.layer.location }, now())
      return
    }
    if (!scheduler.loaded(key, memoryBytesOf(chunk), gpuBytesOf(chunk, maxTextureSize))) return
    const halves = chunk.kind === 'labels' ? halvesOf(chunk.labels) : undefined
    const dense = halves === undefined ? undefined : open.palette?.retainAll(halves)
    const { chunkSize, size } = open.layer.volume.scales[scale]!
    const whole = (axis: 0 | 1 | 2): number => Math.min(chunkSize[axis], size[axis])
    residents.set(key, { open, chunk, dense, wholeSize: [whole(0), whole(1), whole(2)], textures: undefined })
  }

  function start(key: string): void {
    const place = places.get(key)
    if (place === undefined) return
    const { open, scale, cell } = place
    loads.set(
      key,
      pool.load(open.volumeId, scale, cell, (loaded) => arrived(key, place, loaded)),
    )
  }

  function cancel(key: string): void {
    const id = loads.get(key)
    if (id !== undefined) pool.cancel(id)
    loads.delete(key)
  }

  function upload(key: string): void {
    const resident = residents.get(key)
    if (resident === undefined || resident.textures !== undefined) return
    const before = now()
    const { location } = resident.open.layer
    orRefuse(key, location, () => {
      resident.textures = uploader.upload(resident, gpuBudget)
      if (resident.textures === undefined) refuse(key, location, 'no texture of this machine can hold it')
    })
    const ms = Math.max(now() - before, gpuBytesOf(resident.chunk, uploader.maxTextureSize) * UPLOAD_MS_PER_BYTE)
    uploadMs += (ms - uploadMs) * UPLOAD_WEIGHT
  }

  function dropGpu(key: string): void {
    const resident = residents.get(key)
    if (resident?.textures === undefined) return
    uploader.destroy(resident.textures)
    resident.textures = undefined
  }

  function dropMemory(key: string): void {
    dropGpu(key)
    const resident = residents.get(key)
    if (resident?.dense !== undefined) resident.open.palette?.releaseAll(resident.dense)
    residents.delete(key)
  }

  const acts = { start, cancel, upload, dropGpu, dropMemory }

  return {
    scheduler,
    update: (layers, planes, motion, budgets, nowMs) => {
      const needed: NeededLoad[] = []
      const next = new Map<string, ChunkPlace>()
      farOut.clear()
      const share = gpuShare(budgets, layers.length)
      for (const open of layers) {
        const { volume } = open.layer
        const { chunks, isTooFarOut } = neededOf(volume, planes, motion, share)
        if (isTooFarOut) farOut.add(open)
        for (const { scale, cell, tier, order } of chunks) {
          const key = chunkKey(open, scale, cell)
          next.set(key, { open, scale, cell })
          needed.push({ key, tier, order, bytes: chunkBytes(volume, volume.scales[scale]!) })
        }
      }
      places = next
      const uploads = Math.max(1, Math.floor(UPLOAD_MS / Math.max(0.01, uploadMs)))
      gpuBudget = budgets.gpuBytes
      // What slabs hold beyond the chunks in them is taken off, so that they stay inside the budget too.
      const slack = Math.max(0, uploader.chunkBytes() - scheduler.totals().gpuBytes)
      const gpuBytes = Math.max(0, budgets.gpuBytes - slack)
      const actions = scheduler.schedule(needed, { ...budgets, gpuBytes, uploads }, nowMs)
      let uploaded = 0
      for (const action of actions) {
        if (action.kind === 'upload') uploaded += 1
        acts[action.kind](action.key)
      }
      return { isNewer: uploaded > 0, isWaiting: uploaded >= uploads }
    },
    forget: (open) => {
      found.forget(open)
      for (const action of scheduler.forget(keyPrefix(open))) acts[action.kind](action.key)
      for (const key of [...residents.keys()]) if (key.startsWith(keyPrefix(open))) dropMemory(key)
      for (const key of [...loads.keys()]) if (key.startsWith(keyPrefix(open))) cancel(key)
    },
    residentAt: (key) => residents.get(key),
    isTooFarOut: (open) => farOut.has(open),
    texturesAt: (key) => {
      const resident = residents.get(key)
      if (resident?.textures === undefined) return undefined
      const { open, dense, textures: own } = resident
      if (dense === undefined || open.palette === undefined || own.paletteVersion === open.palette.version()) return own
      if (open.palette.isStale(dense, own.paletteVersion)) uploader.repaint(resident, own)
      own.paletteVersion = open.palette.version()
      return own
    },
    gpuLost: () => {
      scheduler.gpuLost()
      for (const resident of residents.values()) resident.textures = undefined
    },
    bytesTransferred: () => transferred,
    missingAll: found.missingAll,
  }
}
