import { UNDESCRIBED } from '../../../../shared/formats/testing/undescribed.ts'
import type { Vec3 } from '../../../../shared/geometry.ts'
import { halvesOf } from '../../../../shared/ids/halves.ts'
import type { MeshPart } from '../../../../shared/meshes/mesh.ts'
import { indexOf } from '../../../../shared/meshes/scene-needs/block-scale.ts'
import { blockScalesOf } from '../../../../shared/meshes/scene-needs/volume-blocks.ts'
import { frustumOf } from '../../../../shared/view/scene/frustum.ts'
import { initialSceneCamera } from '../../../../shared/view/scene/scene-camera.ts'
import { sceneViewOf } from '../../../../shared/view/scene/scene-view.ts'
import { pyramid } from '../../../../shared/view/testing/volume-fixture.ts'
import type { LoadedManifest, LoadedPart, Surfaced } from '../../chunks/decoder-pool.ts'
import { type OpenLayer, openLayer } from '../../open-layer.ts'
import { tubeMesh } from '../../scene/testing/tube-mesh.ts'
import type { LayerMeshes } from '../layer-meshes.ts'
import { createLayerScene } from '../layer-scene.ts'
import type { DrawnMesh, ResidentMesh } from '../scene-meshes.ts'
import { toyBlockOf } from './toy-blocks.ts'

/** Nanometres along each axis. */
const SIDE = 5120
const VOLUME = pyramid([640, 640, 640], [8, 8, 8], [64, 64, 64], 1, 'segmentation')
const [SCALE] = blockScalesOf(VOLUME)
const view = sceneViewOf([SIDE / 2, SIDE / 2, SIDE / 2], initialSceneCamera(20), { width: 400, height: 400 }, 1)
const SIGHT = { view, frustum: frustumOf(view) }

const SOURCE = { format: 'legacy', files: {}, place: { location: '/m' }, sourceId: 'm' } as const

/** A neurite from one side of the volume to the other: 5 on the left, 7 on the right; 5 is the base of both. */
const LEFT = 5n
const RIGHT = 7n
/** Another base, a supervoxel beside it. */
export const OTHER = 6n
const sideOf = (x: number): bigint => (x < SIDE / 2 ? LEFT : RIGHT)

const path = (y: number) => Array.from({ length: 21 }, (_, i): Vec3 => [(i * SIDE) / 21 + 100, y, SIDE / 2])
const meshOf = (label: bigint) =>
  tubeMesh([{ label, path: path(label === OTHER ? 1000 : SIDE / 2), radius: () => 60, sides: 6 }], [0, 0, 0], 1)

const MIDDLE_CELLS = Array.from(
  { length: SCALE!.counts[0] },
  (_, x) => SCALE!.cellAt([(x + 0.5) * (SIDE / SCALE!.counts[0]), SIDE / 2, SIDE / 2])!,
)
const holds = [
  new Map(
    MIDDLE_CELLS.map((cell) => {
      const { min, max } = SCALE!.boxOf(cell)
      const both = [min[0] + 1, max[0] - 1].map((x) => Number(sideOf(x)))
      return [indexOf(SCALE!, cell), new Set(both)]
    }),
  ),
]

type Stored = 'segments' | 'labels' | 'none'

const sourceOf = (of: Stored): OpenLayer['layer']['meshes'] => (of === 'none' ? undefined : { ...SOURCE, of })

/**
 * A layer whose meshes are stored by base segment, or by what is said, or that has none. The test says when what is
 * asked for arrives.
 */
