import { idOfHalves } from '../../../shared/ids/halves.ts'
import { createLabelTable, type LabelTable } from './label-table.ts'
import { createPaintLayer, type PaintLayer, type Stroke } from './paint-layer.ts'
import {
  type ColourOf,
  createSegmentLooks,
  SELECTED,
  type SegmentLooks,
  type SegmentStyle,
  SHOWN,
} from './segment-looks.ts'
import { createSupervoxelSegments, type SupervoxelSegments, UNKNOWN } from './supervoxel-segments.ts'

/**
 * The palettes of chunks: which segment each supervoxel in memory belongs to, and how that segment looks.
 * Supervoxels and segments are numbered apart, because a segment's id is a supervoxel that need not be in memory.
 * A palette is brought up to date when it is next drawn, and only if something in it has changed since: `version`
 * rises by one with each change, and it is remembered at which version a supervoxel or a segment changed.
 */
export interface SegmentPalette
  extends Pick<SegmentLooks, 'setStyle' | 'setSelected' | 'hasSelected' | 'setHovered'>,
    Pick<SupervoxelSegments, 'retainAll' | 'releaseAll' | 'remap'> {
  version(): number
  /**
   * Supervoxels by which segments were selected, as halves: what any of them belongs to is selected, also after an edit,
   * until others are set. The page names the segments of an edit some frames later.
   */
  setPicked(halves: Uint32Array): void
  /** Each supervoxel is its own segment again. Where supervoxels are grouped elsewhere, the segment of each is unknown. */
  forgetSegments(): void
  /** Supervoxels are grouped elsewhere: until `remap` tells it, the segment of a supervoxel is unknown and it is grey. */
  setGrouped(isGrouped: boolean): void
  /** Colours over those of the segments, until the next call. Of a supervoxel in several strokes the last one counts. */
  paint(strokes: readonly Stroke[]): void
  isPainted(): boolean
  /** Segments of which supervoxels in memory are painted in several colours, such as the two sides of a split. */
  paintedApart(): ReadonlySet<bigint>
  /**
   * From now on this watcher is told which supervoxels come and go. All that are there come to it at once, and go from
   * the watcher before it.
   */
  watch: SupervoxelSegments['watch']
  /** The segment of a supervoxel in memory, by its dense number; undefined while it is not known. */
  segmentOf(dense: number): bigint | undefined
  /** The supervoxels in memory whose segment is selected. */
  selectedSupervoxels(): bigint[]
  /** The id of a supervoxel in memory, by its dense number. */
  idOf(dense: number): bigint
  /** Dense numbers of the supervoxels in memory that show differently than at `version`, or belong to another segment. */
  changedSince(version: number): Uint32Array
  /** Whether any label of a chunk shows differently than at `version`. */
  isStale(dense: Uint32Array, version: number): boolean
  /** Writes the RGBA entries of a chunk's labels, in their order. */
  fill(dense: Uint32Array, entries: Uint32Array): void
  /** The RGBA entry of a supervoxel's segment, whatever is painted over it; 0 while its segment is not known. */
  segmentEntry(dense: number): number
}

/** The grey of supervoxels whose segment is not known, as 0xBBGGRR: a segment is never without colour. */
export const UNKNOWN_COLOUR = 0x9a9a9a

/** Red, green and blue without the bits that tell supervoxels apart, and the state; see fragment-shader.ts, SUPERVOXEL_BITS. */
const SEGMENT_BITS = 0xfff8f8f8

