import type { SegmentPlaces } from '../../../../shared/folded-log/segment-places.ts'
import { UNDESCRIBED } from '../../../../shared/formats/testing/undescribed.ts'
import type { Vec3 } from '../../../../shared/geometry.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import { createLoadScheduler } from '../../../../shared/loading/load-scheduler.ts'
import type { SurfaceBlock } from '../../../../shared/meshes/surfaces/surface-block.ts'
import type { EarlySurfaces } from '../../../../shared/meshes/surfaces/surfaces-of.ts'
import { INITIAL_SCENE_LOOK, initialSceneCamera, type SceneCamera } from '../../../../shared/view/scene/scene-camera.ts'
import type { Volume } from '../../../../shared/volume/volume.ts'
import type { Surfaced } from '../../chunks/decoder-pool.ts'
import type { Budgets } from '../../messages.ts'
import { openLayer } from '../../open-layer.ts'
import type { ViewMessage } from '../../posted-view.ts'
import { createSceneLoading } from '../scene-loading.ts'
import type { ResidentMesh } from '../scene-meshes.ts'

const VIEW = {
  ...({ kind: 'segmentation', visible: true, opacity: 1, selectedOpacity: 1, selectedOnly: false } as const),
  ...{ boundaries: false, supervoxelBorders: false, colourSeed: 1 },
} as const

/** A block that was asked of the decoders. */
interface AskedBlock {
  readonly scale: number
  readonly cell: Vec3
  readonly first: BigUint64Array | undefined
  readonly done: (surfaced: Surfaced) => void
}

/**
 * The loader of a scene with a scheduler, without GPU and workers: the test says when a block arrives. `places`: what the edit
 * worker tells of each segment.
 */
export function sceneRig(
  volume: Volume,
  budgets: Budgets,
  surfaceOf: (scale: number, cell: Vec3, early?: EarlySurfaces) => SurfaceBlock,
  places?: SegmentPlaces,
) {
  const asked = new Map<number, AskedBlock>()
  const onGpu = new Set<ResidentMesh>()
  const made: string[] = []
  const scheduler = createLoadScheduler()
  const open = openLayer(
    { id: 'labels', sourceId: 's', location: '/labels', volume, described: UNDESCRIBED, view: VIEW },
    1,
  )
  const palette = open.palette!
  palette.setGrouped(true)
  let id = 0
  let view: ViewMessage | undefined
  const scene = createSceneLoading({
    pool: {
      surface: (_volume, scale, cell, done, first) => {
        asked.set(++id, { scale, cell, first, done })
        return id
      },
      manifest: () => ++id,
      part: () => ++id,
      skeleton: () => ++id,
      cancel: (which) => void asked.delete(which),
      workers: () => 8,
    },
    scheduler: () => scheduler,
    view: { current: () => view },
    layers: () => [open],
    budgets: () => budgets,
    link: { places: async () => places, showBases: () => undefined },
    probe: () => () => undefined,
    arrivals: () => 0,
    placesOf: () => new Float32Array(0),
    uploader: () => ({ upload: (mesh) => void onGpu.add(mesh), drop: (mesh) => void onGpu.delete(mesh) }),
    now: () => 0,
    changed: () => undefined,
  })
  return {
    ...{ open, palette, scene, scheduler, onGpu, made, asked },
    look(position: Vec3, nmPerPixel: number, camera: Partial<SceneCamera> = {}): void {
      const rect = { x: 0, y: 0, width: 400, height: 400 }
      view = {
        ...{ kind: 'view', camera: { position, nmPerPixel, orientation: [0, 0, 0, 1] }, width: 400, height: 400 },
        scene: { ...initialSceneCamera(nmPerPixel), projection: 'orthographic', ...camera },
        panels: [{ kind: '3d', rect, look: INITIAL_SCENE_LOOK }],
        ...{ devicePixelRatio: 1, serial: 1 },
      }
    },
    select(segments: readonly bigint[]): void {
      const ids = BigUint64Array.from(segments)
      palette.setSelected(new Uint32Array(halvesOf(ids)))
      scene.select(ids, open)
    },
    /** One frame: decides what to load, upload and drop, and does it. */
    frame(): void {
      const capacities = { ...budgets, meshes: budgets.meshes }
      for (const action of scheduler.schedule(scene.loads.needed([open], budgets), capacities, 0))
        scene.loads.act(action)
    },
    /** The replies that are under way arrive, or some of them. */
    arrive(some: (place: { readonly scale: number; readonly cell: Vec3 }) => boolean = () => true): number {
      let count = 0
      for (const [which, { scale, cell, done }] of [...asked]) {
        if (!some({ scale, cell })) continue
        asked.delete(which)
        made.push(`${scale}/${cell.join()}`)
        done({ kind: 'surface', block: surfaceOf(scale, cell), transferred: 1 })
        count++
      }
      return count
    },
    /** Early surfaces of what is under way arrive, where there are any. Returns how many blocks sent some. */
    arriveEarly(): number {
      let count = 0
      for (const { scale, cell, first, done } of asked.values()) {
        const early = (block: SurfaceBlock) => {
          done({ kind: 'early', block })
          count++
        }
        surfaceOf(scale, cell, { first: new Set(first), done: early })
      }
      return count
    },
    /** Frames and arrivals until nothing more is asked for. */
    settle(): void {
      for (let turn = 0; turn < 10_000; turn++) {
        this.frame()
        if (this.arrive() === 0) return
      }
      throw new Error('the loads have no end')
    },
  }
}
