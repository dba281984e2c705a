import type { LoadScheduler } from '../../../shared/loading/scheduler-events.ts'
import type { MeshLoads } from '../chunks/chunk-loader.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { EditLink } from '../edit-link.ts'
import type { Budgets, MeshProgress } from '../messages.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { PostedView } from '../posted-view.ts'
import { createMeshLoader } from './mesh-loader.ts'
import { createMeshProgress } from './mesh-progress.ts'
import type { DrawnMesh, MeshUploader, SceneMeshes } from './scene-meshes.ts'
import { createSceneWish } from './scene-wish.ts'
import { createSegmentSeeds } from './segment-seeds.ts'

/** The meshes of the 3-D panel: what it needs, what is in memory, what is drawn. */
export interface SceneLoading extends SceneMeshes {
  /** For the loader that runs the scheduler. */
  readonly loads: MeshLoads
  /** These segments are selected; `edited`: the layer whose supervoxels the edit worker knows. */
  select(segments: BigUint64Array, edited: OpenLayer | undefined): void
  /** The layer is closed. Called after its loads were forgotten. */
  forget(open: OpenLayer): void
  gpuLost(): void
  /** Undefined while no 3-D panel shows a segment. */
  progress(): MeshProgress | undefined
  /** Of shown segments, drawn in the next frame. */
  triangles(): number
  bytesTransferred(): number
}

export interface SceneLoadingParts {
  readonly pool: Pick<DecoderPool, 'surface' | 'cancel'>
  readonly scheduler: () => LoadScheduler
  readonly view: Pick<PostedView, 'current'>
  /** The visible ones. */
  readonly layers: () => readonly OpenLayer[]
  readonly budgets: () => Budgets
  readonly link: Pick<EditLink, 'places'>
  readonly uploader: () => MeshUploader | undefined
  readonly now: () => number
  /** Something has arrived, or places of segments are known now. */
  readonly changed: () => void
}

export function createSceneLoading(parts: SceneLoadingParts): SceneLoading {
  const { layers, budgets, changed } = parts
  const wish = createSceneWish(parts.view)
  const loader = createMeshLoader({ ...parts, regrouped: () => seeds.again() })
  const seeds = createSegmentSeeds(parts.link.places, () => {
    if (edited !== undefined) loader.setSeeds(edited, seeds.positions)
    changed()
  })
  let edited: OpenLayer | undefined
  let selected: readonly bigint[] = []
  const drawn = () => loader.drawn(layers(), wish(), budgets())
  const progress = createMeshProgress()
  const counted = createTriangleCount()
  return {
    loads: {
      needed: (shown, now) => loader.needed(shown, wish(), now),
      owns: loader.owns,
      act: loader.act,
    },
    select: (segments, layer) => {
      edited = layer
      selected = [...segments].filter((segment) => segment !== 0n)
      seeds.select(selected)
    },
    forget: loader.forget,
    gpuLost: loader.gpuLost,
    drawn,
    progress: () => {
      if (wish() === undefined || selected.length === 0) return undefined
      return progress(selected, drawn(), parts.scheduler().totals().meshes)
    },
    triangles: () => counted(drawn()),
    bytesTransferred: loader.bytesTransferred,
  }
}

/** Counts anew only when what is drawn is another list. */
function createTriangleCount(): (drawn: readonly DrawnMesh[]) => number {
  let last: { readonly drawn: readonly DrawnMesh[]; readonly triangles: number } | undefined
  return (drawn) => {
    if (last?.drawn !== drawn) last = { drawn, triangles: trianglesIn(drawn) }
    return last.triangles
  }
}

function trianglesIn(drawn: readonly DrawnMesh[]): number {
  let triangles = 0
  for (const { mesh, pieces } of drawn) {
    const { triangleStarts } = mesh.mesh
    for (const piece of pieces) triangles += triangleStarts[piece + 1]! - triangleStarts[piece]!
  }
  return triangles
}