export function cutRig(first: Stored = 'segments') {
  const meshes = sourceOf(first)
  const look = { kind: 'segmentation', visible: true, opacity: 1, selectedOpacity: 1, selectedOnly: false } as const
  const layer = { id: 'labels', sourceId: 's', location: '/l', volume: VOLUME, described: UNDESCRIBED, meshes }
  const open = openLayer({ ...layer, view: { ...look, boundaries: false, supervoxelBorders: false, colourSeed: 1 } }, 1)
  const palette = open.palette!
  palette.setGrouped(true)
  const segments = new Map<bigint, bigint>([LEFT, RIGHT].map((one) => [one, LEFT]))
  const tell = (ids: BigUint64Array) => {
    const own = BigUint64Array.from(ids, (id) => segments.get(id) ?? id)
    palette.remap(halvesOf(ids), halvesOf(own))
  }
  palette.watch({ came: (halves) => tell(new BigUint64Array(halves.buffer)), gone: () => undefined })
  // As the chunks in memory hold them.
  const [left = 0, right = 0] = palette.retainAll(new Uint32Array(halvesOf(BigUint64Array.of(LEFT, RIGHT))))
  const denseOf = (label: bigint) => (label === LEFT ? left : right)
  const asked: string[] = []
  const arriving: (() => void)[] = []
  const onGpu = new Set<ResidentMesh>()
  let [selected, arrivals]: [readonly bigint[], number] = [[], 0]
  let inMemory: (x: number) => boolean = () => true
  const pool = {
    surface: (_volume: number, _scale: number, cell: Vec3, done: (s: Surfaced) => void) => {
      asked.push(`surface ${cell[0]}`)
      arriving.push(() => done({ kind: 'surface', block: toyBlockOf([SCALE!], holds, 0, cell), transferred: 1 }))
      return asked.length
    },
    manifest: (_volume: number, id: bigint, done: (loaded: LoadedManifest) => void) => {
      asked.push(`manifest ${id}`)
      const part: MeshPart = { key: `${id}`, label: id, level: 0, box: undefined, bytes: undefined }
      const manifest = { parts: [part], levelErrors: [0], problems: [] }
      arriving.push(() => done({ kind: 'manifest', manifest, transferred: 1 }))
      return asked.length
    },
    skeleton: () => 0,
    part: (_volume: number, { label }: MeshPart, done: (loaded: LoadedPart) => void) => {
      asked.push(`part ${label}`)
      arriving.push(() => done({ kind: 'part', mesh: meshOf(label), transferred: 1 }))
      return asked.length
    },
  }
  const gpu = {
    upload: (mesh: ResidentMesh) => void onGpu.add(mesh),
    drop: (mesh: ResidentMesh) => void onGpu.delete(mesh),
  }
  const started = new Set<string>()
  const scene = createLayerScene({
    ...{ open, palette, prefix: '1/mesh/', selected: () => selected },
    ...{ pool, regrouped: () => undefined, arrivals: () => arrivals, gpu: () => gpu, sized: () => undefined },
    readsFrom: (keys) => {
      for (const key of started) if (key.startsWith(keys)) started.delete(key)
    },
    probe:
      () =>
      ([x]: Vec3, _inwards: Vec3, accepts: (label: bigint, dense: number) => boolean) =>
        inMemory(x) && accepts(sideOf(x), denseOf(sideOf(x))) ? sideOf(x) : undefined,
  })
  const places = Float32Array.from(
    MIDDLE_CELLS.slice(1)
      .flatMap((cell) => [...SCALE!.boxOf(cell).min])
      .map((nm) => nm + 1),
  )
  const positions = () => [[places[0]!, places[1]!, places[2]!] as const]
  scene.setSeeds({ of: () => places, positions, supervoxels: () => new BigUint64Array(0) })
  const end = (key: string, source: LayerMeshes) => ({
    loaded: () => {
      later.push(() => source.setDrawable(key, true))
      return true
    },
    early: () => undefined,
    missing: () => undefined,
    failed: () => undefined,
  })
  const later: (() => void)[] = []
  const rig = {
    ...{ palette, scene, asked, onGpu },
    /** The page sends the layer with another source of meshes. */
    read(of: Stored): void {
      open.layer = { ...open.layer, meshes: sourceOf(of) }
    },
    /** These chunks are in memory, by x. */
    remember(next: (x: number) => boolean): void {
      inMemory = next
      arrivals++
    },
    select(...ids: bigint[]): void {
      selected = ids
      palette.setSelected(new Uint32Array(halvesOf(BigUint64Array.from(ids))))
      scene.forgetWanted()
    },
    /** As the edit worker tells it: what is shown is made of these bases. `of`: the segments of supervoxels. */
    edit(of: Record<string, bigint>, bases: Readonly<Record<string, readonly bigint[]>>, isCut: boolean): void {
      const supervoxels = BigUint64Array.of(LEFT, RIGHT)
      scene.setBases(
        Object.entries(bases).map(([segment, own]) => {
          const cut = isCut && own.includes(LEFT) ? [{ base: LEFT, supervoxels }] : []
          return { segment: BigInt(segment), bases: own, cut }
        }),
      )
      rig.frame()
      for (const [supervoxel, segment] of Object.entries(of)) segments.set(BigInt(supervoxel), segment)
      tell(BigUint64Array.from([LEFT, RIGHT, OTHER]))
    },
    /** One frame: asks for what is needed. */
    frame(): void {
      scene.work()
      for (const source of scene.sources()) {
        for (const { key } of source.needed(SIGHT, 1e9)) {
          if (started.has(key)) continue
          started.add(key)
          source.start(key, end(key, source))
        }
      }
    },
    /** Some of what was asked for arrives, the first of it first. Returns how much is still on its way. */
    arrive(count = Number.POSITIVE_INFINITY): number {
      for (const done of arriving.splice(0, count)) done()
      for (const ready of later.splice(0)) ready()
      return arriving.length
    },
    settle(): void {
      for (let turn = 0; turn < 100; turn++) {
        rig.frame()
        rig.arrive()
      }
    },
    /** A mesh that was dropped from memory is asked for again. */
    lose(key: string): void {
      scene.stored!.setDrawable(key, false)
      scene.stored!.remove(key)
      started.delete(key)
    },
    drawn: (): readonly DrawnMesh[] => scene.sources().flatMap((source) => source.drawn(SIGHT, 1e9, false)),
    /** What is drawn, as text: `stored` or `made`, and of each piece its label and its segment. */
    shown(): string[] {
      const found = rig.drawn().flatMap(({ mesh, pieces }) =>
        [...pieces].map((piece) => {
          const kind = mesh.key.startsWith('1/mesh/s/') ? 'stored' : 'made'
          const segment = mesh.dense[piece] === 0 ? 'untold' : palette.segmentOf(mesh.dense[piece]!)
          return `${kind} ${mesh.mesh.labels[piece]} of ${segment}`
        }),
      )
      return [...new Set(found)].sort()
    },
  }
  return rig
}
