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
export interface LayerScene extends Pick<LayerSurfaces, 'made' | 'stored' | 'setBases' | 'setSeeds' | 'work'> {
  readonly skeletons: LayerMeshes
  /** Those that are asked and drawn now: what is drawn of the layer's surfaces and skeletons; both when left out. */
  sources(shapes?: SceneShapes): readonly LayerMeshes[]
  /** Other segments are selected. */
  forgetWanted(): void
}

interface LayerSurfaces {
  readonly made: MadeMeshes
  readonly stored: StoredMeshes | undefined
  /** Those that are asked and drawn now. */
  sources(): readonly LayerMeshes[]
  /** What the shown segments are made of now, where meshes are stored by segment. */
  setBases(shown: readonly ShownBases[]): void
  setSeeds(seeds: ShapeSeeds): void
  /** Brings what is shown of cut meshes on by one step. Returns whether there is more to do. */
  work(): boolean
}

/** Where the selected segments lie, of all and of one. */
export type ShapeSeeds = Pick<SegmentSeeds, 'positions' | 'of'>

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
}

/** `prefix` begins all keys of the layer's meshes. */
export function createLayerScene(
  open: OpenLayer,
  palette: SegmentPalette,
  prefix: string,
  parts: SceneParts,
  selected: () => readonly bigint[],
): LayerScene {
  const of = open.layer.meshes?.of
  const makeup = createSegmentMakeup()
  let stored: StoredMeshes | undefined
  const wanted = createWanted(palette, of ?? 'segments', makeup, selected, () => stored?.shownIds() ?? [])
  const surfaces = createSurfaces(open, palette, prefix, parts, selected, makeup, wanted.ids)
  stored = surfaces.stored
  const lines = createWanted(palette, of ?? 'labels', makeup, selected, () => [])
  const asked = () => lines.ids().slice(0, SKELETONS_ASKED_MAX)
  const skeletons = createStoredSkeletons(open, palette, `${prefix}${SKELETON_PART}`, parts.pool, asked)
  return {
    ...{ made: surfaces.made, stored, skeletons, work: surfaces.work },
    ...{ setBases: surfaces.setBases, setSeeds: surfaces.setSeeds },
    sources: (shapes = 'both') => {
      // They are found later than the volume.
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
  const of = open.layer.meshes?.of
  let seeds: ShapeSeeds | undefined
  const isReplaced = (base: bigint): boolean => {
    if (stored === undefined) return true
    if (makeup.isCut(base)) return !stored.hasAny(base) || isWholeMade(makeup, made, selected(), seeds, base)
    return makeup.isMending(base) && !stored.isReady(base)
  }
  const cuts = of === 'segments' ? cutsOf(open, palette, makeup, isReplaced, parts) : undefined
  const storedOf = () => createStoredMeshes(open, palette, `${prefix}${STORED_PART}`, pool, wanted, cuts)
  const stored = of === undefined ? undefined : storedOf()
  const hasOwn = (dense: number, label: bigint): boolean => {
    if (stored === undefined) return false
    if (of === 'labels') return stored.isMissing(label) !== true
    if (makeup.baseOf(label) !== undefined) return false
    const segment = palette.segmentOf(dense)
    return segment !== undefined && !makeup.basesOf(segment).some((base) => stored.isMissing(base) === true)
  }
  const isHeldBack = (label: bigint): boolean => {
    const base = makeup.baseOf(label)
    return base !== undefined && !isReplaced(base)
  }
  const made = createMadeMeshes(open, palette, `${prefix}${MADE_PART}`, pool, regrouped, hasOwn, isHeldBack)
  const isToMake = (base: bigint) => stored?.isMissing(base) === true || makeup.isCut(base) || makeup.isMending(base)
  const setSeeds = () => {
    if (seeds === undefined) return
    if (of !== 'segments') return made.setSeeds(seeds.positions())
    made.setSeeds(
      placesOf(
        selected().filter((segment) => makeup.basesOf(segment).some(isToMake)),
        seeds,
      ),
    )
  }
  let last = ''
  return {
    made,
    stored,
    sources: () => {
      if (stored === undefined) return [made]
      const ids = wanted()
      for (const id of ids) if (makeup.isMending(id) && stored.isReady(id)) makeup.mend(id)
      const toMake = ids.filter(isToMake)
      const state = `${makeup.version()} ${toMake.join()}`
      if (state !== last) {
        last = state
        made.look()
        setSeeds()
      }
      return toMake.length === 0 ? [stored] : [stored, made]
    },
    setBases: makeup.set,
    setSeeds: (next) => {
      seeds = next
      setSeeds()
    },
    work: () => stored?.work() === true,
  }
}

/** All selected segments that hold a part of a base have their shapes. */
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
  return {
    parts,
    version: makeup.version,
    isCut: makeup.isCut,
    isReplaced,
    holds: (base: bigint, supervoxel: bigint, dense: number) => {
      const supervoxels = makeup.supervoxelsOf(base)
      if (supervoxels !== undefined) return supervoxels.has(supervoxel)
      const segment = palette.segmentOf(dense)
      return segment !== undefined && makeup.basesOf(segment).includes(base)
    },
  }
}

/** The ids whose stored meshes are shown: looked for only when the palette, the bases or the selection has changed. */
function createWanted(
  palette: SegmentPalette,
  of: 'labels' | 'segments',
  makeup: SegmentMakeup,
  selected: () => readonly bigint[],
  shownIds: () => readonly bigint[],
) {
  let [version, bases, ids]: [number, number, readonly bigint[]] = [0, 0, []]
  return {
    ids(): readonly bigint[] {
      if (version === palette.version() && bases === makeup.version()) return ids
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
