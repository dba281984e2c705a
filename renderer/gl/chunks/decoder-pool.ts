import type { DecodedChunk } from '../../../shared/codec/decoded-chunk.ts'
import type { Evidence } from '../../../shared/doubts/evidence/evidence.ts'
import type { DescribedVolume } from '../../../shared/formats/volume-format.ts'
import type { Vec3 } from '../../../shared/geometry.ts'
import type { MeshManifest, MeshPart } from '../../../shared/meshes/mesh.ts'
import type { PackedMesh } from '../../../shared/meshes/packed-mesh.ts'
import type { MeshSource } from '../../../shared/meshes/stored/mesh-format.ts'
import type { SurfaceBlock } from '../../../shared/meshes/surfaces/surface-block.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { SkeletonSource } from '../../../shared/skeletons/skeleton.ts'
import type { FromDecoder, LoadRequest, ToDecoder } from '../../decode/messages.ts'

interface Failed {
  readonly kind: 'failed'
  readonly problem: Problem
}

/** What came of a load that gives nothing. */
type Unloaded = { readonly kind: 'missing' } | Failed

/** What came of the load of a chunk. */
export type Loaded = { readonly kind: 'loaded'; readonly chunk: DecodedChunk; readonly transferred: number } | Unloaded

/** What came of the load of a manifest. `missing`: no mesh is stored of that segment. */
export type LoadedManifest =
  | { readonly kind: 'manifest'; readonly manifest: MeshManifest; readonly transferred: number }
  | Unloaded

/** What came of the load of a part of a mesh. */
export type LoadedPart = { readonly kind: 'part'; readonly mesh: PackedMesh; readonly transferred: number } | Unloaded

/** What came of the load of a skeleton. `missing`: none is stored of that segment. */
export type LoadedSkeleton =
  | {
      readonly kind: 'skeleton'
      /** Ribbons along its lines. */
      readonly mesh: PackedMesh
      /** What of it is left out, a sentence each. */
      readonly problems: readonly string[]
      readonly transferred: number
    }
  | Unloaded

/** What came of asking for surfaces. `early` may come before: those of some labels, while the others are made. */
export type Surfaced =
  | { readonly kind: 'surface'; readonly block: SurfaceBlock; readonly transferred: number }
  | { readonly kind: 'early'; readonly block: SurfaceBlock }
  | Failed

/** What came of looking at a place. */
export type ReadEvidence =
  | {
      readonly kind: 'evidence'
      readonly evidence: Evidence
      readonly imageProblem: Problem | undefined
      readonly transferred: number
    }
  | Failed

/** What is asked about a place, and who is called with the result. */
export interface EvidenceAsked {
  /** Of the labels, and of the image where there is one. */
  readonly volumeId: number
  readonly imageId: number | undefined
  /** Nanometres. */
  readonly position: Vec3
  /** The supervoxels there; `tellSides` is to be called with their sides. */
  readonly inBox: (supervoxels: BigUint64Array) => void
  readonly done: (read: ReadEvidence) => void
}

/** A MessagePort as far as the pool needs it. */
export interface DecoderPort {
  postMessage(message: ToDecoder): void
  onmessage: ((event: MessageEvent<FromDecoder>) => void) | null
}

/**
 * Spreads loads over the decode workers: each goes to the one with the fewest under way. Not through request-reply.ts,
 * because a cancelled load calls back never, and not a moment later with a problem. Each load calls `done` once, unless
 * it is cancelled first, and returns the id to cancel by.
 */
export interface DecoderPool {
  addVolume(volumeId: number, sourceId: string, described: DescribedVolume): void
  /** The stored meshes of a volume that was added. */
  addMeshes(volumeId: number, source: MeshSource): void
  /** The stored skeletons of a volume that was added. */
  addSkeletons(volumeId: number, source: SkeletonSource): void
  /** Forgets its meshes and skeletons too. */
  forgetVolume(volumeId: number): void
  load(volumeId: number, scale: number, cell: Vec3, done: (loaded: Loaded) => void): number
  /** The surfaces of a block. Those of the labels `first` come early, if others take much longer. */
  surface(
    volumeId: number,
    scale: number,
    cell: Vec3,
    done: (surfaced: Surfaced) => void,
    first?: BigUint64Array,
  ): number
  /** What meshes are stored of a segment. */
  manifest(volumeId: number, segment: bigint, done: (loaded: LoadedManifest) => void): number
  /** A part that a manifest names. */
  part(volumeId: number, part: MeshPart, done: (loaded: LoadedPart) => void): number
  /** What the voxels around a place say. */
  evidence(asked: EvidenceAsked): number
  /** Tells the sides of the supervoxels that are in the box of an evidence. */
  tellSides(id: number, sides: Uint8Array): void
  /** The skeleton of a segment. */
  skeleton(volumeId: number, segment: bigint, done: (loaded: LoadedSkeleton) => void): number
  /** After this, `done` of that load is never called. */
  cancel(id: number): void
  /** All workers get ready to make surfaces. */
  warmUp(): void
  underWay(): number
  workers(): number
}

