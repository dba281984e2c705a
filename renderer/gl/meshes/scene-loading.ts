import type { LoadScheduler } from '../../../shared/loading/scheduler-events.ts'
import type { ShownBases } from '../../edit/gl-link.ts'
import type { MeshLoads } from '../chunks/chunk-loader.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { EditLink } from '../edit-link.ts'
import type { Budgets, MeshProgress } from '../messages.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { PostedView } from '../posted-view.ts'
import { createMeshLoader, type MeshLoaderParts } from './mesh-loader.ts'
import { createMeshProgress } from './mesh-progress.ts'
import type { DrawnMesh, MeshUploader, SceneMeshes } from './scene-meshes.ts'
import { createSceneWish } from './scene-wish.ts'
import { createSegmentSeeds, type SegmentSeed } from './segment-seeds.ts'

/** The meshes of the 3-D panel: what it needs, what is in memory, what is drawn. */
export interface SceneLoading extends SceneMeshes {
  /** For the loader that runs the scheduler. */
  readonly loads: MeshLoads
  /** These segments are selected; `edited`: the layer whose supervoxels the edit worker knows. */
  select(segments: BigUint64Array, edited: OpenLayer | undefined): void
  /** The bases of the selected segments, as the edit worker told them. */
  setBases(shown: readonly ShownBases[]): void
  /** The layer is closed. Called after its loads were forgotten. */
  forget(open: OpenLayer): void
  gpuLost(): void
  /** Undefined while no 3-D panel shows a segment. */
  progress(): MeshProgress | undefined
  /** Supervoxels of shown segments that the next frame draws a surface of. */
  shapes(): number
  /** Triangles of these surfaces. */
  triangles(): number
  bytesTransferred(): number
}

export interface SceneLoadingParts {
  readonly pool: Pick<DecoderPool, 'surface' | 'manifest' | 'part' | 'skeleton' | 'cancel' | 'workers'>
  readonly scheduler: () => LoadScheduler
  readonly view: Pick<PostedView, 'current'>
  /** The visible ones. */
  readonly layers: () => readonly OpenLayer[]
  readonly budgets: () => Budgets
  readonly link: Pick<EditLink, 'places' | 'showBases'>
  /** Where chunks in memory hold a label: x, y, z in nanometres each. */
  readonly placesOf: (open: OpenLayer, label: bigint) => Float32Array
  /** Looks into the chunks of labels in memory, which `arrivals` counts. */
  readonly probe: MeshLoaderParts['probe']
  readonly arrivals: () => number
  readonly uploader: () => MeshUploader | undefined
  readonly now: () => number
  /** Something has arrived, or places of segments are known now. */
  readonly changed: () => void
}

/**
 * Blocks that a decode worker has at a time: it makes one after the other, and reads for the next one meanwhile. With more,
 * the best one would wait until all of them are read.
 */
const BLOCKS_PER_WORKER = 2

/** Stored parts that a decode worker has at a time: most of their time they are on their way. */
const PARTS_PER_WORKER = 6

export function createSceneLoading(parts: SceneLoadingParts): SceneLoading {
  const { layers, budgets, changed } = parts
  const wish = createSceneWish(parts.view)
  const loader = createMeshLoader({ ...parts, regrouped: () => seeds.again() })
  const seeds = createSegmentSeeds(seedOf, () => {
    if (edited !== undefined) loader.setSeeds(edited, seeds)
    changed()
  })
  let edited: OpenLayer | undefined
  /** Where the edit worker knows nothing, the voxels on screen do: a segment is selected where it is seen. */
  async function seedOf(segment: bigint): Promise<SegmentSeed> {
    const told = await parts.link.places(segment)
    if (told !== undefined && told.positions.length > 0) return told
    const positions = edited === undefined ? new Float32Array(0) : parts.placesOf(edited, segment)
    return { positions, supervoxels: told?.supervoxels ?? new BigUint64Array(0) }
  }
  let selected: readonly bigint[] = []
  const drawn = () => loader.drawn(layers(), wish(), budgets())
  const bases = createAskedBases(parts.link)
  const progress = createMeshProgress()
  const counted = createCount()
  return {
    loads: {
      needed: (shown, now) => loader.needed(shown, wish(), now),
      owns: loader.owns,
      downloads: () => {
        const isStored = layers().some(({ layer }) => layer.meshes !== undefined)
        return parts.pool.workers() * (isStored ? PARTS_PER_WORKER : BLOCKS_PER_WORKER)
      },
      act: loader.act,
    },
    select: (segments, layer) => {
      edited = layer
      selected = [...segments].filter((segment) => segment !== 0n)
      loader.select(selected)
      seeds.select(selected)
      bases.show(layer?.layer.meshes?.of === 'segments' ? selected : [])
    },
    setBases: (shown) => {
      if (edited === undefined) return
      loader.setBases(edited, shown)
      if (bases.told()) seeds.again()
    },
    forget: loader.forget,
    gpuLost: loader.gpuLost,
    drawn,
    progress: () => {
      if (wish() === undefined || selected.length === 0) return undefined
      return progress(selected, drawn(), parts.scheduler().totals().meshes)
    },
    shapes: () => counted(drawn()).shapes,
    triangles: () => counted(drawn()).triangles,
    bytesTransferred: loader.bytesTransferred,
  }
}

/** Whose bases the edit worker was asked for. It tells them at once, and then after each edit. */
function createAskedBases(link: Pick<EditLink, 'showBases'>) {
  let asked = ''
  let isAwaited = false
  return {
    show(segments: readonly bigint[]): void {
      if (asked === segments.join()) return
      asked = segments.join()
      isAwaited = true
      link.showBases(segments)
    },
    /** Returns whether an edit was made. */
    told(): boolean {
      const isEdit = !isAwaited
      isAwaited = false
      return isEdit
    },
  }
}

interface DrawnCount {
  readonly shapes: number
  readonly triangles: number
}

/** Counts anew only when what is drawn is another list. */
function createCount(): (drawn: readonly DrawnMesh[]) => DrawnCount {
  let last: { readonly drawn: readonly DrawnMesh[]; readonly count: DrawnCount } | undefined
  return (drawn) => {
    if (last?.drawn !== drawn) last = { drawn, count: countOf(drawn) }
    return last.count
  }
}

function countOf(drawn: readonly DrawnMesh[]): DrawnCount {
  let triangles = 0
  const labels = new Map<OpenLayer, Set<number>>()
  for (const { mesh, pieces } of drawn) {
    if (mesh.isLine) continue
    const { triangleStarts } = mesh.mesh
    const own = labels.get(mesh.open) ?? new Set()
    labels.set(mesh.open, own)
    for (const piece of pieces) {
      const count = triangleStarts[piece + 1]! - triangleStarts[piece]!
      triangles += count
      if (count > 0) own.add(mesh.dense[piece]!)
    }
  }
  return { triangles, shapes: [...labels.values()].reduce((sum, { size }) => sum + size, 0) }
}
