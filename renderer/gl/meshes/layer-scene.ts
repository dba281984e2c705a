import type { Vec3 } from '../../../shared/geometry.ts'
import type { SceneShapes } from '../../../shared/view/scene/scene-camera.ts'
import type { ShownBases } from '../../edit/gl-link.ts'
import type { DecoderPool } from '../chunks/decoder-pool.ts'
import type { OpenLayer } from '../open-layer.ts'
import type { SegmentPalette } from '../segments/segment-palette.ts'
import type { LayerMeshes } from './layer-meshes.ts'
import { createMadeMeshes, type MadeMeshes } from './made-meshes.ts'
import { createSegmentMakeup, type SegmentMakeup } from './segment-makeup.ts'
import type { SegmentSeeds } from './segment-seeds.ts'
import { createStoredMeshes, type StoredMeshes } from './stored-meshes.ts'
import { createStoredSkeletons } from './stored-skeletons.ts'
import { createVoxelParts, type VoxelPartsNeeds } from './voxel-parts.ts'

/** The meshes of a layer: stored ones where there are any, and those made here for the rest; and its stored skeletons. */
export interface LayerScene extends Pick<LayerSurfaces, 'made' | 'setBases' | 'setSeeds' | 'work'> {
  /** Of the present source of meshes. */
  readonly stored: StoredMeshes | undefined
  readonly skeletons: LayerMeshes
  /** Those that are asked and drawn now: what is drawn of the layer's surfaces and skeletons; both when left out. */
  sources(shapes?: SceneShapes): readonly LayerMeshes[]
  /** Other segments are selected. */
  forgetWanted(): void
}

interface LayerSurfaces {
  readonly made: MadeMeshes
  stored(): StoredMeshes | undefined
  /** Those that are asked and drawn now. */
  sources(): readonly LayerMeshes[]
  /** What the shown segments are made of now, where meshes are stored by segment. */
  setBases(shown: readonly ShownBases[]): void
  setSeeds(seeds: ShapeSeeds): void
  /** Brings what is shown of cut meshes on by one step. Returns whether there is more to do. */
  work(): boolean
}

/** Where the selected segments lie, of all and of one, and what they are made of. */
export type ShapeSeeds = Pick<SegmentSeeds, 'positions' | 'supervoxels' | 'of'>

export const MADE_PART = 'b/'
export const STORED_PART = 's/'
export const SKELETON_PART = 'k/'

/** Labels of selected segments whose skeletons are asked for: where supervoxels are grouped, most of them have none. */
const SKELETONS_ASKED_MAX = 256

interface SceneParts extends Omit<VoxelPartsNeeds, 'palette' | 'probe' | 'sized'> {
  readonly pool: Pick<DecoderPool, 'surface' | 'manifest' | 'part' | 'skeleton'>
  readonly regrouped: () => void
  readonly probe: (open: OpenLayer) => ReturnType<VoxelPartsNeeds['probe']>
  readonly sized: VoxelPartsNeeds['sized']
  /** From now on, loads whose keys begin with `prefix` belong to these meshes. What such loads brought before is let go. */
  readonly readsFrom: (prefix: string, stored: StoredMeshes | undefined) => void
}

/** `prefix` begins all keys of the layer's meshes. */
export function createLayerScene(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  parts: SceneParts,
  selected: () => readonly bigint[],
): LayerScene {
  const makeup = createSegmentMakeup()
  const ofMeshes = () => open.layer.meshes?.of
  let stored = (): StoredMeshes | undefined => undefined
  const shownIds = () => stored()?.shownIds() ?? []
  const wanted = createWanted(palette, () => ofMeshes() ?? 'segments', makeup, selected, shownIds)
  const surfaces = createSurfaces(open, palette, prefix, parts, selected, makeup, wanted.ids)
  stored = surfaces.stored
  const lines = createWanted(
    palette,
    () => ofMeshes() ?? 'labels',
    makeup,
    selected,
    () => [],
  )
  const asked = () => lines.ids().slice(0, SKELETONS_ASKED_MAX)
  const skeletons = createStoredSkeletons(open, palette, `${prefix}${SKELETON_PART}`, parts.pool, asked)
  return {
    get stored() {
      return surfaces.stored()
    },
    ...{ made: surfaces.made, skeletons, work: surfaces.work },
    ...{ setBases: surfaces.setBases, setSeeds: surfaces.setSeeds },
    sources: (shapes = 'both') => {
      // Skeletons are found later than the volume.
      if (open.layer.skeletons === undefined || shapes === 'surfaces') return surfaces.sources()
      return shapes === 'skeletons' ? [skeletons] : [skeletons, ...surfaces.sources()]
    },
    forgetWanted: () => {
      wanted.forget()
      lines.forget()
    },
  }
}

