import type { Vec3 } from '../../../shared/geometry.ts'
import type { ShownBases } from '../../edit/gl-link.ts'
import type { LayerMeshes, MeshLayer } from './layer-meshes.ts'
import { createMadeMeshes, type MadeMeshes } from './made-meshes.ts'
import type { SegmentMakeup } from './segment-makeup.ts'
import type { SegmentSeeds } from './segment-seeds.ts'
import type { StoredMeshes } from './stored/stored-meshes.ts'
import { createStoredSource } from './stored/stored-source.ts'

/** The surfaces of a layer: stored meshes where there are any, and those made here for the rest. */
export interface LayerSurfaces {
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

/** `wanted`: the ids whose stored meshes are shown. */
export function createLayerSurfaces(layer: MeshLayer, wanted: () => readonly bigint[]): LayerSurfaces {
  const { open, palette, selected, makeup } = layer
  let seeds: ShapeSeeds | undefined
  const isReplaced = (base: bigint): boolean => {
    const stored = source.stored()
    if (stored === undefined) return true
    if (makeup.isCut(base)) return !stored.hasAny(base) || isWholeMade(makeup, made, selected(), seeds, base)
    return makeup.isMending(base) && !stored.isReady(base)
  }
  const source = createStoredSource(layer, wanted, isReplaced)
  const hasStored = (dense: number, label: bigint): boolean => {
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
  const made = createMadeMeshes({ ...layer, hasStored, heldBack })
  const isToMake = (base: bigint) => !source.covers(base) || makeup.isCut(base) || makeup.isMending(base)
  const setSeeds = () => {
    if (seeds === undefined) return
    if (open.layer.meshes?.of !== 'segments') return made.setSeeds(seeds.positions(), seeds.supervoxels())
    const partly = selected().filter((segment) => makeup.basesOf(segment).some(isToMake))
    made.setSeeds(placesOf(partly, seeds), seeds.supervoxels())
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
