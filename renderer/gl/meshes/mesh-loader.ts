import type { Vec3 } from '../../../shared/geometry.ts'
import type { LoadScheduler, NeededLoad, SchedulerAction } from '../../../shared/loading/scheduler-events.ts'
import { packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import { indexOf } from '../../../shared/meshes/scene-needs/block-scale.ts'
import type { SceneSight } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import type { DecoderPool, Surfaced } from '../chunks/decoder-pool.ts'
import type { Budgets } from '../messages.ts'
import { keyPrefix, type OpenLayer } from '../open-layer.ts'
import { createLayerScene, type LayerScene } from './layer-scene.ts'
import type { DrawnMesh, MeshUploader } from './scene-meshes.ts'

/** The part of the budget for meshes in memory that the present scene may plan with; the rest holds what was just left. */
const PLANNED_SHARE = 0.9

/** What the 3-D panel looks at. */
export interface SceneWish extends SceneSight {
  readonly withContext: boolean
}

/** Loads the meshes that the scene needs, as one of the two that a scheduler serves. */
export interface MeshLoader {
  /** What to load for these layers, best first; nothing where no 3-D panel is on screen. */
  needed(layers: readonly OpenLayer[], wish: SceneWish | undefined, budgets: Budgets): readonly NeededLoad[]
  /** Whether a key of the scheduler is a mesh's. */
  owns(key: string): boolean
  act(action: SchedulerAction): void
  forget(open: OpenLayer): void
  gpuLost(): void
  drawn(layers: readonly OpenLayer[], wish: SceneWish | undefined, budgets: Budgets): readonly DrawnMesh[]
  sceneOf(open: OpenLayer): LayerScene | undefined
  bytesTransferred(): number
}

export interface MeshLoaderParts {
  readonly pool: Pick<DecoderPool, 'surface' | 'cancel'>
  readonly scheduler: () => LoadScheduler
  /** Undefined while there is no context. */
  readonly uploader: () => MeshUploader | undefined
  readonly now: () => number
  /** A load has ended. */
  readonly changed: () => void
}

interface MeshPlace {
  readonly scene: LayerScene
  readonly level: number
  readonly cell: Vec3
  readonly index: number
}

const MESH_PART = 'mesh/'

/** The loader at work. */
interface Loading extends MeshLoaderParts {
  readonly scenes: Map<OpenLayer, LayerScene>
  /** Of what is needed or in memory, by key. */
  readonly places: Map<string, MeshPlace>
  /** The pool's ids of loads under way, by key. */
  readonly loads: Map<string, number>
  transferred: number
}

export function createMeshLoader(parts: MeshLoaderParts): MeshLoader {
  const loading: Loading = { ...parts, scenes: new Map(), places: new Map(), loads: new Map(), transferred: 0 }
  const { scenes } = loading
  const drawnMemo = createMemo<readonly DrawnMesh[]>()
  const neededMemo = createMemo<readonly NeededLoad[]>()
  return {
    needed: (layers, wish, budgets) => {
      // Without a context nothing can be shown.
      const shown = wish === undefined || parts.uploader() === undefined ? [] : shownScenes(scenes, layers)
      return neededMemo(stateOf(shown, wish, budgets), () =>
        wish === undefined ? [] : plan(loading, shown, wish, budgets),
      )
    },
    owns: (key) => key.includes(MESH_PART),
    act: (action) => act(loading, action),
    forget: (open) => forget(loading, open),
    gpuLost: () => {
      for (const scene of scenes.values()) scene.gpuLost()
    },
    drawn: (layers, wish, budgets) => {
      const shown = wish === undefined ? [] : shownScenes(scenes, layers)
      return drawnMemo(stateOf(shown, wish, budgets), () => {
        const most = budgets.meshes.triangles / Math.max(1, shown.length)
        return wish === undefined ? [] : shown.flatMap((scene) => scene.drawn(wish, most, wish.withContext))
      })
    },
    sceneOf: (open) => scenes.get(open),
    bytesTransferred: () => loading.transferred,
  }
}

/** All that what is needed and what is drawn follow from. */
function stateOf(shown: readonly LayerScene[], wish: SceneWish | undefined, budgets: Budgets): readonly unknown[] {
  return [wish, budgets, ...shown.flatMap((scene) => [scene, scene.revision()])]
}

/** The scenes of layers that show a segment. */
function shownScenes(scenes: Map<OpenLayer, LayerScene>, layers: readonly OpenLayer[]): LayerScene[] {
  const shown: LayerScene[] = []
  for (const open of layers) {
    const { palette } = open
    if (palette === undefined || !(palette.hasSelected() || palette.isPainted())) continue
    const scene = scenes.get(open) ?? createLayerScene(open, palette)
    scenes.set(open, scene)
    shown.push(scene)
  }
  return shown
}

function plan(
  { places }: Loading,
  shown: readonly LayerScene[],
  wish: SceneWish,
  budgets: Budgets,
): readonly NeededLoad[] {
  const share = (budgets.meshes.memoryBytes * PLANNED_SHARE) / Math.max(1, shown.length)
  return shown.flatMap((scene) =>
    scene.needed(wish, share).map(({ level, cell, tier, order }): NeededLoad => {
      const index = indexOf(scene.scales[level]!, cell)
      const key = `${keyPrefix(scene.open)}${MESH_PART}${level}/${index}`
      if (!places.has(key)) places.set(key, { scene, level, cell, index })
      return { key, tier, order, bytes: scene.bytesOf(level) }
    }),
  )
}

function act(loading: Loading, { kind, key }: SchedulerAction): void {
  const place = loading.places.get(key)
  if (place === undefined) return
  const { scene, level, index } = place
  switch (kind) {
    case 'start':
      start(loading, key, place)
      break
    case 'cancel':
      cancel(loading, key)
      break
    case 'upload':
    case 'dropGpu':
      setOnGpu(loading, place, kind === 'upload')
      break
    case 'dropMemory':
      scene.remove(level, index)
  }
}

function start(loading: Loading, key: string, place: MeshPlace): void {
  const { scene, level, cell } = place
  const done = (surfaced: Surfaced) => arrived(loading, key, place, surfaced)
  loading.loads.set(key, loading.pool.surface(scene.open.volumeId, scene.scales[level]!.scale, cell, done))
}

function arrived(loading: Loading, key: string, { scene, level, index }: MeshPlace, surfaced: Surfaced): void {
  const { loads, scheduler, now, changed } = loading
  loads.delete(key)
  if (surfaced.kind === 'failed') scheduler().failed(key, surfaced.problem, now())
  else {
    loading.transferred += surfaced.transferred
    const bytes = packedBytes(surfaced.block.mesh)
    if (scheduler().loaded(key, bytes, bytes)) scene.add(key, level, index, surfaced.block)
  }
  changed()
}

function cancel({ loads, pool }: Loading, key: string): void {
  const id = loads.get(key)
  if (id !== undefined) pool.cancel(id)
  loads.delete(key)
}

function setOnGpu({ uploader }: Loading, { scene, level, index }: MeshPlace, isOnGpu: boolean): void {
  const mesh = scene.at(level, index)
  if (mesh === undefined) return
  if (isOnGpu) uploader()?.upload(mesh)
  else uploader()?.drop(mesh)
  scene.setDrawable(level, index, isOnGpu)
}

function forget(loading: Loading, open: OpenLayer): void {
  const { scenes, places } = loading
  scenes.get(open)?.close()
  scenes.delete(open)
  for (const [key, { scene }] of [...places]) {
    if (scene.open !== open) continue
    cancel(loading, key)
    places.delete(key)
  }
}

/** Computes anew only when one of the inputs is another one. */
function createMemo<T>(): (inputs: readonly unknown[], compute: () => T) => T {
  let last: { readonly inputs: readonly unknown[]; readonly value: T } | undefined
  return (inputs, compute) => {
    if (last?.inputs.length === inputs.length && last.inputs.every((each, at) => Object.is(each, inputs[at]))) {
      return last.value
    }
    last = { inputs, value: compute() }
    return last.value
  }
}