export function createSegmentPalette(colourOf: ColourOf, first: SegmentStyle): SegmentPalette {
  const version = { value: 1 }
  const supervoxels = createLabelTable()
  const paint = createPaintLayer(supervoxels)
  const looks = createSegmentLooks(colourOf, first, version)
  const segments = createSupervoxelSegments(supervoxels, looks, version, paint.forget)
  /** The version at which all palettes became stale. */
  let allChangedAt = 0
  let picked: Uint32Array = new Uint32Array(0)
  const selectPicked = () => {
    for (const segment of segmentsOf(picked, supervoxels, segments)) looks.alsoSelect(segment)
  }
  return {
    version: () => version.value,
    ...{ retainAll: segments.retainAll, releaseAll: segments.releaseAll, watch: segments.watch },
    remap: (ids, to) => {
      segments.remap(ids, to)
      selectPicked()
    },
    setPicked: (halves) => {
      picked = halves
      selectPicked()
    },
    ...{ setSelected: looks.setSelected, hasSelected: looks.hasSelected, setHovered: looks.setHovered },
    setStyle: (next) => {
      const before = looks.style()
      looks.setStyle(next)
      const changesUnknown = segments.isGrouped() && next.selectedOnly !== before.selectedOnly
      if (next.supervoxelBorders === before.supervoxelBorders && !changesUnknown) return
      version.value += 1
      allChangedAt = version.value
    },
    forgetSegments: segments.forgetAll,
    setGrouped: segments.setGrouped,
    paint: (strokes) => {
      version.value += 1
      const changed = paint.set(strokes)
      const changedAt = segments.changedAt()
      for (let i = 0; i < changed.length; i++) changedAt[changed[i]!] = version.value
    },
    isPainted: () => paint.isPainted(),
    paintedApart: () => paintedApart(paint, segments, looks),
    segmentOf: (dense) => {
      const segment = segments.segmentOf()[dense]!
      return segment === UNKNOWN ? undefined : looks.idOf(segment)
    },
    selectedSupervoxels: () => {
      const [segmentOf, entries] = [segments.segmentOf(), looks.entries()]
      const found: bigint[] = []
      for (let dense = 1; dense < segmentOf.length; dense++) {
        const segment = segmentOf[dense]!
        if (segment === 0 || segment === UNKNOWN || entries[segment]! >>> 24 < SELECTED) continue
        found.push(idOfHalves(supervoxels.highOf(dense), supervoxels.lowOf(dense)))
      }
      return found
    },
    idOf: (dense) => idOfHalves(supervoxels.highOf(dense), supervoxels.lowOf(dense)),
    changedSince: (since) => changedSince(segments, looks, allChangedAt > since ? EVER : since),
    isStale: (dense, since) => {
      if (since === version.value) return false
      return allChangedAt > since || hasChanged(dense, segments, looks, since)
    },
    fill: (dense, rows) => fill(dense, rows, paint.entries(), segments, looks),
    segmentEntry: (dense) => {
      const segment = segments.segmentOf()[dense]!
      return segment === UNKNOWN ? 0 : looks.entries()[segment]!
    },
  }
}

function paintedApart(paint: PaintLayer, segments: SupervoxelSegments, looks: SegmentLooks): ReadonlySet<bigint> {
  const segmentOf = segments.segmentOf()
  const colours = new Map<number, number>()
  const apart = new Set<bigint>()
  paint.each((dense, entry) => {
    const segment = segmentOf[dense]!
    if (segment === UNKNOWN || segment === 0) return
    if ((colours.get(segment) ?? entry) !== entry) apart.add(looks.idOf(segment))
    colours.set(segment, entry)
  })
  return apart
}

/** `painted`: entries over those of the segments, by dense number; 0 for none. */
function fill(
  dense: Uint32Array,
  rows: Uint32Array,
  painted: Uint32Array,
  segments: SupervoxelSegments,
  looks: SegmentLooks,
): void {
  const { selectedOnly, supervoxelBorders } = looks.style()
  const [segmentOf, entries] = [segments.segmentOf(), looks.entries()]
  const unknown = selectedOnly ? 0 : ((SHOWN << 24) | UNKNOWN_COLOUR) >>> 0
  for (let i = 0; i < dense.length; i++) {
    const d = dense[i]!
    const segment = segmentOf[d]!
    const entry = painted[d] || (segment === UNKNOWN ? unknown : entries[segment]!)
    rows[i] = supervoxelBorders && entry !== 0 ? (entry & SEGMENT_BITS) | supervoxelBits(d) : entry
  }
}

function hasChanged(dense: Uint32Array, segments: SupervoxelSegments, looks: SegmentLooks, since: number): boolean {
  const [segmentOf, changedAt, lookChangedAt] = [segments.segmentOf(), segments.changedAt(), looks.changedAt()]
  for (const d of dense) if (changedAt[d]! > since || lookChangedAt[segmentOf[d]!]! > since) return true
  return false
}

/** Before each version. */
const EVER = -1

/**
 * One pass over flat arrays: a millisecond for a million supervoxels. Lists by segment would cost each chunk that comes.
 */
function changedSince(segments: SupervoxelSegments, looks: SegmentLooks, since: number): Uint32Array {
  const [segmentOf, changedAt, lookChangedAt] = [segments.segmentOf(), segments.changedAt(), looks.changedAt()]
  const found: number[] = []
  for (let dense = 1; dense < segmentOf.length; dense++) {
    const segment = segmentOf[dense]!
    if (segment === 0) continue
    if (changedAt[dense]! > since || lookChangedAt[segment]! > since) found.push(dense)
  }
  return Uint32Array.from(found)
}

/** The numbers of the segments of those supervoxels that are in memory, as far as they are known. */
function segmentsOf(halves: Uint32Array, supervoxels: LabelTable, { segmentOf }: SupervoxelSegments): number[] {
  const found: number[] = []
  for (let i = 0; i < halves.length; i += 2) {
    const dense = supervoxels.find(halves[i + 1]!, halves[i]!)
    const segment = dense > 0 ? segmentOf()[dense]! : UNKNOWN
    if (segment !== UNKNOWN && segment !== 0) found.push(segment)
  }
  return found
}

/** Nine bits of a dense number, three to each of red, green and blue. */
function supervoxelBits(dense: number): number {
  const hash = Math.imul(dense, 0x9e3779b1) >>> 23
  return (hash & 7) | ((hash & 0x38) << 5) | ((hash & 0x1c0) << 10)
}
