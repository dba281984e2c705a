import type { Box3 } from '../../../shared/geometry.ts'
import { halvesOf } from '../../../shared/ids/halves.ts'
import type { NeededLoad } from '../../../shared/loading/scheduler-events.ts'
import type { MeshManifest } from '../../../shared/meshes/mesh.ts'
import { type PackedMesh, packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import { boxOfPiece } from '../../../shared/meshes/scene-needs/finer-blocks.ts'
import type { SceneSight } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import { drawnParts, neededParts } from '../../../shared/meshes/scene-needs/stored-parts.ts'
import { around } from '../../../shared/view/box.ts'
import type { DecoderPool, LoadedManifest, LoadedPart } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { LayerMeshes, LoadEnd } from './layer-meshes.ts'
import { isSame, shownOf } from './mesh-block.ts'
import type { DrawnMesh, ResidentMesh } from './scene-meshes.ts'
import type { VoxelParts } from './voxel-parts.ts'

/** Room for a manifest in memory: some hundred parts. */
const MANIFEST_BYTES = 2 ** 14

/** A packed part takes at most this many times the bytes that its manifest says: Draco compresses well. */
const UNPACKED_TIMES = 12
/** Bytes that a part is taken to have where the manifest does not say it. */
const PART_BYTES = 2 ** 19

/** The stored meshes of a layer. */
export interface StoredMeshes extends LayerMeshes {
  /** Whether nothing is stored of an id; undefined while that is not known. */
  isMissing(id: bigint): boolean | undefined
  /** Ids of which something in memory belongs to a shown segment. */
  shownIds(): bigint[]
  /** Whether the whole shape of an id is there. */
  isReady(id: bigint): boolean
  /** Whether a part of an id can be drawn. */
  hasAny(id: bigint): boolean
  /** Brings what is shown of cut meshes on by one step. Returns whether there is more to do. */
  work(): boolean
}

/** Of meshes that are stored by segment: what edits did to the segments. */
export interface StoredCuts {
  version(): number
  isCut(id: bigint): boolean
  /** Whether its supervoxels are painted in several colours. */
  isApart(id: bigint): boolean
  /** Whether pieces that were made here are drawn in its place. */
  isReplaced(id: bigint): boolean
  /** Whether a supervoxel may lie under the mesh of an id. */
  holds(id: bigint, supervoxel: bigint, dense: number): boolean
}

/** A part in memory. */
interface StoredPart extends ResidentMesh {
  /** What it was asked for. */
  readonly id: bigint
  isDrawable: boolean
  /** Of the palette, when `drawn` was made. */
  version: number
  drawn: DrawnMesh | undefined
}

const NO_PIECES = new Uint32Array(0)

/**
 * `prefix` begins all keys. `wanted`: the ids whose meshes are shown now. `cuts`: undefined where meshes are stored by
 * label, which no edit cuts.
 */
export function createStoredMeshes(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  pool: Pick<DecoderPool, 'manifest' | 'part'>,
  wanted: () => readonly bigint[],
  cuts?: PartsByCuts,
): StoredMeshes {
  const held = createHeldParts(open, palette, cuts)
  const partKey = (id: bigint, part: number) => `${prefix}p/${id}/${part}`
  const drawable = (id: bigint, all = true) => drawableParts(held, id, (part) => partKey(id, part), all)
  const loads = createKeptById<NeededLoad[]>(held.revisionOf)
  const partsOf = createKeptById<StoredPart[]>(held.revisionOf)
  const isByVoxels = (id: bigint) => cuts !== undefined && (cuts.isCut(id) || cuts.isApart(id)) && !cuts.isReplaced(id)
  return {
    isMissing: (id) => {
      const manifest = held.manifests.get(id)
      return manifest === undefined ? undefined : manifest === 'missing'
    },
    shownIds: () =>
      [...held.manifests.keys()].filter((id) =>
        drawable(id).found.some(({ dense }) => shownOf(dense, palette).length > 0),
      ),
    isReady: (id) => drawable(id, false).isWhole,
    hasAny: (id) => drawable(id).found.length > 0,
    work: () => cuts !== undefined && workOn(held, cuts, wanted().filter(isByVoxels), drawable),
    needed: (sight, budgetBytes) => {
      const all = wanted().flatMap((id, at) => {
        const own = loads(id, sight, at, () =>
          loadsOf(id, at, held.manifests.get(id), sight, prefix, partKey, held.bytesOf),
        )
        if (cuts?.isCut(id) !== true) return own
        // Its pieces are made: nothing more of the stored mesh is needed, and what is there stays while there is room.
        return cuts.isReplaced(id) ? own.slice(0, 1) : own.filter(({ tier }) => tier === 'shape')
      })
      return bestWithin(all, budgetBytes)
    },
    start: (key, end) => {
      const { isPart, id, part } = named(key, prefix)
      if (!isPart) return pool.manifest(open.volumeId, id, (loaded) => held.takeManifest(id, loaded, end))
      const own = held.manifest(id)?.parts[part]
      return own && pool.part(open.volumeId, own, (loaded) => held.takePart(key, id, loaded, end))
    },
    at: (key) => held.parts.get(key),
    setDrawable: held.setDrawable,
    remove: (key) => {
      const { isPart, id } = named(key, prefix)
      if (isPart) held.removePart(key)
      else held.removeManifest(id)
    },
    gpuLost: () => {
      for (const key of held.parts.keys()) held.setDrawable(key, false)
    },
    drawn: (sight) =>
      wanted().flatMap((id) => {
        const manifest = held.manifest(id)
        if (manifest === undefined) return []
        if (cuts?.isReplaced(id) === true) return []
        const at = (part: number) => held.parts.get(partKey(id, part))
        const drawn = partsOf(id, sight, 0, () =>
          drawnParts(manifest, sight, (part) => at(part)?.isDrawable === true).map((part) => at(part)!),
        )
        const isRegrouped = isByVoxels(id)
        return drawn.flatMap((part) => {
          const byVoxels = isRegrouped ? cuts?.parts.drawn(part) : undefined
          // What was not looked up yet is shown as it was.
          return byVoxels ?? shownIn(part, palette, cuts?.isCut(id) === true)
        })
      }),
    // What is shown of a part follows from the palette and the cuts.
    revision: () => held.revision() + palette.version() + (cuts?.version() ?? 0),
    close: held.close,
  }
}

/** The best of these loads that have room together. Orders the list. */
function bestWithin(all: NeededLoad[], budgetBytes: number): NeededLoad[] {
  all.sort((a, b) => Number(a.tier !== 'shape') - Number(b.tier !== 'shape') || a.order - b.order)
  let left = budgetBytes
  return all.filter(({ bytes }) => {
    left -= bytes
    return left >= 0
  })
}

/** The parts of an id that can be drawn: of all, or of those without which it has no shape. */
function drawableParts(
  { manifest, parts: inMemory }: ReturnType<typeof createHeldParts>,
  id: bigint,
  partKey: (part: number) => string,
  all: boolean,
) {
  const parts = manifest(id)?.parts ?? []
  const coarsest = parts.reduce((most, { level }) => Math.max(most, level), 0)
  const some = parts.flatMap(({ level, box }, part) => (all || level === coarsest || box === undefined ? [part] : []))
  const found = some.flatMap((part) => inMemory.get(partKey(part)) ?? []).filter(({ isDrawable }) => isDrawable)
  return { found, isWhole: some.length > 0 && found.length === some.length }
}

type PartsByCuts = StoredCuts & { readonly parts: VoxelParts }

/** One step of looking up what lies under the meshes of `cut`. Returns whether there is more to do. */
function workOn(
  held: ReturnType<typeof createHeldParts>,
  cuts: PartsByCuts,
  regrouped: readonly bigint[],
  drawable: (id: bigint) => ReturnType<typeof drawableParts>,
): boolean {
  cuts.parts.keep(new Set(regrouped.flatMap((id) => drawable(id).found)))
  for (const id of regrouped) {
    for (const part of drawable(id).found) {
      const before = cuts.parts.drawn(part)
      const isMore = cuts.parts.work(part, (label, dense) => cuts.holds(id, label, dense))
      if (cuts.parts.drawn(part) !== before) held.changed()
      if (isMore) return true
    }
  }
  return false
}

function named(key: string, prefix: string) {
  const [kind, id, part] = key.slice(prefix.length).split('/')
  return { isPart: kind === 'p', id: BigInt(id!), part: Number(part ?? 0) }
}

/**
 * Keeps what was computed of an id, as long as nothing of it in memory changes, the scene is looked at in the same way, and
 * its `place` is the same: a segment may have thousands of ids, and a part arrives of one at a time.
 */
function createKeptById<T>(revisionOf: (id: bigint) => number) {
  const kept = new Map<bigint, { revision: number; place: number; value: T }>()
  let last: SceneSight | undefined
  return (id: bigint, sight: SceneSight, place: number, compute: () => T): T => {
    if (sight !== last) kept.clear()
    last = sight
    const [own, revision] = [kept.get(id), revisionOf(id)]
    if (own !== undefined && own.revision === revision && own.place === place) return own.value
    const value = compute()
    kept.set(id, { revision, place, value })
    return value
  }
}

/** The manifests and parts in memory. */
function createHeldParts(open: OpenLayer, palette: SegmentPalette, cuts: PartsByCuts | undefined) {
  const manifests = new Map<bigint, MeshManifest | 'missing'>()
  const parts = new Map<string, StoredPart>()
  let revision = 1
  const changedAt = new Map<bigint, number>()
  const touch = (id: bigint) => void changedAt.set(id, ++revision)
  const set = (id: bigint, manifest: MeshManifest | 'missing') => {
    manifests.set(id, manifest)
    touch(id)
  }
  const removePart = (key: string) => {
    const part = parts.get(key)
    if (part !== undefined) {
      cuts?.parts.drop(part)
      palette.releaseAll(part.dense)
      touch(part.id)
    }
    parts.delete(key)
  }
  return {
    manifests,
    parts,
    revision: () => revision,
    /** Rises with each change of what is in memory of an id. */
    revisionOf: (id: bigint) => changedAt.get(id) ?? 0,
    changed: () => void revision++,
    manifest: (id: bigint): MeshManifest | undefined => {
      const manifest = manifests.get(id)
      return manifest === 'missing' ? undefined : manifest
    },
    takeManifest(id: bigint, loaded: LoadedManifest, end: LoadEnd): void {
      if (loaded.kind === 'failed') end.failed(loaded.problem)
      else if (loaded.kind === 'missing') {
        set(id, 'missing')
        end.missing()
      } else if (end.loaded(MANIFEST_BYTES, loaded.transferred)) set(id, loaded.manifest)
    },
    takePart(key: string, id: bigint, loaded: LoadedPart, end: LoadEnd): void {
      if (loaded.kind === 'failed') end.failed(loaded.problem)
      else if (loaded.kind === 'missing') end.missing()
      else if (end.loaded(packedBytes(loaded.mesh), loaded.transferred)) {
        parts.set(key, { ...partOf(key, id, open, palette, loaded.mesh), ...holderOf(id, loaded.mesh, cuts) })
        touch(id)
      }
    },
    setDrawable(key: string, isDrawable: boolean): void {
      const part = parts.get(key)
      if (part === undefined) return
      part.isDrawable = isDrawable
      if (!isDrawable) cuts?.parts.drop(part)
      touch(part.id)
    },
    /** What a part in memory takes there. */
    bytesOf(key: string): number | undefined {
      const part = parts.get(key)
      return part && packedBytes(part.mesh)
    },
    removePart,
    removeManifest(id: bigint): void {
      manifests.delete(id)
      touch(id)
    },
    close(): void {
      for (const key of [...parts.keys()]) removePart(key)
      manifests.clear()
    },
  }
}

/** The loads of one id: its manifest, then the parts that are needed of it. */
function loadsOf(
  id: bigint,
  at: number,
  manifest: MeshManifest | 'missing' | undefined,
  sight: SceneSight,
  prefix: string,
  partKey: (id: bigint, part: number) => string,
  bytesInMemory: (key: string) => number | undefined,
): NeededLoad[] {
  if (manifest === 'missing') return []
  const own: NeededLoad = { key: `${prefix}m/${id}`, tier: 'shape', order: at, bytes: MANIFEST_BYTES }
  if (manifest === undefined) return [own]
  const parts = neededParts(manifest, sight).map(({ part, tier, priority }): NeededLoad => {
    const stored = manifest.parts[part]!.bytes
    const key = partKey(id, part)
    const bytes = bytesInMemory(key) ?? (stored === undefined ? PART_BYTES : stored * UNPACKED_TIMES)
    // Of details the greatest error on screen comes first, whatever segment it is of.
    return { key, tier, order: tier === 'shape' ? at : 1 / (1 + priority), bytes }
  })
  return [own, ...parts]
}

function partOf(key: string, id: bigint, open: OpenLayer, palette: SegmentPalette, mesh: PackedMesh): StoredPart {
  const dense = palette.retainAll(halvesOf(mesh.labels))
  let box: Box3 | undefined
  for (let piece = 0; piece < mesh.labels.length; piece++) {
    const own = boxOfPiece(mesh, piece)
    if (own !== undefined) box = box === undefined ? own : around(box, own)
  }
  const empty = { min: mesh.origin, max: mesh.origin }
  return { key, id, open, mesh, dense, box: box ?? empty, isDrawable: false, version: 0, drawn: undefined }
}

/** A part that names a supervoxel is of just that one, whatever segment it was asked for. */
function holderOf(id: bigint, { labels }: PackedMesh, cuts: StoredCuts | undefined): Pick<ResidentMesh, 'base'> {
  if (cuts === undefined || labels.some((label) => label !== id)) return {}
  const holds = (supervoxel: bigint, dense: number) => cuts.holds(id, supervoxel, dense)
  return { base: { holds, isWhole: () => !cuts.isCut(id) } }
}

/** What of a part is shown; the same object as long as nothing of it changes. `isKept`: as it was shown last. */
function shownIn(part: StoredPart, palette: SegmentPalette, isKept: boolean): DrawnMesh[] {
  if (part.version !== palette.version() && !(isKept && part.drawn !== undefined)) {
    const isStale = part.drawn === undefined || palette.isStale(part.dense, part.version)
    part.version = palette.version()
    const pieces = isStale ? shownOf(part.dense, palette) : part.drawn!.pieces
    if (part.drawn === undefined || !isSame(part.drawn.pieces, pieces)) {
      part.drawn = { mesh: part, pieces, context: NO_PIECES }
    }
  }
  return part.drawn === undefined || part.drawn.pieces.length === 0 ? [] : [part.drawn]
}
