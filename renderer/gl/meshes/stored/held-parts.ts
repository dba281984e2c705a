import type { Box3 } from '../../../../shared/geometry.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import type { MeshManifest } from '../../../../shared/meshes/mesh.ts'
import { type PackedMesh, packedBytes } from '../../../../shared/meshes/packed-mesh.ts'
import { boxOfPiece } from '../../../../shared/meshes/scene-needs/finer-blocks.ts'
import { around } from '../../../../shared/view/box.ts'
import type { LoadedManifest, LoadedPart } from '../../chunks/decoder-pool.ts'
import type { OpenLayer } from '../../open-layer.ts'
import type { SegmentPalette } from '../../segments/segment-palette.ts'
import type { LoadEnd } from '../layer-meshes.ts'
import type { DrawnMesh, ResidentMesh } from '../scene-meshes.ts'
import type { VoxelParts } from './voxel-parts.ts'

/** Room for a manifest in memory: some hundred parts. */
export const MANIFEST_BYTES = 2 ** 14

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

export type PartsByCuts = StoredCuts & { readonly parts: VoxelParts }

/** A part in memory. */
export interface StoredPart extends ResidentMesh {
  /** What it was asked for. */
  readonly id: bigint
  isDrawable: boolean
  /** Of the palette, when `drawn` was made. */
  version: number
  drawn: DrawnMesh | undefined
}

export type HeldParts = ReturnType<typeof createHeldParts>

/** The manifests and parts in memory, of the stored meshes of a layer. `cuts`: see `createStoredMeshes`. */
export function createHeldParts(open: OpenLayer, palette: SegmentPalette, cuts: PartsByCuts | undefined) {
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
