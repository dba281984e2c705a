import type { NeededLoad } from '../../../../shared/loading/scheduler-events.ts'
import type { MeshManifest } from '../../../../shared/meshes/mesh.ts'
import type { SceneSight } from '../../../../shared/meshes/scene-needs/needed-blocks.ts'
import { drawnParts, neededParts } from '../../../../shared/meshes/scene-needs/stored-parts.ts'
import type { DecoderPool } from '../../chunks/decoder-pool.ts'
import type { OpenLayer } from '../../open-layer.ts'
import type { SegmentPalette } from '../../segments/segment-palette.ts'
import type { LayerMeshes } from '../layer-meshes.ts'
import { isSame, shownOf } from '../mesh-block.ts'
import type { DrawnMesh } from '../scene-meshes.ts'
import { createHeldParts, type HeldParts, MANIFEST_BYTES, type PartsByCuts, type StoredPart } from './held-parts.ts'
import { createKeptById } from './kept-by-id.ts'

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
  { manifest, parts: inMemory }: HeldParts,
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

/** One step of looking up what lies under the meshes of `cut`. Returns whether there is more to do. */
function workOn(
  held: HeldParts,
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