type Reply = (reply: FromDecoder) => void

interface Load {
  readonly port: number
  readonly heard: Reply
}

export function createDecoderPool(ports: readonly DecoderPort[]): DecoderPool {
  const loads = new Map<number, Load>()
  const busy = ports.map(() => 0)
  let nextId = 1

  function settle(id: number): Reply | undefined {
    const load = loads.get(id)
    if (load === undefined) return undefined
    loads.delete(id)
    busy[load.port]! -= 1
    return load.heard
  }

  ports.forEach((port) => {
    // A reply to a cancelled load may have been under way.
    port.onmessage = ({ data }) => {
      // More comes after these.
      if (data.kind === 'in-box' || data.kind === 'early') loads.get(data.id)?.heard(data)
      else settle(data.id)?.(data)
    }
  })

  function leastBusy(): number {
    let least = 0
    for (let port = 1; port < busy.length; port++) if (busy[port]! < busy[least]!) least = port
    return least
  }

  function toAll(message: ToDecoder): void {
    for (const port of ports) port.postMessage(message)
  }

  function ask(requestOf: (id: number) => LoadRequest, heard: Reply): number {
    const id = nextId++
    const port = leastBusy()
    loads.set(id, { port, heard })
    busy[port]! += 1
    ports[port]!.postMessage(requestOf(id))
    return id
  }

  return {
    addVolume: (volumeId, sourceId, described) => toAll({ kind: 'volume', volumeId, sourceId, described }),
    addMeshes: (volumeId, source) => toAll({ kind: 'meshes', volumeId, source }),
    addSkeletons: (volumeId, source) => toAll({ kind: 'skeletons', volumeId, source }),
    forgetVolume: (volumeId) => toAll({ kind: 'forget-volume', volumeId }),
    ...asking(ask),
    tellSides: (id, sides) => {
      const load = loads.get(id)
      if (load !== undefined) ports[load.port]!.postMessage({ kind: 'sides', id, sides })
    },
    cancel: (id) => {
      const load = loads.get(id)
      if (load === undefined) return
      settle(id)
      ports[load.port]!.postMessage({ kind: 'cancel', id })
    },
    warmUp: () => toAll({ kind: 'warm-up' }),
    underWay: () => loads.size,
    workers: () => ports.length,
  }
}

type Asking = Pick<DecoderPool, 'load' | 'surface' | 'manifest' | 'part' | 'skeleton' | 'evidence'>

type Ask = (requestOf: (id: number) => LoadRequest, heard: Reply) => number

function asking(ask: Ask): Asking {
  return {
    load: (volumeId, scale, cell, done) =>
      ask(
        (id) => ({ kind: 'load', id, volumeId, scale, cell }),
        (reply) => done(reply.kind === 'loaded' ? withoutId(reply) : unloaded(reply)),
      ),
    surface: (volumeId, scale, cell, done, first) =>
      ask(
        (id) => ({ kind: 'surface', id, volumeId, scale, cell, first }),
        (reply) => {
          if (reply.kind === 'early') done({ kind: 'early', block: reply.block })
          else done(reply.kind === 'surface' ? withoutId(reply) : failed(reply))
        },
      ),
    manifest: (volumeId, segment, done) =>
      ask(
        (id) => ({ kind: 'manifest', id, volumeId, segment }),
        (reply) => done(reply.kind === 'manifest' ? withoutId(reply) : unloaded(reply)),
      ),
    part: (volumeId, part, done) =>
      ask(
        (id) => ({ kind: 'part', id, volumeId, part }),
        (reply) => done(reply.kind === 'part' ? withoutId(reply) : unloaded(reply)),
      ),
    evidence: ({ volumeId, imageId, position, inBox, done }) =>
      ask(
        (id) => ({ kind: 'evidence', id, volumeId, imageId, position }),
        (reply) => {
          if (reply.kind === 'in-box') inBox(reply.supervoxels)
          else done(reply.kind === 'evidence' ? withoutId(reply) : failed(reply))
        },
      ),
    skeleton: (volumeId, segment, done) =>
      ask(
        (id) => ({ kind: 'skeleton', id, volumeId, segment }),
        (reply) => done(reply.kind === 'skeleton' ? withoutId(reply) : unloaded(reply)),
      ),
  }
}

function withoutId<T extends FromDecoder>({ id: _id, ...outcome }: T): Omit<T, 'id'> {
  return outcome
}

function unloaded(reply: FromDecoder): Unloaded {
  return reply.kind === 'missing' ? { kind: 'missing' } : failed(reply)
}

function failed(reply: FromDecoder): Failed {
  if (reply.kind === 'failed') return { kind: 'failed', problem: reply.problem }
  throw new Error(`bug: a decode worker replied "${reply.kind}" to a load of another kind`)
}
