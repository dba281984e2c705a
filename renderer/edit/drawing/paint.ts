import type { Seeds, SplitPlan } from '../../../shared/acts/split-cut.ts'
import type { SplitSession } from '../acts/split-session.ts'
import type { EditToGl, PaintStroke } from '../gl-link.ts'
import type { Point } from '../messages.ts'
import type { GlWatch } from './gl-watch.ts'

/** 0xRRGGBB. Sides differ in hue and in lightness, so that people without colour vision can tell them apart. */
const SIDE_COLOURS = { source: 0x35a7ff, sink: 0xffb02e, other: 0x8d97a3 } as const
/** The first segment of a merge, and the second. */
const LIGHT_COLOURS = [0x35a7ff, 0xffb02e] as const
/** The tissue under them is the evidence, so no tint hides it (rule SS22); outlines tell the sides apart. */
const SIDE_OPACITY = 0.2
const SEED_OPACITY = 0.35
const LIGHT_OPACITY = 0.25
/** The segment to cut stays near bare: its outline says what it is. */
const TO_CUT_OPACITY = 0.1

/** Paints supervoxels that are on screen over the colours of their segments, and those that come on screen later. */
export interface Painter {
  /** Both sides of a split. While there are seeds of one side alone, the segment to cut is of that side. */
  split(split: SplitSession, plan: SplitPlan | undefined): void
  /** The points of two sides. */
  seeds(seeds: Seeds): void
  /** The supervoxels of a path, up to its weakest contact and after it. */
  path(sides: { readonly source: readonly bigint[]; readonly sink: readonly bigint[] }): void
  /** Whole segments. */
  light(segments: readonly bigint[]): void
  clear(): void
  /** These points are shown next. Paint for others that has none of them is cleared at once: it would tell of elsewhere. */
  keepFor(points: readonly Point[]): void
  /** Paints again: other supervoxels are on screen now. */
  again(): void
}

export function createPainter(watch: GlWatch, send: (message: EditToGl) => void): Painter {
  let current: (() => PaintStroke[]) | undefined
  let shown: ReadonlySet<bigint> = new Set()
  const paint = (strokes: (() => PaintStroke[]) | undefined): void => {
    const wasPainted = current !== undefined
    current = strokes
    if (strokes !== undefined || wasPainted) send({ kind: 'paint', strokes: strokes?.() ?? [] })
  }
  return {
    split(split, plan) {
      paint(() => (plan?.kind === 'cut' ? strokesOfPlan(watch, split, plan) : strokesOfOneSide(watch, split)))
    },
    seeds(seeds) {
      paint(() => strokesOfSeeds(seeds))
    },
    path({ source, sink }) {
      paint(() => [stroke(source, 'source', SEED_OPACITY), stroke(sink, 'sink', SEED_OPACITY)])
    },
    light(segments) {
      paint(() =>
        segments.map((segment, i) => ({
          supervoxels: BigUint64Array.from(watch.watchedOf(segment), ({ supervoxel }) => supervoxel),
          colour: LIGHT_COLOURS[Math.min(i, LIGHT_COLOURS.length - 1)]!,
          opacity: LIGHT_OPACITY,
        })),
      )
    },
    clear: () => paint(undefined),
    keepFor(points) {
      const next = points.map(({ supervoxel }) => supervoxel)
      if (!next.some((supervoxel) => shown.has(supervoxel))) paint(undefined)
      shown = new Set(next)
    },
    again() {
      if (current !== undefined) send({ kind: 'paint', strokes: current() })
    },
  }
}

function strokesOfPlan(watch: GlWatch, split: SplitSession, plan: SplitPlan & { kind: 'cut' }): PaintStroke[] {
  const sides: Record<keyof typeof SIDE_COLOURS, bigint[]> = { source: [], sink: [], other: [] }
  for (const { supervoxel, base } of watch.watchedOf(split.segment())) {
    const piece = plan.pieces[plan.pieceOf(supervoxel, base)]
    if (piece !== undefined) sides[piece.side].push(supervoxel)
  }
  const strokes = (['source', 'sink', 'other'] as const).map((side) => stroke(sides[side], side, SIDE_OPACITY))
  return [...strokes, ...strokesOfSeeds(split.seeds())].filter(({ supervoxels }) => supervoxels.length > 0)
}

/** The seeds, over their whole segment as long as they are of one side. */
function strokesOfOneSide(watch: GlWatch, split: SplitSession): PaintStroke[] {
  const { sources, sinks } = split.seeds()
  const strokes = strokesOfSeeds({ sources, sinks })
  const [first] = [...sources, ...sinks]
  const segment = first && watch.segmentOf(first.supervoxel)
  if (segment === undefined || (sources.length > 0 && sinks.length > 0)) return strokes
  const whole = Array.from(watch.watchedOf(segment), ({ supervoxel }) => supervoxel)
  return [stroke(whole, sinks.length > 0 ? 'sink' : 'source', TO_CUT_OPACITY), ...strokes]
}

function strokesOfSeeds({ sources, sinks }: Seeds): PaintStroke[] {
  const idsOf = (points: typeof sources) => [...new Set(points.map(({ supervoxel }) => supervoxel))]
  return [stroke(idsOf(sources), 'source', SEED_OPACITY), stroke(idsOf(sinks), 'sink', SEED_OPACITY)].filter(
    ({ supervoxels }) => supervoxels.length > 0,
  )
}

function stroke(supervoxels: readonly bigint[], side: keyof typeof SIDE_COLOURS, opacity: number): PaintStroke {
  return { supervoxels: BigUint64Array.from(supervoxels), colour: SIDE_COLOURS[side], opacity }
}
