import { halvesOf } from '../../../../shared/ids/halves.ts'
import type { NeededLoad } from '../../../../shared/loading/scheduler-events.ts'
import { packedBytes } from '../../../../shared/meshes/packed-mesh.ts'
import { boxOfPiece } from '../../../../shared/meshes/scene-needs/finer-blocks.ts'
import type { DecoderPool, LoadedSkeleton } from '../../chunks/decoder-pool.ts'
import type { OpenLayer } from '../../open-layer.ts'
import type { SegmentPalette } from '../../segments/segment-palette.ts'
import type { LayerMeshes, LoadEnd } from '../layer-meshes.ts'
import { shownOf } from '../mesh-block.ts'
import type { DrawnMesh, ResidentMesh } from '../scene-meshes.ts'

/** Bytes that a skeleton is taken to have before it has come: ribbons along some 10,000 vertices. */
const SKELETON_BYTES = 2 ** 19

/** A skeleton in memory. */
interface HeldSkeleton extends ResidentMesh {
  isDrawable: boolean
  /** What of it is left out, a sentence each. */
  readonly problems: readonly string[]
  /** All of it; the same object as long as it is in memory. */
  readonly drawn: readonly DrawnMesh[]
}

const NO_PIECES = new Uint32Array(0)
const ONLY_PIECE = Uint32Array.of(0)

/**
 * The stored skeletons of a layer: one load each, as ribbons. What of a skeleton is left out is a load that fails, so that
 * it is counted and told as any other. `prefix` begins all keys. `wanted`: the ids whose skeletons are shown now.
 */
export function createStoredSkeletons(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  pool: Pick<DecoderPool, 'skeleton'>,
  wanted: () => readonly bigint[],
): LayerMeshes {
  const held = new Map<bigint, HeldSkeleton>()
  let revision = 1
  const keyOf = (id: bigint, fault?: number) => `${prefix}${id}${fault === undefined ? '' : `/${fault}`}`
  const take = (id: bigint, loaded: LoadedSkeleton, end: LoadEnd) => {
    if (loaded.kind === 'failed') end.failed(loaded.problem)
    else if (loaded.kind === 'missing') end.missing()
    else if (end.loaded(packedBytes(loaded.mesh), loaded.transferred)) {
      held.set(id, heldSkeleton(keyOf(id), open, palette, loaded))
      revision++
    }
  }
  const remove = (id: bigint) => {
    const skeleton = held.get(id)
    if (skeleton === undefined) return
    palette.releaseAll(skeleton.dense)
    held.delete(id)
    revision++
  }
  const setDrawable = (id: bigint, isDrawable: boolean) => {
    const skeleton = held.get(id)
    if (skeleton !== undefined) skeleton.isDrawable = isDrawable
    revision++
  }
  const isShown = ({ isDrawable, dense }: HeldSkeleton) => isDrawable && shownOf(dense, palette).length > 0
  return {
    isSmall: true,
    needed: (_sight, budgetBytes) => {
      const loads = wanted().flatMap((id, order): NeededLoad[] => {
        const skeleton = held.get(id)
        const bytes = skeleton === undefined ? SKELETON_BYTES : packedBytes(skeleton.mesh)
        const faults = skeleton?.problems ?? []
        return [
          { key: keyOf(id), tier: 'shape', order, bytes },
          ...faults.map((_, at): NeededLoad => ({ key: keyOf(id, at), tier: 'shape', order, bytes: 0 })),
        ]
      })
      let left = budgetBytes
      return loads.filter(({ bytes }) => {
        left -= bytes
        return left >= 0
      })
    },
    start: (key, end) => {
      const { id, fault } = named(key, prefix)
      if (fault === undefined) return pool.skeleton(open.volumeId, id, (loaded) => take(id, loaded, end))
      const message = held.get(id)?.problems[fault]
      if (message === undefined) end.missing()
      else end.failed({ kind: 'bad-mesh', message })
      return undefined
    },
    at: (key) => {
      const { id, fault } = named(key, prefix)
      return fault === undefined ? held.get(id) : undefined
    },
    setDrawable: (key, isDrawable) => setDrawable(named(key, prefix).id, isDrawable),
    remove: (key) => remove(named(key, prefix).id),
    gpuLost: () => {
      for (const id of held.keys()) setDrawable(id, false)
    },
    // Also those of what an edit has joined to a selected segment.
    drawn: () => [...held.values()].flatMap((skeleton) => (isShown(skeleton) ? skeleton.drawn : [])),
    // What is shown follows from the palette alone.
    revision: () => revision + palette.version(),
    close: () => {
      for (const id of [...held.keys()]) remove(id)
    },
  }
}

function named(key: string, prefix: string): { readonly id: bigint; readonly fault: number | undefined } {
  const [id, fault] = key.slice(prefix.length).split('/')
  return { id: BigInt(id!), fault: fault === undefined ? undefined : Number(fault) }
}

function heldSkeleton(
  key: string,
  open: OpenLayer,
  palette: SegmentPalette,
  { mesh, problems }: Extract<LoadedSkeleton, { readonly kind: 'skeleton' }>,
): HeldSkeleton {
  const dense = palette.retainAll(halvesOf(mesh.labels))
  const box = (mesh.labels.length > 0 ? boxOfPiece(mesh, 0) : undefined) ?? { min: mesh.origin, max: mesh.origin }
  const resident: ResidentMesh = { key, open, mesh, dense, box, isLine: true }
  const skeleton = { ...resident, problems, isDrawable: false }
  const drawn = mesh.labels.length === 0 ? [] : [{ mesh: skeleton, pieces: ONLY_PIECE, context: NO_PIECES }]
  return Object.assign(skeleton, { drawn })
}