/** `wanted`: the ids whose stored meshes are shown. */
function createSurfaces(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  parts: SceneParts,
  selected: () => readonly bigint[],
  makeup: SegmentMakeup,
  wanted: () => readonly bigint[],
): LayerSurfaces {
  const { pool, regrouped } = parts
  let seeds: ShapeSeeds | undefined
  const isReplaced = (base: bigint): boolean => {
    const stored = source.stored()
    if (stored === undefined) return true
    if (makeup.isCut(base)) return !stored.hasAny(base) || isWholeMade(makeup, made, selected(), seeds, base)
    return makeup.isMending(base) && !stored.isReady(base)
  }
  const source = createStoredSource(open, palette, prefix, parts, makeup, wanted, isReplaced)
  const hasOwn = (dense: number, label: bigint): boolean => {
    const [stored, of] = [source.stored(), open.layer.meshes?.of]
    if (stored === undefined) return false
    if (of === 'labels') return source.covers(label)
    if (makeup.baseOf(label) !== undefined) return false
    const segment = palette.segmentOf(dense)
    return segment !== undefined && makeup.basesOf(segment).every(source.covers)
  }
  const isHeldBack = (label: bigint): boolean => {
    const base = makeup.baseOf(label)
    return base !== undefined && !isReplaced(base)
  }
  const heldBack = () => (makeup.hasCuts() ? isHeldBack : undefined)
  const made = createMadeMeshes(open, palette, `${prefix}${MADE_PART}`, pool, regrouped, hasOwn, heldBack, parts.gpu)
  const isToMake = (base: bigint) => !source.covers(base) || makeup.isCut(base) || makeup.isMending(base)
  const setSeeds = () => {
    if (seeds === undefined) return
    if (open.layer.meshes?.of !== 'segments') return made.setSeeds(seeds.positions(), seeds.supervoxels())
    made.setSeeds(
      placesOf(
        selected().filter((segment) => makeup.basesOf(segment).some(isToMake)),
        seeds,
      ),
      seeds.supervoxels(),
    )
  }
  let last = ''
  return {
    made,
    stored: source.stored,
    sources: () => {
      const isOther = source.follow()
      const stored = source.stored()
      const ids = stored === undefined ? [] : wanted()
      for (const id of ids) if (makeup.isMending(id) && stored?.isReady(id) === true) makeup.mend(id)
      const toMake = ids.filter(isToMake)
      const state = `${makeup.version()} ${toMake.join()}`
      if (isOther || state !== last) {
        last = state
        made.look()
        setSeeds()
      }
      if (stored === undefined) return [made]
      return toMake.length === 0 ? [stored] : [stored, made]
    },
    setBases: makeup.set,
    setSeeds: (next) => {
      seeds = next
      setSeeds()
    },
    work: () => source.stored()?.work() === true,
  }
}

