import type { LoadScheduler, NeededLoad, SchedulerAction } from '../../../shared/loading/scheduler-events.ts'
import { packedBytes } from '../../../shared/meshes/packed-mesh.ts'
import type { SceneSight } from '../../../shared/meshes/scene-needs/needed-blocks.ts'
import type { SceneShapes } from '../../../shared/view/scene/scene-camera.ts'
import type { ShownBases } from '../../edit/gl-link.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { LabelProbe } from '../chunks/label-probe.ts'
import type { Budgets } from '../messages.ts'
import { keyPrefix, type OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import { type LayerMeshes, MADE_PART, SKELETON_PART, STORED_PART } from './layer-meshes.ts'
import { createLayerScene, type LayerScene } from './layer-scene.ts'
import type { ShapeSeeds } from './layer-surfaces.ts'
import type { DrawnMesh, MeshUploader, ResidentMesh } from './scene-meshes.ts'

/** The part of the budgets for meshes that the present scene may plan with; the rest holds what was just left. */
const PLANNED_SHARE = 0.9

/** What the 3-D panel looks at. */
export interface SceneWish extends SceneSight {
  readonly withContext: boolean
  readonly shapes: SceneShapes
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
  /** Places that are known to lie in shown segments of a layer. */
  setSeeds(open: OpenLayer, seeds: ShapeSeeds): void
  /** What the shown segments of a layer are made of now. */
  setBases(open: OpenLayer, shown: readonly ShownBases[]): void
  /** The selected segments, of all layers. */
  select(segments: readonly bigint[]): void
  bytesTransferred(): number
}

export interface MeshLoaderParts {
  readonly pool: Pick<DecoderPool, 'surface' | 'manifest' | 'part' | 'skeleton' | 'cancel'>
  readonly scheduler: () => LoadScheduler
  /** Undefined while there is no context. */
  readonly uploader: () => MeshUploader | undefined
  readonly now: () => number
  /** A load has ended. */
  readonly changed: () => void
  /** Other pieces of what is in memory are shown, by an edit or another choice. */
  readonly regrouped: () => void
  /** Looks into the chunks of labels in memory. */
  readonly probe: (open: OpenLayer) => LabelProbe
  /** Rises when further chunks are in memory. */
  readonly arrivals: () => number
}

/** The part of a key behind the layer's: chunks have a scale's number there. */
const MESH_PART = 'mesh/'

/** The state of the loader. */
interface Loading extends MeshLoaderParts {
  readonly scenes: Map<OpenLayer, LayerScene>
  /** By what begins the keys of a layer's meshes. */
  readonly byPrefix: Map<string, LayerMeshes>
  readonly seeds: WeakMap<OpenLayer, ShapeSeeds>
  readonly bases: WeakMap<OpenLayer, readonly ShownBases[]>
  /** The pool's ids of loads under way, by key. */
  readonly loads: Map<string, number>
  selected: readonly bigint[]
  transferred: number
}

export function createMeshLoader(parts: MeshLoaderParts): MeshLoader {
  const loading: Loading = {
    ...{ ...parts, scenes: new Map(), byPrefix: new Map(), seeds: new WeakMap(), bases: new WeakMap() },
    ...{ loads: new Map(), selected: [], transferred: 0 },
  }
  const { scenes } = loading
  const drawnMemo = createMemo<readonly DrawnMesh[]>()
  const neededMemo = createMemo<readonly NeededLoad[]>()
  return {
    needed: (layers, wish, budgets) => {
      // Without a context nothing can be shown.
      const shown =
        wish === undefined || parts.uploader() === undefined ? [] : shownScenes(loading, layers, wish.shapes)
      if (shown.length > 0) work(loading, layers)
      return neededMemo(stateOf(shown, wish, budgets), () => {
        const { memoryBytes, gpuBytes } = budgets.meshes
        const share = (Math.min(memoryBytes, gpuBytes) * PLANNED_SHARE) / sharersOf(shown)
        return wish === undefined ? [] : shown.flatMap((scene) => scene.needed(wish, share))
      })
    },
    owns: (key) => key.includes(MESH_PART),
    act: (action) => act(loading, action),
    forget: (open) => forget(loading, open),
    gpuLost: () => {
      for (const { made, stored, skeletons } of scenes.values()) {
        made.gpuLost()
        skeletons?.gpuLost()
        stored?.gpuLost()
      }
    },
    drawn: (layers, wish, budgets) => {
      const shown = wish === undefined ? [] : shownScenes(loading, layers, wish.shapes)
      return drawnMemo(stateOf(shown, wish, budgets), () => {
        const most = budgets.meshes.triangles / sharersOf(shown)
        return wish === undefined ? [] : shown.flatMap((scene) => scene.drawn(wish, most, wish.withContext))
      })
    },
    setSeeds: (open, seeds) => {
      loading.seeds.set(open, seeds)
      scenes.get(open)?.setSeeds(seeds)
    },
    setBases: (open, shown) => {
      loading.bases.set(open, shown)
      scenes.get(open)?.setBases(shown)
    },
    select: (segments) => {
      loading.selected = segments
      for (const scene of scenes.values()) scene.forgetWanted()
    },
    bytesTransferred: () => loading.transferred,
  }
}

/** All that what is needed and what is drawn follow from. */
function stateOf(shown: readonly LayerMeshes[], wish: SceneWish | undefined, budgets: Budgets): readonly unknown[] {
  return [wish, budgets, ...shown.flatMap((scene) => [scene, scene.revision()])]
}

/** How many share the budgets. Skeletons take so little that they leave theirs to the surfaces. */
function sharersOf(shown: readonly LayerMeshes[]): number {
  return Math.max(1, shown.filter(({ isSmall }) => isSmall !== true).length)
}

/** The meshes of layers that show a segment. */
function shownScenes(loading: Loading, layers: readonly OpenLayer[], shapes: SceneShapes): LayerMeshes[] {
  const shown: LayerMeshes[] = []
  for (const open of layers) {
    const { palette } = open
    if (palette === undefined || !(palette.hasSelected() || palette.isPainted())) continue
    const scene = loading.scenes.get(open) ?? openScene(loading, open, palette)
    shown.push(...scene.sources(shapes))
  }
  return shown
}

function openScene(loading: Loading, open: OpenLayer, palette: SegmentPalette): LayerScene {
  const prefix = `${keyPrefix(open)}${MESH_PART}`
  const { scheduler, uploader } = loading
  const sized = ({ key, mesh }: ResidentMesh, more: number) => {
    const bytes = packedBytes(mesh) + more
    scheduler().sized(key, bytes, bytes)
  }
  const readsFrom = (keys: string, stored: LayerMeshes | undefined) => {
    for (const action of scheduler().forget(keys)) act(loading, action)
    if (stored === undefined) loading.byPrefix.delete(keys)
    else loading.byPrefix.set(keys, stored)
  }
  const selected = () => loading.selected
  const scene = createLayerScene({
    ...loading,
    ...{ open, palette, prefix, selected, gpu: uploader, sized, readsFrom },
  })
  loading.scenes.set(open, scene)
  loading.byPrefix.set(`${prefix}${MADE_PART}`, scene.made)
  const [seeds, bases] = [loading.seeds.get(open), loading.bases.get(open)]
  if (bases !== undefined) scene.setBases(bases)
  if (seeds !== undefined) scene.setSeeds(seeds)
  return scene
}

/** One step of what is done piece by piece. Where there is more to do, another frame comes. */
function work(loading: Loading, layers: readonly OpenLayer[]): void {
  const isMore = layers.map((open) => loading.scenes.get(open)?.work() === true).includes(true)
  if (isMore) loading.changed()
}

function act(loading: Loading, { kind, key }: SchedulerAction): void {
  // One letter behind it says whose key it is.
  const meshes = loading.byPrefix.get(key.slice(0, key.indexOf(MESH_PART) + MESH_PART.length + MADE_PART.length))
  if (meshes === undefined) return
  switch (kind) {
    case 'start':
      start(loading, key, meshes)
      break
    case 'cancel':
      cancel(loading, key)
      break
    case 'upload':
    case 'dropGpu':
      setOnGpu(loading, key, meshes, kind === 'upload')
      break
    case 'dropMemory':
      meshes.remove(key)
  }
}

function start(loading: Loading, key: string, meshes: LayerMeshes): void {
  const { loads, scheduler, now, changed } = loading
  const ended = () => {
    loads.delete(key)
    changed()
  }
  const id = meshes.start(key, {
    loaded: (bytes, transferred) => {
      loading.transferred += transferred
      ended()
      return scheduler().loaded(key, bytes, bytes)
    },
    early: changed,
    missing: () => {
      scheduler().missing(key, now())
      ended()
    },
    failed: (problem) => {
      scheduler().failed(key, problem, now())
      ended()
    },
  })
  if (id !== undefined) loads.set(key, id)
}

function cancel({ loads, pool }: Loading, key: string): void {
  const id = loads.get(key)
  if (id !== undefined) pool.cancel(id)
  loads.delete(key)
}

function setOnGpu({ uploader }: Loading, key: string, meshes: LayerMeshes, isOnGpu: boolean): void {
  const mesh = meshes.at(key)
  if (mesh === undefined) return
  if (isOnGpu) uploader()?.upload(mesh)
  else uploader()?.drop(mesh)
  meshes.setDrawable(key, isOnGpu)
}

function forget(loading: Loading, open: OpenLayer): void {
  const { scenes, byPrefix, loads } = loading
  const prefix = `${keyPrefix(open)}${MESH_PART}`
  const scene = scenes.get(open)
  scene?.made.close()
  scene?.stored?.close()
  scene?.skeletons?.close()
  scenes.delete(open)
  for (const part of [MADE_PART, STORED_PART, SKELETON_PART]) byPrefix.delete(`${prefix}${part}`)
  for (const key of [...loads.keys()]) if (key.startsWith(prefix)) cancel(loading, key)
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