/** The stored meshes of a layer, from the source that its description or its dataset names now. */
function createStoredSource(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  parts: SceneParts,
  makeup: SegmentMakeup,
  wanted: () => readonly bigint[],
  isReplaced: (base: bigint) => boolean,
) {
  let [stored, from]: [StoredMeshes | undefined, OpenLayer['layer']['meshes']] = [undefined, undefined]
  let isFirst = true
  /** Ids whose shapes were made before this source was known. They stay until the stored meshes are there. */
  let late = new Set<bigint>()
  const own = `${prefix}${STORED_PART}`
  /** Whether no shape is made of this id, because it has a stored mesh or may have one. */
  const covers = (id: bigint): boolean => {
    if (stored === undefined || stored.isMissing(id) === true) return false
    if (late.has(id) && stored.isReady(id)) late.delete(id)
    return !late.has(id)
  }
  /** Takes up another source. Returns whether there is one. */
  const follow = (): boolean => {
    const { meshes } = open.layer
    if (meshes === from && !isFirst) return false
    late = new Set(isFirst ? [] : wanted().filter((id) => !covers(id)))
    isFirst = false
    from = meshes
    const before = stored
    const cuts = meshes?.of === 'segments' ? cutsOf(open, palette, makeup, isReplaced, parts) : undefined
    stored = meshes && createStoredMeshes(open, palette, own, parts.pool, wanted, cuts)
    parts.readsFrom(own, stored)
    before?.close()
    return true
  }
  follow()
  return { stored: () => stored, follow, covers }
}

/** Whether all selected segments that hold a part of a base have their shapes. */
function isWholeMade(
  makeup: SegmentMakeup,
  made: MadeMeshes,
  selected: readonly bigint[],
  seeds: ShapeSeeds | undefined,
  base: bigint,
): boolean {
  const holders = selected.filter((segment) => makeup.basesOf(segment).includes(base))
  const isMade = (segment: bigint, places = seeds?.of(segment)) =>
    places !== undefined && made.hasShapeOf(segment, places)
  return holders.length > 0 && holders.every((segment) => isMade(segment))
}

const NO_PLACES = new Float32Array(0)

function* placesOf(segments: readonly bigint[], seeds: ShapeSeeds): Iterable<Vec3> {
  for (const segment of segments) {
    const places = seeds.of(segment) ?? NO_PLACES
    for (let at = 0; at < places.length; at += 3) yield [places[at]!, places[at + 1]!, places[at + 2]!]
  }
}

/** What the stored meshes of base segments need to know of edits. */
function cutsOf(
  open: OpenLayer,
  palette: SegmentPalette,
  makeup: SegmentMakeup,
  isReplaced: (base: bigint) => boolean,
  { probe, arrivals, gpu, sized }: SceneParts,
) {
  const parts = createVoxelParts({ palette, probe: () => probe(open), arrivals, gpu, sized })
  // The bases of a segment that is not selected are not told.
  const basesOf = (segment: bigint) => {
    const bases = makeup.basesOf(segment)
    return bases.length > 0 ? bases : [segment]
  }
  let [version, apart]: [number, ReadonlySet<bigint>] = [0, new Set()]
  return {
    parts,
    version: makeup.version,
    isCut: makeup.isCut,
    isApart: (base: bigint) => {
      if (version !== palette.version()) apart = new Set([...palette.paintedApart()].flatMap(basesOf))
      version = palette.version()
      return apart.has(base)
    },
    isReplaced,
    holds: (base: bigint, supervoxel: bigint, dense: number) => {
      const supervoxels = makeup.supervoxelsOf(base)
      if (supervoxels !== undefined) return supervoxels.has(supervoxel)
      const segment = palette.segmentOf(dense)
      return segment !== undefined && basesOf(segment).includes(base)
    },
  }
}

/** The ids whose stored meshes are shown: looked for only when the palette, the bases or the selection has changed. */
function createWanted(
  palette: SegmentPalette,
  kind: () => 'labels' | 'segments',
  makeup: SegmentMakeup,
  selected: () => readonly bigint[],
  shownIds: () => readonly bigint[],
) {
  let [version, bases, of]: [number, number, 'labels' | 'segments'] = [0, 0, kind()]
  let ids: readonly bigint[] = []
  return {
    ids(): readonly bigint[] {
      if (version === palette.version() && bases === makeup.version() && of === kind()) return ids
      of = kind()
      version = palette.version()
      bases = makeup.version()
      // What an edit has just joined is shown at once, before its base is told.
      const further = of === 'segments' ? shownIds() : palette.selectedSupervoxels()
      ids = [...new Set([...selected().flatMap(of === 'segments' ? makeup.basesOf : (one) => [one]), ...further])]
      return ids
    },
    forget(): void {
      version = 0
    },
  }
}
